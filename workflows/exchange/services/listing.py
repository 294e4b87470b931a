"""A group's people write, change, renew and close what their group needs and offers; its hub takes it off."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.core.errors import CaseError, Forbidden, Stale
from cms.core.waiting import or_busy
from cms.people.groups import acts_for
from cms.people.models import CommunityGroup, User
from cms.search import writing
from workflows.exchange.access import may_take_off
from workflows.exchange.models import Introduction, Listing
from workflows.exchange.search_source import SOURCE
from workflows.exchange.services import following
from workflows.exchange.telling import tell_group

FIELDS = (
    "side", "kind", "title", "text", "area", "from_on", "until_on", "weekdays", "conditions", "audience", "expires_on",
)  # fmt: skip


def longest_day(today: date) -> date:
    """The last day until which something may be shown without being renewed."""
    return today + timedelta(days=settings.EXCHANGE_LISTING_DAYS)


@or_busy()
@transaction.atomic
def write(group: CommunityGroup, *, actor: User, **fields: Any) -> Listing:
    """A new need or offer of ``group``. CaseError for a group that its hub has not accepted, or too many of them."""
    group = CommunityGroup.objects.select_for_update().get(pk=group.pk)
    if not acts_for(actor, group):
        raise Forbidden(_("Only the people of the group write what it needs and offers."))
    if group.verification == CommunityGroup.Verification.REFUSED:
        raise CaseError(_("The hub has not accepted this group, so nothing can be published for it."))
    today = timezone.localdate()
    live = Listing.objects.filter(group=group, closed_at=None, expires_on__gte=today).count()
    if live >= settings.EXCHANGE_LISTINGS_OF_A_GROUP:
        raise CaseError(_("Your group has many open needs and offers. Please close one that is settled first."))
    listing = Listing(group=group, created_by=actor)
    _set(listing, fields, today)
    listing.save()
    _follow(listing, actor, "exchange.listing_written")
    following.owe_news(listing)
    return listing


@or_busy()
@transaction.atomic
def change(listing: Listing, *, actor: User, **fields: Any) -> Listing:
    """The listing says ``fields``; one that was closed stays closed."""
    listing = _locked(listing, actor)
    if listing.closed_at is not None:
        raise CaseError(_("This was closed meanwhile. Please open it again before you change it."))
    turns = any(name in fields and fields[name] != getattr(listing, name) for name in ("side", "kind"))
    if turns and _under_way(listing).exists():
        raise CaseError(_("You are being introduced to another group on this. Write a new one for something else."))
    _set(listing, fields, timezone.localdate())
    listing.save()
    _follow(listing, actor, "exchange.listing_changed")
    return listing


@or_busy()
@transaction.atomic
def renew(listing: Listing, *, actor: User) -> Listing:
    """Shown for another period from today; a closed one is open again, unless the hub has taken it off."""
    listing = _locked(listing, actor)
    if listing.taken_off_by_id is not None:
        raise CaseError(_("The hub has taken this off. Please ask the hub."))
    today = timezone.localdate()
    if listing.until_on is not None and listing.until_on < today:
        raise CaseError(_("The time that it names is over. Please change the days first."))
    listing.closed_at, listing.expires_on = None, longest_day(today)
    listing.changed_at = timezone.now()
    listing.save()
    _follow(listing, actor, "exchange.listing_renewed")
    return listing


@or_busy()
@transaction.atomic
def close(listing: Listing, *, actor: User) -> Listing:
    """It is settled, or no longer wanted: nobody finds it any more. Closing twice changes nothing."""
    listing = _locked(listing, actor)
    if listing.closed_at is None:
        listing.closed_at = timezone.now()
        listing.save()
        _follow(listing, actor, "exchange.listing_closed")
    return listing


def take_off(listing: Listing, *, actor: User, reason: str) -> Listing:
    """The hub closes it for good, and tells the group why."""
    with or_busy(), transaction.atomic():
        found = Listing.objects.select_for_update(of=("self",)).select_related("group").get(pk=listing.pk)
        if found.closed_at is not None:
            raise Stale(_("This was closed meanwhile."))
        if not may_take_off(actor, found):
            raise Forbidden(_("The staff of the group's own hub, who do not belong to the group, take it off."))
        found.closed_at, found.taken_off_by, found.taken_off_reason = timezone.now(), actor, reason
        found.save()
        _follow(found, actor, "exchange.listing_taken_off")
        about = f"listing:{found.pk}:taken-off"
        context = {"listing": found, "reason": reason}
        tell_group(found.group_id, template="listing_taken_off", about=about, key=about, **context)
        return found


def _under_way(listing: Listing) -> QuerySet[Introduction]:
    return Introduction.objects.filter(Q(need=listing) | Q(offer=listing), closed_at=None)


def _locked(listing: Listing, actor: User) -> Listing:
    found = Listing.objects.select_for_update(of=("self",)).select_related("group").get(pk=listing.pk)
    if not acts_for(actor, found.group):
        raise Forbidden(_("Only the people of the group write what it needs and offers."))
    return found


def _set(listing: Listing, fields: dict[str, Any], today: date) -> None:
    for name in FIELDS:
        if name in fields:
            setattr(listing, name, fields[name])
    listing.expires_on = min(listing.expires_on or longest_day(today), longest_day(today))
    listing.changed_at = timezone.now()


def _follow(listing: Listing, actor: User, action: str) -> None:
    """The log and the search know of it in the same transaction."""
    log(listing, action, user=actor)
    writing.remake(SOURCE, [str(listing.pk)])
