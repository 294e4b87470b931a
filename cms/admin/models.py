"""What the desk itself keeps: which lists were taken out of the system, by whom, and where they lie."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Export(models.Model):
    """One list, or everything kept about one person (ZIP), that somebody took out; the row outlives the file.

    Nobody else may fetch it.
    """

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        XLSX = "xlsx", "XLSX"
        ZIP = "zip", "ZIP"

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("export", "waiting")
        RUNNING = "running", pgettext_lazy("export", "being made")
        READY = "ready", pgettext_lazy("export", "ready")
        REFUSED = "refused", pgettext_lazy("export", "refused")
        FAILED = "failed", pgettext_lazy("export", "failed")
        ERASED = "erased", pgettext_lazy("export", "erased with one of its cases")
        EXPIRED = "expired", pgettext_lazy("export", "kept no longer")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exports")
    format = models.CharField(_("format"), max_length=4, choices=Format.choices)
    params = models.JSONField(default=dict, help_text="the filters, as in the address of the list")
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    hubs = models.JSONField(null=True, blank=True, help_text="ids of the hubs whose cases are in the file")
    file = models.OneToOneField(
        "kizuna_media.PrivateFile", null=True, blank=True, on_delete=models.PROTECT, related_name="export"
    )
    created_at = models.DateTimeField(_("asked for"), default=timezone.now)
    ready_at = models.DateTimeField(_("ready since"), null=True, blank=True)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["owner", "-created_at", "-id"], name="export_owner")]

    def __str__(self) -> str:
        return f"export {self.pk} ({self.state})"
