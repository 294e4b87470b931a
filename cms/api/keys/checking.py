"""From the text of a key to the person behind it, with no more rights than the key and the person have today."""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType

from django.utils import timezone

from cms.api.keys.ending import has_lost
from cms.api.keys.issuing import MARK, digest
from cms.api.keys.scopes import OF_STAFF
from cms.api.models import ApiKey
from cms.people.access import _CACHE, NONE, Roles, live_roles
from cms.people.models import User

LONGEST = 200
NOTED_EVERY = timedelta(minutes=5)


def user_of_key(token: str) -> tuple[User, ApiKey] | None:
    """The person, holding the roles that the key lets them hold; None for a key that is not valid now."""
    if not token.startswith(MARK) or len(token) > LONGEST:
        return None
    now = timezone.now()
    key = (
        ApiKey.objects.select_related("user")
        .filter(digest=digest(token), revoked_at=None, expires_at__gt=now, user__is_active=True)
        .first()
    )
    if key is None or not key.is_sealed_by(key.user):
        return None
    is_of_staff = key.hub_id is not None or not OF_STAFF.isdisjoint(key.scopes)
    roles = live_roles(key.user) if is_of_staff else NONE
    if has_lost(key, roles):
        # A right that ended while nobody was told, by its date or beside the issuing, revives no key either.
        ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now)
        return None
    if key.used_at is None or now - key.used_at > NOTED_EVERY:
        ApiKey.objects.filter(pk=key.pk).update(used_at=now)
    setattr(key.user, _CACHE, _roles(key, roles))
    return key.user, key


def _roles(key: ApiKey, roles: Roles) -> Roles:
    """Staff who became so after the key was issued without a second factor hold nothing by it."""
    if OF_STAFF.isdisjoint(key.scopes) or not key.second_factor:
        return NONE
    if key.hub_id is None:
        return roles
    codes = {hub: code for hub, code in roles.hub_codes.items() if hub == key.hub_id}
    return Roles(frozenset(pair for pair in roles.held if pair[1] == key.hub_id), MappingProxyType(codes))
