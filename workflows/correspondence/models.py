"""Letters (通知書): immutable once issued, corrected by a new version, delivered in one of two ways."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Letter(models.Model):
    class State(models.TextChoices):
        RENDERING = "rendering", _("being made")
        PARKED = "parked", _("needs a person")
        ISSUED = "issued", _("issued")
        REPLACED = "replaced", _("replaced by a newer version")

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="letters")
    outcome = models.CharField(max_length=12)
    branch = models.PositiveSmallIntegerField(help_text="枝番 of the case number")
    number = models.CharField(_("number"), max_length=50, unique=True)
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    state = models.CharField(max_length=10, choices=State.choices, default=State.RENDERING)
    parked_reason = models.CharField(max_length=300, blank=True)
    content = models.JSONField(default=dict, help_text="every text that the PDF shows, frozen")
    dated_on = models.DateField(_("date of the letter"))
    file = models.OneToOneField(
        "kizuna_media.PrivateFile", null=True, blank=True, on_delete=models.PROTECT, related_name="letter"
    )
    code = models.CharField(_("verification code"), max_length=24, unique=True)
    notice = models.CharField(max_length=10)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(_("reason for a new version"), max_length=200, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True, help_text="electronic: readable in My page since")
    opened_at = models.DateTimeField(null=True, blank=True)
    posted_on = models.DateField(_("posted on"), null=True, blank=True)
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["case", "branch"]
        constraints = [
            models.UniqueConstraint(fields=["case", "branch"], name="letter_branch_once"),
            models.UniqueConstraint(fields=["case", "outcome", "version"], name="letter_version_once_per_outcome"),
            models.CheckConstraint(
                name="letter_issued_with_file",
                condition=~Q(state="issued") | Q(file__isnull=False, issued_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> str:
        """The title that the letter bears; a plain word for its kind once its content is erased."""
        plain = _("Letter of the grant") if self.outcome == "granted" else _("Letter of the refusal")
        return str(self.content.get("title") or plain)
