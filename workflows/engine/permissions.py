"""Permission strings of steps, and who holds them today, deputies included."""

from __future__ import annotations

from django.utils import timezone

from cms.people.deputies import principals_for
from cms.people.models import User

APPROVE = "cases.approve"


def review_at(hub_code: str) -> str:
    return f"cases.review@{hub_code}"


def permissions_of(user: User) -> set[str]:
    """All step permissions that the user holds, own and as a deputy of an approver."""
    own = {name for name in user.get_all_permissions() if name.startswith("cases.")}
    if APPROVE not in own and deputy_for(user):
        own.add(APPROVE)
    return own


def holds(user: User, permission: str | None) -> bool:
    """No step is open to everybody: an empty permission is held by nobody."""
    return bool(permission) and permission in permissions_of(user)


def deputy_for(user: User) -> User | None:
    """The approver for whom the user acts today under a dated record, if the user is none themselves."""
    if APPROVE in user.get_all_permissions():
        return None
    for principal in principals_for(user, timezone.localdate()):
        if APPROVE in principal.get_all_permissions():
            return principal
    return None
