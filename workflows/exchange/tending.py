"""What the exchange does by the clock: reminders, ends, what is past its day, and forgetting. Each run is harmless."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cms.core.clock import database_now
from cms.jobs.sweeping import sweep
from cms.mailings.erasing import erase_about
from cms.search import writing
from cms.search.models import Entry
from workflows.exchange.access import public
from workflows.exchange.models import GroupRequest, Introduction, Listing
from workflows.exchange.search_source import NAME, SOURCE
from workflows.exchange.services import following, introducing, requesting
from workflows.exchange.telling import tell_group

AT_ONCE = 500
State = GroupRequest.State
CONTACT = ~Q(need_reach="") | ~Q(offer_reach="")


def tend() -> int:
    """Requests are reminded of and end in time; returns how many were touched."""
    now = database_now()
    waiting = GroupRequest.objects.filter(state=State.WAITING)
    old = waiting.filter(confirmed_at__lt=now - timedelta(days=settings.EXCHANGE_EXPIRE_DAYS))
    done = sweep(old[:AT_ONCE], requesting.expire)
    quiet = waiting.filter(confirmed_at__lt=now - timedelta(days=settings.EXCHANGE_REMIND_DAYS), reminded_at=None)
    return done + sweep(quiet[:AT_ONCE], requesting.remind)


def tidy() -> int:
    """Daily: what is past its day leaves the search, groups are told of what ends soon, old contacts are forgotten."""
    _out_of_search()
    _ending_soon()
    return forget_introductions() + forget_requests() + following.prune()


def _out_of_search() -> None:
    known = set(Entry.objects.filter(source=NAME).values_list("object_key", flat=True))
    shown = {str(pk) for pk in public().values_list("pk", flat=True)}
    writing.remake(SOURCE, sorted(known - shown))


def _ending_soon() -> None:
    """The key of the mail holds the day, so that a second run writes none."""
    day = timezone.localdate() + timedelta(days=settings.EXCHANGE_ENDING_DAYS)
    for listing in Listing.objects.filter(closed_at=None, expires_on=day).select_related("group"):
        with transaction.atomic():
            key = f"listing:{listing.pk}:ending:{day.isoformat()}"
            tell_group(listing.group_id, template="listing_ending", about=key[:80], key=key, listing=listing)


def forget_introductions() -> int:
    """Contacts of introductions that ended long ago are gone; the introduction and its outcome stay."""
    before = database_now() - timedelta(days=settings.EXCHANGE_KEEP_DAYS)
    old = list(Introduction.objects.filter(CONTACT, closed_at__lt=before).values_list("pk", flat=True)[:AT_ONCE])
    for pk in old:
        with transaction.atomic():
            row = Introduction.objects.select_for_update().get(pk=pk)
            introducing.forget(row)
            row.save()
    return len(old)


def forget_requests() -> int:
    """Requests that ended long ago are gone with their mails, and those that nobody confirmed."""
    now = database_now()
    ended = Q(ended_at__lt=now - timedelta(days=settings.EXCHANGE_KEEP_DAYS))
    late = Q(state=State.UNCONFIRMED, created_at__lt=now - timedelta(hours=settings.EXCHANGE_CONFIRM_HOURS))
    old = list(GroupRequest.objects.filter(ended | late)[:AT_ONCE])
    with transaction.atomic():
        erase_about([requesting.about(row) for row in old])
        GroupRequest.objects.filter(ended | late, pk__in=[row.pk for row in old]).delete()
    return len(old)
