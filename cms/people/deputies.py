"""In whose place an account may decide on a given day (代決)."""

from __future__ import annotations

import datetime

from django.db.models import QuerySet
from django.utils import timezone

from cms.people.models import Deputy, User


def records_for(user: User, on: datetime.date | None = None) -> QuerySet[Deputy]:
    """Records under which ``user`` may act on ``on`` (today if empty), not revoked."""
    on = on or timezone.localdate()
    return Deputy.objects.filter(
        deputy_id=user.pk, from_on__lte=on, until_on__gte=on, revoked_at__isnull=True, principal__is_active=True
    )


def principals_for(user: User, on: datetime.date | None = None) -> QuerySet[User]:
    """The people in whose place ``user`` may act on ``on``."""
    return User.objects.filter(pk__in=records_for(user, on).values("principal_id"))
