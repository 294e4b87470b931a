"""Choosing among applicants: the guardian's consent, the interview slot, the points."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class GuardianConsent(models.Model):
    """One question to a guardian and its answer: who was asked, who answered, when. The link's secret is hashed.

    A consent that was signed on paper names who of the hub has seen it, and the day on it.
    """

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("consent", "asked")
        GIVEN = "given", _("consents")
        DECLINED = "declined", _("does not consent")
        REPLACED = "replaced", _("asked anew")
        EXPIRED = "expired", pgettext_lazy("consent", "did not answer in time")

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="guardian_consents")
    name = models.CharField(max_length=80)
    email = models.EmailField(blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField(null=True, blank=True, help_text="the last day for the answer; none on paper")
    reminded_at = models.DateTimeField(null=True, blank=True)
    reminder_hash = models.CharField(
        max_length=64, null=True, blank=True, unique=True, help_text="the reminder has a link of its own"
    )
    answered_by = models.CharField(max_length=80, blank=True, help_text="the name that the guardian typed")
    answered_at = models.DateTimeField(null=True, blank=True)
    signed_on = models.DateField(null=True, blank=True, help_text="of a consent on paper")
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="guardian_paper_has_a_day_and_who_saw_it",
                condition=Q(signed_on__isnull=True, seen_by__isnull=True)
                | Q(signed_on__isnull=False, seen_by__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=["asked", "given"]), name="guardian_asked_once_at_a_time"
            ),
            models.CheckConstraint(
                name="guardian_answer_has_who_and_when",
                condition=Q(state__in=["asked", "replaced", "expired"]) | Q(answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="guardian_asked_until_a_day",
                condition=~Q(state__in=["asked", "expired"]) | Q(due_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"consent {self.pk}"


class SlotChoice(models.Model):
    """The interview slot that an applicant has; one per case."""

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="slot_choice")
    slot = models.ForeignKey("volunteering.Slot", on_delete=models.PROTECT, related_name="choices")
    chosen_at = models.DateTimeField(default=timezone.now)
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.case_id} at {self.slot_id}"


class Score(models.Model):
    """One person's points for one case, given once; or their declaration that they are too close to judge."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="scores")
    scorer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    points = models.JSONField(default=dict, help_text="criterion → 1 to 5")
    total = models.PositiveSmallIntegerField(null=True, blank=True)
    comment = models.TextField(blank=True)
    has_conflict = models.BooleanField(default=False)
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["given_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "scorer"], name="score_once_per_scorer_and_case"),
            models.CheckConstraint(
                name="score_or_conflict",
                condition=Q(has_conflict=True, total__isnull=True) | Q(has_conflict=False, total__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"score {self.pk}"
