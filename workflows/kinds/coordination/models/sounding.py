"""Sounding out (打診): which group was asked, what it said, and the consents of both sides to show their contact."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Side(models.TextChoices):
    APPLICANT = "applicant", _("who asked")
    PARTNER = "partner", _("the partner")


class Way(models.TextChoices):
    """How something was said: by the side itself, or taken down by staff."""

    ONLINE = "online", _("in My page")
    PHONE = "phone", _("by telephone")
    PAPER = "paper", _("on paper")
    VISIT = "visit", _("in person")


class Sounding(models.Model):
    """One group that was asked in one case. ``opened_at``: since when both consents have stood; empty when not."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("sounding", "asked")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="soundings")
    group = models.ForeignKey("people.CommunityGroup", on_delete=models.PROTECT, related_name="soundings")
    reason = models.TextField(_("why this group"), blank=True)
    message = models.TextField(_("request to the group"), blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answer_due_on = models.DateField(_("answer awaited until"))
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    conditions = models.TextField(_("conditions of the group"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_way = models.CharField(max_length=6, choices=Way.choices, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "group"], name="sounding_once_per_group"),
            models.CheckConstraint(
                name="sounding_answered_exactly_with_a_day",
                condition=Q(state="asked", answered_at=None) | (~Q(state="asked") & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="sounding_open_only_when_accepted", condition=Q(opened_at=None) | Q(state="accepted")
            ),
        ]

    def __str__(self) -> str:
        return f"sounding {self.pk} of {self.case_id}"


class Consent(models.Model):
    """One side lets the other see what it names here. Taken back: the row stays, what it named is gone."""

    sounding = models.ForeignKey(Sounding, on_delete=models.PROTECT, related_name="consents")
    side = models.CharField(max_length=9, choices=Side.choices)
    name = models.CharField(_("contact person"), max_length=80, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.CharField(_("e-mail address"), max_length=254, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)
    way = models.CharField(max_length=6, choices=Way.choices, default=Way.ONLINE)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sounding", "side"], condition=Q(withdrawn_at=None), name="consent_once_per_side"
            ),
            models.CheckConstraint(
                name="consent_taken_back_names_nobody",
                condition=Q(withdrawn_at=None) | Q(name="", phone="", email="", withdrawn_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"consent {self.pk} of {self.sounding_id}"


class Remark(models.Model):
    """A question of the candidate to the hub, or the hub's answer; the other side never reads it."""

    sounding = models.ForeignKey(Sounding, on_delete=models.PROTECT, related_name="remarks")
    by_hub = models.BooleanField()
    text = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"remark {self.pk} of {self.sounding_id}"
