"""Prior consultation (事前相談): asked for by the applicant, held and recorded by the hub."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Consultation(models.Model):
    class State(models.TextChoices):
        REQUESTED = "requested", _("requested")
        BOOKED = "booked", _("date agreed")
        HELD = "held", _("held")
        CANCELLED = "cancelled", _("cancelled")

    call = models.ForeignKey("programmes.Call", on_delete=models.PROTECT, related_name="consultations")
    group = models.ForeignKey("people.CommunityGroup", on_delete=models.PROTECT, related_name="consultations")
    hub = models.ForeignKey("hubs.Hub", on_delete=models.PROTECT, related_name="consultations")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    wish = models.TextField(_("what the group wants to talk about"), blank=True)
    wanted_dates = models.CharField(_("days that suit the group"), max_length=200, blank=True)
    contact_phone = models.CharField(_("telephone for the consultation"), max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.REQUESTED)
    booked_for = models.DateTimeField(_("date agreed"), null=True, blank=True)
    held_on = models.DateField(_("held on"), null=True, blank=True)
    record = models.TextField(_("record of the consultation"), blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    taken = models.BooleanField(default=False, help_text="a case has it; the group may ask for another")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "group"],
                condition=~models.Q(state="cancelled") & models.Q(taken=False),
                name="consultation_once_per_call_and_group",
            )
        ]

    def __str__(self) -> str:
        return f"consultation {self.pk}"
