"""Following a group: asked for, confirmed by the address, left with one click. The news are its new public listings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core.clock import database_now
from cms.core.errors import Closed
from cms.core.waiting import or_busy
from cms.jobs import outbox
from cms.mailings.erasing import erase_about
from cms.mailings.magazine import addresses
from cms.mailings.services import write_mail
from cms.people import limits
from cms.people.models import CommunityGroup
from workflows.exchange import directory, links
from workflows.exchange.access import public
from workflows.exchange.models import Follower, Listing
from workflows.exchange.services.requesting import TooMany

NEWS, ABOUT = "exchange-news", "follower"
AT_ONCE = 200
FOLLOWS = Q(confirmed_at__isnull=False, left_at__isnull=True)


def about(row: Follower) -> str:
    return f"{ABOUT}:{row.pk}"


def ask(group: CommunityGroup, *, address: str, visitor: str) -> None:
    """A mail with a link goes to ``address``, at most a few a day; the same for the caller whatever is known of it."""
    if not group.is_active or not directory.has_profile(group.pk):
        raise Closed(_("This group is no longer in the directory."))
    allowed = settings.EXCHANGE_REQUEST_LIMITS
    if limits.wait("exchange-visitor", visitor, allowed["visitor"]):
        raise TooMany(_("Many requests came from your connection. Please wait an hour and try again."))
    key = addresses.key(address)
    if limits.wait("exchange-address", key, allowed["address"]):
        return
    with transaction.atomic():
        row = Follower.objects.create(group=group, address=address, address_key=key)
        context = {"group": group.name, "link": links.follow_url(row), "hours": settings.EXCHANGE_CONFIRM_HOURS}
        template = "exchange/follow_confirm"
        write_mail(to=address, template=template, context=context, about=about(row), key=f"{about(row)}:confirm")


def confirm(row: Follower) -> None:
    """News come from now on; an address that follows already goes on doing so once."""
    try:
        with or_busy(), transaction.atomic():
            found = Follower.objects.select_for_update().get(pk=row.pk)
            if found.confirmed_at is not None or found.left_at is not None:
                raise links.Expired
            found.confirmed_at = timezone.now()
            found.save(update_fields=["confirmed_at"])
    except IntegrityError:
        Follower.objects.filter(pk=row.pk, confirmed_at=None).update(left_at=timezone.now())


def leave(row: Follower) -> None:
    """Nothing is sent any more, what waits to be sent included; the address goes a while later. Twice is once."""
    with or_busy(), transaction.atomic():
        found = Follower.objects.select_for_update().get(pk=row.pk)
        if found.left_at is None:
            found.left_at = timezone.now()
            found.save(update_fields=["left_at"])
            erase_about([about(found)])


def owe_news(listing: Listing) -> None:
    """Followers are told of a new public listing, once, by the worker; not before the hub has verified its group."""
    if listing.audience == Listing.Audience.PUBLIC and not listing.waits_for_hub:
        outbox.put(kind=NEWS, key=f"{NEWS}:{listing.pk}", payload={"listing": listing.pk}, urgent=False)


def send_news(payload: dict[str, Any]) -> None:
    """A mail for each follower of its group, in parts; a second run writes none twice. What was closed is no news."""
    listing = public().select_related("group", "area").filter(pk=payload["listing"]).first()
    if listing is None:
        return
    last = 0
    while part := list(_after(listing, last)):
        with transaction.atomic():
            # locked, so that nobody is written to who is leaving at this moment
            for row in Follower.objects.select_for_update().filter(FOLLOWS, pk__in=[one.pk for one in part]):
                _tell(row, listing)
        last = part[-1].pk


def _after(listing: Listing, last: int) -> Any:
    return Follower.objects.filter(FOLLOWS, group=listing.group_id, pk__gt=last).order_by("pk")[:AT_ONCE]


def _tell(row: Follower, listing: Listing) -> None:
    link = f"{settings.BASE_URL}{reverse('exchange:listing', args=[listing.pk])}"
    context = {"listing": listing, "group": listing.group.name, "link": link, "leave": links.unfollow_url(row.pk)}
    key = f"{NEWS}:{listing.pk}:{row.pk}"
    write_mail(to=row.address, template="exchange/group_news", context=context, about=about(row), key=key, urgent=False)


def prune() -> int:
    """Addresses of those who left a while ago, and of those who never confirmed, are gone with their mails."""
    now = database_now()
    left = Q(left_at__lt=now - timedelta(days=settings.MAGAZINE_ERASE_DAYS))
    late = Q(confirmed_at=None, created_at__lt=now - timedelta(hours=settings.EXCHANGE_CONFIRM_HOURS))
    old = list(Follower.objects.filter(left | late)[:2000])
    with transaction.atomic():
        erase_about([about(row) for row in old])
        Follower.objects.filter(left | late, pk__in=[row.pk for row in old]).delete()
    return len(old)
