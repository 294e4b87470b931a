"""What volunteers tell of themselves, and which staff may see it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from cms.people.access import roles_of
from cms.people.models import Person, Role, User
from workflows.kinds.volunteering.models import Appointment, VolunteerProfile

FIELDS = ("skills", "availability", "contact_for", "skills_for", "shows_name")
WARD_WIDE = (Role.DIVISION_REVIEWER, Role.DIVISION_APPROVER, Role.AUDITOR)
Shared = VolunteerProfile.Shared


@transaction.atomic
def save(person: Person, *, actor: User, **fields: object) -> VolunteerProfile:
    """The volunteer's own words and consents; the log names the fields, never what they say."""
    Person.objects.select_for_update().get(pk=person.pk)
    profile = VolunteerProfile.objects.filter(person=person).first() or VolunteerProfile(person=person)
    changed = sorted(name for name in FIELDS if name in fields and getattr(profile, name) != fields[name])
    if profile.pk and not changed:
        return profile
    for name in changed:
        setattr(profile, name, fields[name])
    profile.consented_at = timezone.now()
    profile.save()
    log(profile, "volunteering.profile_changed", user=actor, data={"fields": changed})
    return profile


@dataclass(frozen=True)
class Sight:
    """What one staff member may see of one volunteer."""

    contact: bool
    skills: bool

    @property
    def anything(self) -> bool:
        return self.contact or self.skills


def hubs_read_by(user: User) -> set[int] | None:
    """The hubs whose volunteers this person looks after; None for the whole ward."""
    roles = roles_of(user)
    return None if roles.has(*WARD_WIDE) else set(roles.hubs_as(Role.REVIEWER, Role.CHIEF))


def sight(user: User, appointment: Appointment, profile: VolunteerProfile | None) -> Sight:
    """All for the hub of the appointment and the division; for other hubs what the volunteer agreed to."""
    hubs = hubs_read_by(user)
    if hubs is None or appointment.hub_id in hubs:
        return Sight(contact=True, skills=True)
    if not hubs or profile is None:
        return Sight(contact=False, skills=False)
    return Sight(contact=profile.contact_for == Shared.ALL_HUBS, skills=profile.skills_for == Shared.ALL_HUBS)
