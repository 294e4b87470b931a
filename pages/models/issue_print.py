"""The paper of an issue: the PDF that the worker makes, and how far it is."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class IssuePrint(models.Model):
    """One row per issue. ``wanted`` grows with every change; only the making of the newest counts."""

    class State(models.TextChoices):
        MAKING = "making", _("being made")
        READY = "ready", _("ready")
        EMPTY = "empty", _("nothing to print yet")
        PARKED = "parked", _("needs a person")

    issue = models.OneToOneField("pages.IssuePage", on_delete=models.CASCADE, related_name="print")
    state = models.CharField(max_length=10, choices=State.choices, default=State.MAKING)
    wanted = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0, help_text="how many different files there have been")
    digest = models.CharField(max_length=64, blank=True, help_text="of the content that the file shows")
    file = models.OneToOneField(
        "kizuna_media.PrivateFile", null=True, blank=True, on_delete=models.PROTECT, related_name="issue_print"
    )
    pages = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True, help_text="why it needs a person")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="issue_print_ready_with_file",
                condition=~models.Q(state="ready") | models.Q(file__isnull=False, made_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"print of {self.issue_id}"
