"""The emergency banner (緊急のお知らせ) of one hub or the whole ward."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class EmergencyBanner(models.Model):
    """Shown from ``starts_at`` until ``ends_at``; the all-clear takes its place for as long as it says."""

    class Level(models.TextChoices):
        URGENT = "urgent", _("urgent")
        IMPORTANT = "important", _("important")

    hub = models.ForeignKey(
        "hubs.Hub", null=True, blank=True, on_delete=models.PROTECT, related_name="banners", verbose_name=_("hub")
    )
    level = models.CharField(_("level"), max_length=10, choices=Level.choices, default=Level.URGENT)
    title = models.CharField(_("heading"), max_length=60)
    text = models.CharField(_("text"), max_length=300, blank=True)
    page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("page that tells more"),
    )
    starts_at = models.DateTimeField(_("shown from"), default=timezone.now)
    ends_at = models.DateTimeField(_("shown until"))
    cleared_at = models.DateTimeField(_("all-clear given at"), null=True, blank=True)
    all_clear = models.CharField(_("text of the all-clear"), max_length=200, blank=True)
    clear_until = models.DateTimeField(_("all-clear shown until"), null=True, blank=True)

    class Meta:
        verbose_name = _("emergency banner")
        verbose_name_plural = _("emergency banners")
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(name="banner_in_order", condition=models.Q(ends_at__gt=models.F("starts_at"))),
            models.CheckConstraint(
                name="banner_clear_is_told",
                condition=models.Q(cleared_at__isnull=True)
                | (~models.Q(all_clear="") & models.Q(clear_until__gt=models.F("cleared_at"))),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_shown(self, at: datetime) -> bool:
        """Whether readers see the warning itself at ``at``."""
        return self.cleared_at is None and self.starts_at <= at < self.ends_at

    def is_clear_shown(self, at: datetime) -> bool:
        """Whether readers see the all-clear in its place at ``at``."""
        return self.cleared_at is not None and self.clear_until is not None and self.cleared_at <= at < self.clear_until

    def clean(self) -> None:
        super().clean()
        wrong = {}
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            wrong["ends_at"] = _("The end must be after the start. Please check the day and the time.")
        if self.page is not None and not self.page.live:
            wrong["page"] = _("This page is not published. Please choose a page that readers can open.")
        if wrong:
            raise ValidationError(wrong)
