"""A person in a role for a term, from the waiting list to its end; and the question whether they go on."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Appointment(models.Model):
    """One term. A renewal is a new row that names the one before it; every change is an event of the case."""

    class State(models.TextChoices):
        WAITING = "waiting", _("on the waiting list")
        REGISTERED = "registered", _("appointed, before training")
        ACTIVE = "active", pgettext_lazy("volunteer", "active")
        RENEWED = "renewed", _("renewed")
        EXPIRED = "expired", pgettext_lazy("appointment", "expired")
        RESIGNED = "resigned", _("resigned")
        DISMISSED = "dismissed", _("dismissed")

    class Ground(models.TextChoices):
        """Why somebody may be dismissed; the three grounds of the outline (解嘱)."""

        DUTIES = "duties", _("does not do the duties")
        CONDUCT = "conduct", _("conduct unfit for the role")
        CONDITIONS = "conditions", _("no longer meets the conditions")

    HELD = (State.REGISTERED, State.ACTIVE)

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="appointments")
    recruitment = models.ForeignKey("volunteering.Recruitment", on_delete=models.PROTECT, related_name="appointments")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="appointments")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="appointments"
    )
    hub = models.ForeignKey("hubs.Hub", on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(_("role of the volunteer"), max_length=60)
    number = models.CharField(_("registration number"), max_length=40, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    from_on = models.DateField(_("from"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)
    points = models.PositiveIntegerField(default=0, help_text="sum of the selection, for the order of the waiting list")
    arrived_at = models.DateTimeField(help_text="of the application, for the order of the waiting list")
    previous = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="following")
    ended_on = models.DateField(pgettext_lazy("appointment", "ended on"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    end_reason = models.TextField(blank=True)
    dismissal_ground = models.CharField(max_length=10, blank=True, choices=Ground.choices)
    dismissal_reason = models.TextField(blank=True)
    dismissal_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["recruitment", "-points", "arrived_at", "id"],
                name="appointment_waiting",
                condition=Q(state="waiting"),
            ),
            models.Index(
                fields=["hub", "role"], name="appointment_held", condition=Q(state__in=["registered", "active"])
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(previous__isnull=True), name="appointment_first_once_per_case"
            ),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="appointment_number_once"),
            models.CheckConstraint(
                name="appointment_has_term_and_number",
                condition=Q(state__in=["waiting", "expired", "resigned"])
                | Q(from_on__isnull=False, until_on__gte=F("from_on")) & ~Q(number=""),
            ),
            models.CheckConstraint(
                name="appointment_dismissed_by_two_people",
                condition=~Q(state="dismissed")
                | (Q(ended_by__isnull=False, dismissal_asked_by__isnull=False) & ~Q(ended_by=F("dismissal_asked_by"))),
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"appointment {self.pk}"

    @property
    def is_held(self) -> bool:
        return self.state in self.HELD


class Renewal(models.Model):
    """The one question whether somebody wants to go on after their term, and the answer."""

    class Answer(models.TextChoices):
        NONE = "", _("no answer yet")
        YES = "yes", _("wants to go on")
        NO = "no", _("does not want to go on")

    appointment = models.OneToOneField(Appointment, on_delete=models.PROTECT, related_name="renewal")
    token_hash = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=3, blank=True, choices=Answer.choices, default=Answer.NONE)
    answered_at = models.DateTimeField(null=True, blank=True)
    opinion = models.TextField(blank=True)
    opinion_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="renewal_by_two_people",
                condition=Q(decided_by__isnull=True)
                | (Q(answer="yes", opinion_by__isnull=False) & ~Q(decided_by=F("opinion_by"))),
            ),
        ]

    def __str__(self) -> str:
        return f"renewal of {self.appointment_id}"
