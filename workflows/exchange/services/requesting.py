"""What a visitor asks of a group: confirmed by the address, answered by the group, taken back, or out of time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.core.clock import database_now
from cms.core.errors import CaseError, Closed, Forbidden, Stale
from cms.core.waiting import or_busy
from cms.mailings.erasing import erase_about
from cms.mailings.magazine import addresses
from cms.mailings.services import write_mail
from cms.people import limits
from cms.people.groups import acts_for, members_of
from cms.people.models import CommunityGroup, User
from workflows.exchange import directory, links
from workflows.exchange.models import GroupRequest
from workflows.exchange.telling import tell_group, tell_hub

State = GroupRequest.State


class TooMany(CaseError):
    """Too many requests in a short time, from this visitor or in all."""


def about(row: GroupRequest) -> str:
    """What mails to and about the visitor of ``row`` are filed under, so that they can be erased with it."""
    return f"grouprequest:{row.pk}"


def ask(group: CommunityGroup, *, kind: str, name: str, address: str, message: str, visitor: str) -> None:
    """A mail with a link goes to ``address``, at most a few a day, and says nothing that the visitor wrote.

    The same for the caller whether a mail was sent or the address has had its mails for today. ``address`` is a
    normal one. TooMany for a visitor, a group or a day over the limit; Closed for a group that is not in the directory.
    """
    if not group.is_active or not directory.has_profile(group.pk):
        raise Closed(_("This group is no longer in the directory."))
    allowed = settings.EXCHANGE_REQUEST_LIMITS
    if limits.wait("exchange-visitor", visitor, allowed["visitor"]):
        raise TooMany(_("Many requests came from your connection. Please wait an hour and try again."))
    day = database_now() - timedelta(days=1)
    busy = limits.wait("exchange-group", str(group.pk), allowed["group"])
    if busy or GroupRequest.objects.filter(created_at__gte=day).count() >= settings.EXCHANGE_REQUESTS_A_DAY:
        raise TooMany(_("We have had very many requests today. Please try again tomorrow."))
    if limits.wait("exchange-address", addresses.key(address), allowed["address"]):
        return
    with transaction.atomic():
        row = GroupRequest.objects.create(group=group, kind=kind, name=name, address=address, message=message)
        link, hours = links.confirm_url(row), settings.EXCHANGE_CONFIRM_HOURS
        _tell_visitor(row, "request_confirm", link=link, hours=hours)


def confirm(row: GroupRequest) -> GroupRequest:
    """The group is told that somebody asks; it reads name and message, not the address."""
    try:
        with or_busy(), transaction.atomic():
            row = _locked(row)
            if row.state != State.UNCONFIRMED:
                raise links.Expired
            row.state, row.confirmed_at = State.WAITING, timezone.now()
            row.save()
            log(row, "exchange.request_confirmed")
            tell_group(row.group_id, template="request_came", about=about(row), key=f"{about(row)}:came")
            _tell_hub_of_silence(row)
            _tell_visitor(row, "request_received", link=links.page_url(row), days=settings.EXCHANGE_EXPIRE_DAYS)
            return row
    except IntegrityError as error:
        raise Stale(_("You have asked this group already. It has not answered yet.")) from error


def accept(row: GroupRequest, *, actor: User, name: str, reach: str, answer: str = "") -> GroupRequest:
    """From now on the group reads the address, and the visitor how to reach the group."""
    with or_busy(), transaction.atomic():
        row = _answered(row, actor, State.ACCEPTED, answer)
        row.group_name, row.group_reach = name, reach
        row.save()
        log(row, "exchange.request_accepted", user=actor)
        _tell_visitor(row, "request_accepted", link=links.page_url(row))
        return row


def decline(row: GroupRequest, *, actor: User, answer: str = "") -> GroupRequest:
    """The group never reads the address; the visitor is told, with the group's words if there are any."""
    with or_busy(), transaction.atomic():
        row = _answered(row, actor, State.DECLINED, answer)
        row.save()
        log(row, "exchange.request_declined", user=actor)
        _tell_visitor(row, "request_declined", link=links.page_url(row))
        return row


def withdraw(row: GroupRequest) -> GroupRequest:
    """The visitor takes the request back, also after it was accepted: neither side sees the other's contact."""
    with or_busy(), transaction.atomic():
        row = _locked(row)
        if row.state not in (State.WAITING, State.ACCEPTED):
            raise Stale(_("This request has ended already."))
        row.state, row.ended_at = State.WITHDRAWN, timezone.now()
        row.address, row.group_name, row.group_reach, row.message = "", "", "", ""
        row.save()
        log(row, "exchange.request_withdrawn")
        erase_about([about(row)])
        tell_group(row.group_id, template="request_withdrawn", about=about(row), key=f"{about(row)}:withdrawn")
        return row


def _tell_hub_of_silence(row: GroupRequest) -> None:
    """Nobody reads what comes to a group without accounts: its hub can reach it, and open it to its people."""
    if not members_of(row.group_id).exists():
        days = settings.EXCHANGE_EXPIRE_DAYS
        tell_hub(row.group, template="request_unread", about=about(row), key=f"{about(row)}:unread", days=days)


def remind(row: GroupRequest) -> bool:
    """The group is asked once more; False when that was done, or is not needed any more."""
    with or_busy(), transaction.atomic():
        row = _locked(row)
        if not row.is_waiting or row.reminded_at is not None:
            return False
        row.reminded_at = timezone.now()
        row.save(update_fields=["reminded_at"])
        tell_group(row.group_id, template="request_reminder", about=about(row), key=f"{about(row)}:reminder")
        return True


def expire(row: GroupRequest) -> bool:
    """Nobody answered in time, and the visitor is told; False when somebody did."""
    with or_busy(), transaction.atomic():
        row = _locked(row)
        if not row.is_waiting:
            return False
        row.state, row.ended_at = State.EXPIRED, timezone.now()
        row.save()
        log(row, "exchange.request_expired")
        _tell_visitor(row, "request_expired", link=f"{settings.BASE_URL}/groups/", hub=row.group.hub)
        return True


def _locked(row: GroupRequest) -> GroupRequest:
    return GroupRequest.objects.select_for_update(of=("self",)).select_related("group__hub").get(pk=row.pk)


def _answered(row: GroupRequest, actor: User, state: str, answer: str) -> GroupRequest:
    row = _locked(row)
    if not acts_for(actor, row.group):
        raise Forbidden(_("Only the people of the group answer its requests."))
    if not row.is_waiting:
        raise Stale(_("This request was answered or taken back meanwhile."))
    row.state, row.answered_by, row.answer, row.ended_at = state, actor, answer, timezone.now()
    return row


def _tell_visitor(row: GroupRequest, template: str, **context: Any) -> None:
    write_mail(
        to=row.address,
        template=f"exchange/{template}",
        context={"group": row.group.name, "kind": row.get_kind_display(), **context},
        about=about(row),
        key=f"{about(row)}:{template}",
    )
