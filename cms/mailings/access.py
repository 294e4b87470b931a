"""Who may write a magazine mail, send it and see addresses: one place for views, lists and services.

Editors write for their hub; its chief sends. The editor-in-chief does both for the ward and every hub. A mail of
another hub does not exist.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from cms.hubs.models import Hub
from cms.mailings.models import Mailing
from cms.people.access import roles_of
from cms.people.models import Role

WRITERS = (Role.EDITOR, Role.CHIEF)


def writes_any(user: Any) -> bool:
    """Some hub's mails, or the ward's."""
    return writes_for_ward(user) or bool(roles_of(user).hubs_as(*WRITERS))


def writes_for_ward(user: Any) -> bool:
    return bool(user.has_perm("mailings.write"))


def hubs_to_write_for(user: Any) -> QuerySet[Hub]:
    """The hubs whose mails this person writes."""
    if writes_for_ward(user):
        return Hub.objects.all()
    return Hub.objects.filter(pk__in=roles_of(user).hubs_as(*WRITERS))


def may_write(user: Any, hub: Hub | None) -> bool:
    return _may("write", user, hub)


def may_send(user: Any, hub: Hub | None) -> bool:
    """Sends and stops, and sees the addresses of the recipients."""
    return _may("send", user, hub)


def _may(verb: str, user: Any, hub: Hub | None) -> bool:
    if user.has_perm(f"mailings.{verb}"):
        return True
    return hub is not None and bool(user.has_perm(f"mailings.{verb}@{hub.code}"))


def mailings_of(user: Any) -> QuerySet[Mailing]:
    """What this person's lists show."""
    if writes_for_ward(user):
        return Mailing.objects.all()
    return Mailing.objects.filter(Q(hub__in=roles_of(user).hubs_as(*WRITERS)))


def mailing_for(user: Any, pk: int) -> Mailing:
    """The mailing; Http404 when it is foreign or does not exist."""
    found = mailings_of(user).select_related("hub", "sent_by", "created_by", "stopped_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
