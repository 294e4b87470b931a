"""Who may read and do what in the exchange; one function per record for pages, lists, search and mails."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from cms.people.access import roles_of
from cms.people.groups import acts_for, groups_of
from cms.people.models import CommunityGroup, Role, User
from workflows.cases.access import HUB_READERS
from workflows.exchange.models import GroupRequest, Introduction, Listing

JOINED = ("group__hub", "area")
# What a group whose hub has not found it in the register writes is read by itself and by the staff alone.
OF_VERIFIED = Q(group__verification=CommunityGroup.Verification.VERIFIED)


def open_on(day: date) -> Q:
    """Listings that are neither closed nor past their last day, of groups in use."""
    return Q(closed_at__isnull=True, expires_on__gte=day, group__is_active=True)


def public(day: date | None = None) -> QuerySet[Listing]:
    """What everybody reads."""
    shown = open_on(day or timezone.localdate()) & OF_VERIFIED
    return Listing.objects.filter(shown, audience=Listing.Audience.PUBLIC)


def own(user: Any) -> QuerySet[Listing]:
    """Those of the groups that ``user`` acts for."""
    return Listing.objects.filter(group__in=groups_of(user))


def own_or_404(user: Any, pk: int) -> Listing:
    found = own(user).select_related(*JOINED).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def staff_condition(user: Any) -> Q | None:
    """Listings that staff read: those of their hubs, whatever their audience; None: the person is no such staff."""
    roles = roles_of(user)
    if roles.reads_all:
        return Q()
    hubs = roles.hubs_as(*HUB_READERS)
    return Q(group__hub_id__in=hubs) if hubs else None


def for_staff(user: Any) -> QuerySet[Listing]:
    condition = staff_condition(user)
    return Listing.objects.none() if condition is None else Listing.objects.filter(condition)


def in_reach(user: Any, day: date) -> Q | None:
    """What may be suggested to staff: open, of verified groups, of their own hubs, and public ones of the others."""
    condition = staff_condition(user)
    if condition is None:
        return None
    # An empty condition is "all of them", and an alternative to it would narrow it.
    return open_on(day) & OF_VERIFIED & (condition | Q(audience=Listing.Audience.PUBLIC) if condition else condition)


def introductions_for_staff(user: Any) -> QuerySet[Introduction]:
    """Those that touch a group of the person's hubs, or all."""
    roles = roles_of(user)
    if roles.reads_all:
        return Introduction.objects.all()
    hubs = roles.hubs_as(*HUB_READERS)
    return Introduction.objects.filter(Q(need__group__hub_id__in=hubs) | Q(offer__group__hub_id__in=hubs))


def introductions_of(user: Any) -> QuerySet[Introduction]:
    """Those of the groups that ``user`` acts for."""
    groups = groups_of(user)
    return Introduction.objects.filter(Q(need__group__in=groups) | Q(offer__group__in=groups))


def requests_of(user: Any) -> QuerySet[GroupRequest]:
    """What visitors ask the groups that ``user`` acts for, from the moment the address is confirmed."""
    return GroupRequest.objects.filter(group__in=groups_of(user)).exclude(state=GroupRequest.State.UNCONFIRMED)


def may_introduce(user: User, *listings: Listing) -> bool:
    """Reviewers and chiefs of a hub to which one of ``listings`` belongs, and who read all of them."""
    hubs = roles_of(user).hubs_as(*HUB_READERS)
    at_hub = any(one.group.hub_id in hubs for one in listings)
    reads = all(one.group.hub_id in hubs or one.audience == Listing.Audience.PUBLIC for one in listings)
    return at_hub and reads


def may_take_off(user: User, listing: Listing) -> bool:
    """Reviewers and chiefs of the group's own hub who do not belong to the group."""
    at_hub = listing.group.hub_id in roles_of(user).hubs_as(Role.REVIEWER, Role.CHIEF)
    return at_hub and listing.closed_at is None and not has_interest(user, listing)


def has_interest(user: User, *listings: Listing) -> bool:
    """Belongs to one of the groups: such a person does not introduce them."""
    return any(acts_for(user, one.group) for one in listings)
