"""Letters (通知書): immutable once issued, corrected by a new version, delivered in one of two ways."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Letter(models.Model):
    class State(models.TextChoices):
        RENDERING = "rendering", _("being made")
        PARKED = "parked", _("needs a person")
        ISSUED = "issued", _("issued")
        REPLACED = "replaced", _("replaced by a newer version")

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="letters")
    outcome = models.CharField(max_length=20, help_text="which of its kind's letters this is")
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
        indexes = [
            models.Index(fields=["id"], name="letter_parked", condition=Q(state="parked")),
            models.Index(
                fields=["id"], name="letter_to_post", condition=Q(state="issued", notice="post", posted_on=None)
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> str:
        """The title that the letter bears; a plain word for its kind once its content is erased."""
        from workflows.correspondence.kinds import letter_kind  # late: kinds.py needs the models

        return str(self.content.get("title") or letter_kind(self.case.kind, self.outcome).title)


class LetterCorrection(models.Model):
    """New texts that one person asks for and another person confirms or declines (通知書の訂正).

    ``changes`` holds them while the request waits; afterwards the events of the case tell what they were.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for an approver")
        CONFIRMED = "confirmed", _("confirmed")
        DECLINED = "declined", _("declined")

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="corrections")
    changes = models.JSONField(default=dict, help_text="path of the text → the new text")
    reason = models.CharField(_("reason for a new version"), max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    result = models.OneToOneField(
        Letter, null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_through"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["letter"], condition=Q(state="waiting"), name="letter_correction_one_at_a_time"
            ),
            models.CheckConstraint(
                name="letter_correction_by_two_people",
                condition=~Q(state="confirmed")
                | (Q(decided_by__isnull=False, result__isnull=False) & ~Q(decided_by=F("asked_by"))),
            ),
        ]

    def __str__(self) -> str:
        return f"correction {self.pk} of {self.letter_id}"
