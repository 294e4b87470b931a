"""What a volunteer tells of themselves, and who may see it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class VolunteerProfile(models.Model):
    """Written by the volunteer alone. Without a consent, contact data are for the hub of the appointment only."""

    class Shared(models.TextChoices):
        OWN_HUB = "hub", _("the hub of the appointment only")
        ALL_HUBS = "hubs", _("every hub of the ward")

    person = models.OneToOneField("people.Person", on_delete=models.PROTECT, related_name="volunteer_profile")
    skills = models.TextField(_("skills"), blank=True)
    availability = models.TextField(_("when it suits"), blank=True)
    contact_for = models.CharField(
        _("who may see the contact data"), max_length=4, choices=Shared.choices, default=Shared.OWN_HUB
    )
    skills_for = models.CharField(
        _("who may see skills and times"), max_length=4, choices=Shared.choices, default=Shared.OWN_HUB
    )
    shows_name = models.BooleanField(
        _("name may stand under articles"), default=False, help_text=_("Otherwise only the role stands there.")
    )
    consented_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"profile {self.pk}"
