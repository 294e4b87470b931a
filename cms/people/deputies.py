"""In whose place an account may decide on a given day (代決)."""

from __future__ import annotations

import datetime

from django.db.models import QuerySet
from django.utils import timezone

from cms.people.models import Deputy, HubRole, Role, User

# Who may stand in for an approver: people of the division, by roles in force.
DEPUTY_ROLES = (Role.DIVISION_REVIEWER, Role.DIVISION_APPROVER)


def in_force(on: datetime.date | None = None) -> QuerySet[Deputy]:
    """Records that count on ``on`` (today if empty): not revoked, and both people still hold their roles."""
    on = on or timezone.localdate()
    roles = HubRole.objects.live(on)
    return Deputy.objects.filter(
        from_on__lte=on,
        until_on__gte=on,
        revoked_at__isnull=True,
        principal__is_active=True,
        principal_id__in=roles.filter(role=Role.DIVISION_APPROVER).values("user_id"),
        deputy_id__in=roles.filter(role__in=DEPUTY_ROLES).values("user_id"),
    )


def records_for(user: User, on: datetime.date | None = None) -> QuerySet[Deputy]:
    """Records under which ``user`` may act on ``on`` (today if empty)."""
    return in_force(on).filter(deputy_id=user.pk)


def principals_for(user: User, on: datetime.date | None = None) -> QuerySet[User]:
    """The people in whose place ``user`` may act on ``on``."""
    return User.objects.filter(pk__in=records_for(user, on).values("principal_id"))
