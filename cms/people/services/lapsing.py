"""Roles and memberships that end by their date alone, on which nobody presses anything."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cms.people.models import HubRole, LocalRole, TeamMembership, User
from cms.people.services.roles import tell_rights_ended

# A worker that stood still for so long catches up; telling twice changes nothing.
LOOKS_BACK = timedelta(days=14)


def tell_lapsed() -> int:
    """Steps that they have taken are free and their keys end, as when somebody ends a role. How many people."""
    today = timezone.localdate()
    lapsed = {"ended_at": None, "until_on__lt": today, "until_on__gte": today - LOOKS_BACK}
    seats = TeamMembership.objects.filter(**lapsed).order_by()
    roles = (HubRole.objects.filter(**lapsed).holders(), LocalRole.objects.filter(**lapsed).holders())
    found = Q(pk__in=seats.values("user_id"))
    for one in roles:
        found |= Q(pk__in=one.values("pk"))
    people = list(User.objects.filter(found).order_by("pk"))
    with transaction.atomic():
        tell_rights_ended(people, None)
    return len(people)
