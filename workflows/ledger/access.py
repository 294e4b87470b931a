"""Who reads, writes and publishes the ledger of collaboration. What is published everybody reads."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from cms.people.access import roles_of
from cms.people.models import Role
from workflows.ledger.models import Collaboration

WRITERS = (Role.EDITOR, Role.REVIEWER, Role.CHIEF)
READ_ALL = (Role.DIVISION_REVIEWER, Role.DIVISION_APPROVER, Role.AUDITOR, Role.EDITOR_IN_CHIEF)


def hubs_of(user: Any) -> set[int]:
    """Ids of the hubs for which the person writes."""
    return roles_of(user).hubs_as(*WRITERS)


def writes_any(user: Any) -> bool:
    return bool(hubs_of(user))


def reads_any(user: Any) -> bool:
    return writes_any(user) or roles_of(user).has(*READ_ALL)


def readable(user: Any) -> QuerySet[Collaboration]:
    if roles_of(user).has(*READ_ALL):
        return Collaboration.objects.all()
    return Collaboration.objects.filter(hub_id__in=hubs_of(user))


def one_for(user: Any, pk: int) -> Collaboration:
    """The entry, or 404 when it is foreign or does not exist."""
    joined = ("hub", "topic", "area", "case", "created_by", "published_by")
    found = readable(user).select_related(*joined).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def keeps(user: Any, entry: Collaboration) -> bool:
    return entry.hub_id in hubs_of(user) or roles_of(user).has(Role.EDITOR_IN_CHIEF)


def publishes(user: Any, entry: Collaboration) -> bool:
    """The chief of the hub and the editor-in-chief, as with pages."""
    roles = roles_of(user)
    return entry.hub_id in roles.hubs_as(Role.CHIEF) or roles.has(Role.EDITOR_IN_CHIEF)


def published() -> QuerySet[Collaboration]:
    """What everybody may read."""
    return Collaboration.objects.filter(published_at__isnull=False)
