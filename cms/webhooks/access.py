"""Who keeps the receivers: the administrator; auditors read. For everybody else none exists."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from cms.people.access import roles_of
from cms.people.models import Role
from cms.webhooks.models import Delivery, Endpoint


def may_read(user: Any) -> bool:
    return roles_of(user).has(Role.ADMINISTRATOR, Role.AUDITOR)


def may_manage(user: Any) -> bool:
    return roles_of(user).has(Role.ADMINISTRATOR)


def endpoints_of(user: Any) -> QuerySet[Endpoint]:
    found = Endpoint.objects.select_related("hub", "made_by")
    return found if may_read(user) else found.none()


def endpoint_for(user: Any, pk: int, *, manage: bool = False) -> Endpoint:
    """The receiver; Http404 when it does not exist, or not for this person in this way."""
    found = endpoints_of(user).filter(pk=pk).first()
    if found is None or (manage and not may_manage(user)):
        raise Http404
    return found


def delivery_for(user: Any, endpoint: int, pk: int, *, manage: bool = False) -> Delivery:
    """The delivery of that receiver; Http404 for any other."""
    found = Delivery.objects.select_related("event", "endpoint__hub").filter(
        pk=pk, endpoint=endpoint_for(user, endpoint, manage=manage)
    )
    delivery = found.first()
    if delivery is None:
        raise Http404
    return delivery
