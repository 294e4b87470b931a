"""The catalogue: one row for everything that can be found, whatever room it stands in."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_TITLE = 255


class Entry(models.Model):
    """What one object shows to those who search. Written by ``writing`` only; the rooms above say what is in it.

    ``hub_only``: a copy for one hub of what the ward has an entry of its own for; shown when that hub is asked for.
    ``labels`` repeats kind, hubs, areas, topics and language for the index: `` kind=call hub=3 ``; and it names what
    the object shows of others. ``facts``: of a document, its kind of file, size and pages.
    ``spans``: when it takes place or is open, as [[first, last] second since 1970, …] in order; None for what has no
    time of its own. ``digest`` tells whether anything changed. SQLite's triggers (``structures``) keep the index in
    step with the keys; on PostgreSQL the row has two columns more, the numbers of its keys.
    """

    source = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    object_key = models.CharField(max_length=60)
    is_public = models.BooleanField(default=False)
    hub_only = models.BooleanField(default=False)
    date = models.DateTimeField()
    language = models.CharField(max_length=12, default="ja")
    hubs = models.JSONField(default=list)
    areas = models.JSONField(default=list)
    topics = models.JSONField(default=list)
    labels = models.TextField(blank=True)
    facts = models.JSONField(null=True)
    spans = models.JSONField(null=True)
    url = models.CharField(max_length=2000)
    digest = models.CharField(max_length=32)
    title = models.CharField(max_length=LONGEST_TITLE)
    title_key = models.TextField()
    text = models.TextField(blank=True)
    key = models.TextField()

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        ordering = ["-date", "-id"]
        constraints = [models.UniqueConstraint(fields=["source", "object_key"], name="search_entry_once")]
        indexes = [models.Index(fields=["-date", "-id"], name="search_entry_newest")]

    def __str__(self) -> str:
        return self.title
