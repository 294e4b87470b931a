"""A second version of a live page that is written beside it and merged back, while the page itself goes on changing."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class WorkingCopy(models.Model):
    """``base`` is what the page said when the copy was made: what both sides are compared with."""

    class Outcome(models.TextChoices):
        OPEN = "", _("being written")
        MERGED = "merged", _("merged")
        DISCARDED = "discarded", _("thrown away")

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="working_copies")
    copy = models.OneToOneField(
        "wagtailcore.Page", null=True, blank=True, on_delete=models.SET_NULL, related_name="copy_of"
    )
    base = models.JSONField(default=dict)
    note = models.CharField(_("what is going to change"), max_length=200, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True, default="")
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("working copy")
        verbose_name_plural = _("working copies")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["page"], condition=Q(outcome=""), name="working_copy_one_at_a_time"),
            models.CheckConstraint(
                name="working_copy_ended_by_somebody",
                condition=Q(outcome="", ended_at=None) | (~Q(outcome="") & Q(ended_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} → {self.copy_id}"

    @property
    def is_open(self) -> bool:
        return self.outcome == "" and self.copy_id is not None
