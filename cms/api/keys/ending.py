"""Keys end with the rights that they were issued for, so that a role which is given again later revives none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from cms.api.keys.scopes import OF_STAFF
from cms.api.models import ApiKey
from cms.people.access import Roles, live_roles
from cms.people.models import User
from cms.people.signals import rights_ended


@receiver(rights_ended, dispatch_uid="api.end_keys")
def end_keys(users: Iterable[User], actor: User | None, **_kwargs: Any) -> None:
    """Inside the transaction in which ``users`` lost rights."""
    for user in users:
        roles = live_roles(user)
        open_keys = ApiKey.objects.filter(user=user, revoked_at=None)
        lost = [key.pk for key in open_keys if not user.is_active or has_lost(key, roles)]
        ApiKey.objects.filter(pk__in=lost).update(revoked_at=timezone.now(), revoked_by=actor)


def has_lost(key: ApiKey, roles: Roles) -> bool:
    """The rights for which the key was issued are gone."""
    if key.hub_id is not None and key.hub_id not in roles.hubs:
        return True
    return not OF_STAFF.isdisjoint(key.scopes) and not roles.is_staff_member
