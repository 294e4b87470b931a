"""Asking within the ward: the opinion of a section (意見照会), one question to several hubs (照会・回答)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

ANSWERED = Q(answered_at=None, answered_by=None, answer="") | (
    Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")
)


class Advice(models.Model):
    """A question of one case to one account of a section."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="advice")
    section = models.CharField(_("section"), max_length=80)
    asked_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who answers")
    )
    question = models.TextField(_("question"))
    due_on = models.DateField(_("answer awaited until"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [models.CheckConstraint(name="advice_answered_whole", condition=ANSWERED)]

    def __str__(self) -> str:
        return f"advice {self.pk} of {self.case_id}"


class Inquiry(models.Model):
    """One question to all or some hubs."""

    title = models.CharField(_("title"), max_length=120)
    question = models.TextField(_("question"))
    due_on = models.DateField(_("answer awaited until"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    key = models.UUIDField(unique=True, help_text="idempotency key of the form")

    class Meta:
        ordering = ["-asked_at", "-id"]

    def __str__(self) -> str:
        return self.title


class InquiryAnswer(models.Model):
    """What one hub owes to an inquiry, and what it answered."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="answers")
    hub = models.ForeignKey("hubs.Hub", on_delete=models.PROTECT, related_name="inquiry_answers")
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["hub__name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["inquiry", "hub"], name="inquiry_answer_once_per_hub"),
            models.CheckConstraint(name="inquiry_answered_whole", condition=ANSWERED),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk} to {self.inquiry_id}"
