"""A link that stands on a live page, and what the last look at it found."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class FoundLink(models.Model):
    """``target`` is an address, or ``page:12``, ``document:3``, ``picture:4`` inside the product."""

    class Kind(models.TextChoices):
        INTERNAL = "internal", _("inside this site")
        EXTERNAL = "external", _("another site")

    class State(models.TextChoices):
        NEW = "new", _("not yet checked")
        GOOD = "good", _("reachable")
        GONE = "gone", _("not there any more")
        UNPUBLISHED = "unpublished", _("not published")
        FAILING = "failing", _("does not answer")
        REFUSED = "refused", _("not checked: an address that this service never calls")

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="found_links")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    target = models.TextField(_("link"))
    target_hash = models.CharField(max_length=64)
    state = models.CharField(_("result"), max_length=12, choices=State.choices, default=State.NEW)
    detail = models.CharField(_("details"), max_length=100, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    broken_since = models.DateTimeField(_("broken since"), null=True, blank=True)
    checked_at = models.DateTimeField(_("last checked"), null=True, blank=True)

    class Meta:
        verbose_name = _("link on a page")
        verbose_name_plural = _("links on pages")
        constraints = [models.UniqueConstraint(fields=["page", "target_hash"], name="found_link_once_per_page")]
        indexes = [models.Index(fields=["kind", "checked_at"], name="found_links_next")]

    def __str__(self) -> str:
        return self.target

    @property
    def shown_target(self) -> str:
        """In words; the title of what a link inside points at is for those who may read it, so it is not told."""
        names = {"page": _("a page"), "document": _("a document"), "picture": _("a picture")}
        name, _colon, number = self.target.partition(":")
        return f"{names[name]} ({number})" if name in names and number.isdigit() else self.target
