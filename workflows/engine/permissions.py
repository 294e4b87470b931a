"""Permission strings of steps, and who holds them today, deputies included."""

from __future__ import annotations

from django.utils import timezone

from cms.people.access import roles_of
from cms.people.deputies import principals_for
from cms.people.models import User
from cms.people.permissions import permissions_of as strings_of

APPROVE = "cases.approve"
# Asked once per user object, that is once per request; ``cms.people.access.forget_roles`` clears it.
_CACHE = "_kizuna_principal"


def review_at(hub_code: str) -> str:
    return f"cases.review@{hub_code}"


def permissions_of(user: User) -> set[str]:
    """All step permissions that the user holds, own and as a deputy of an approver."""
    own = own_permissions(user)
    return own | {APPROVE} if APPROVE not in own and deputy_for(user) else own


def own_permissions(user: User) -> set[str]:
    """Step permissions by the roles alone; whatever else Django's tables may grant opens no step."""
    return {name for name in strings_of(roles_of(user)) if name.startswith("cases.")}


def holds(user: User, permission: str | None) -> bool:
    """No step is open to everybody: an empty permission is held by nobody."""
    if not permission:
        return False
    if permission in own_permissions(user):
        return True
    return permission == APPROVE and deputy_for(user) is not None


def deputy_for(user: User) -> User | None:
    """The approver for whom the user acts today under a dated record, if the user is none themselves."""
    if not hasattr(user, _CACHE):
        setattr(user, _CACHE, _principal_of(user))
    found: User | None = getattr(user, _CACHE)
    return found


def _principal_of(user: User) -> User | None:
    if APPROVE in own_permissions(user):
        return None
    for principal in principals_for(user, timezone.localdate()):
        if APPROVE in own_permissions(principal):
            return principal
    return None
