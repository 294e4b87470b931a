"""Which offers fit a need, and which needs an offer, with the reasons why. For staff; nobody is given a mark.

What is suggested: open listings of the other side, of the same kind, of another group, whose stated times meet (or
that state none). The order, as the page says: first those of the same area, then of the same hub, then of an area
that lies within or around, then the others; among these, whoever has worked together, agreed to or met before comes
first, then those whose stated times meet, then the newest. Four statements, however many listings there are.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import Case, F, Q, QuerySet, When
from django.utils.translation import gettext as _

from cms.core.dates import wareki
from cms.core.prepared import Prepared
from cms.hubs.models import Area
from workflows.exchange import access
from workflows.exchange.models import Listing, Together
from workflows.exchange.models.listing import EVERY_DAY

SHOWN = 10
AT_ONCE = 30
TIME = ("from_on", "until_on", "weekdays")
WEEK = 7
SAYS_MORE = (Together.How.MET, Together.How.AGREED, Together.How.WORKED)
SAME_AREA, SAME_HUB, NEAR_AREA, ELSEWHERE = range(4)
ANY_DAY = 0b1111111


class Time(NamedTuple):
    """When something is wanted or to be had; an empty end is open, no weekday means any."""

    from_on: date | None
    until_on: date | None
    weekdays: int

    @property
    def is_stated(self) -> bool:
        return bool(self.from_on or self.until_on or self.weekdays)


@dataclass(frozen=True)
class Reason:
    """A fact that both listings bear out. ``code`` names the kind of fact, ``words`` says it to staff."""

    code: str
    words: str


@dataclass(frozen=True)
class Suggestion:
    listing: Listing
    reasons: list[Reason]


def time_of(listing: Listing) -> Time:
    return Time(listing.from_on, listing.until_on, listing.weekdays)


def meet(one: Time, other: Time, today: date) -> bool:
    """There is a day from today on that both name."""
    begin = max(today, one.from_on or today, other.from_on or today)
    end = min((day for day in (one.until_on, other.until_on) if day), default=None)
    days = (one.weekdays or ANY_DAY) & (other.weekdays or ANY_DAY)
    if end is None:
        return days != 0
    length = (end - begin).days + 1
    return any(days & 1 << (begin + timedelta(days=n)).weekday() for n in range(min(length, WEEK)))


def suggestions(listing: Listing, *, reader: Any, today: date) -> list[Suggestion]:
    """The first ``SHOWN`` for ``listing`` (with its group and area at hand), as ``reader`` may see them."""
    reach = access.in_reach(reader, today)
    if reach is None or not listing.is_open(today):
        return []
    near, known, when = near_areas(listing.area), partners(listing.group_id), time_of(listing)
    rows = in_order(candidates(listing, reach, today), listing, near, known).values_list("pk", *TIME)
    fitting = (pk for pk, *named in rows.iterator(chunk_size=AT_ONCE) if meet(when, Time(*named), today))
    first = list(islice(fitting, SHOWN))
    found = Listing.objects.select_related(*access.JOINED).in_bulk(first)
    return [Suggestion(found[pk], reasons(listing, found[pk], near, known)) for pk in first if pk in found]


def candidates(listing: Listing, reach: Q, today: date) -> QuerySet[Listing]:
    """Open ones of the other side and the same kind, of other groups, not introduced at this moment.

    Those whose times cannot meet are left out as far as the database can tell; ``meet`` has the last word.
    """
    mine, theirs = ("need", "offer") if listing.is_need else ("offer", "need")
    introduced = {f"introductions_of_{theirs}__{mine}": listing, f"introductions_of_{theirs}__closed_at": None}
    busy = Listing.objects.filter(**introduced).values("pk")
    begin = max(today, listing.from_on or today)
    times = Q(until_on=None) | Q(until_on__gte=begin)
    if listing.until_on:
        times &= Q(from_on=None) | Q(from_on__lte=listing.until_on)
    if listing.weekdays:
        times &= Q(weekdays=EVERY_DAY) | Q(common__gt=0)
    rows = Listing.objects.alias(common=F("weekdays").bitand(listing.weekdays or ANY_DAY))
    return (
        rows.filter(reach, times, kind=listing.kind, side=theirs).exclude(group=listing.group_id).exclude(pk__in=busy)
    )


def in_order(
    rows: QuerySet[Listing], listing: Listing, near: Collection[int], known: Collection[int]
) -> QuerySet[Listing]:
    """As the page says; sorted by the database, so that few are read."""
    places = Case(
        When(area=listing.area_id, then=SAME_AREA),
        When(group__hub=listing.group.hub_id, then=SAME_HUB),
        When(area__in=near, then=NEAR_AREA),
        default=ELSEWHERE,
    )
    order: list[Any] = [places]
    if known:  # without anybody the expression would be the number 1, which PostgreSQL reads as the first column
        order.append(Case(When(group__in=known, then=0), default=1))
    if time_of(listing).is_stated:
        order.append(Case(When(from_on=None, until_on=None, weekdays=EVERY_DAY, then=1), default=0))
    return rows.order_by(*order, "-changed_at", "-pk")


def near_areas(area: Area) -> frozenset[int]:
    """Areas that lie within or around ``area``: its parent and parts, whatever shares a 丁目, and the whole ward."""
    found = EVERY_AREA.all() if area.layer == Area.Layer.WARD else NEAR.all(area.pk, area.parent_id or 0)
    return frozenset(pk for (pk,) in found) - {area.pk}


def _near(area: int, parent: int) -> QuerySet[Any, Any]:
    within = Q(parent=area) | Q(pk=parent) | Q(chome__areas=area) | Q(layer=Area.Layer.WARD)
    return Area.objects.filter(within).order_by().values_list("pk")


NEAR: Prepared[Any] = Prepared(_near, 987_654, 876_543)
EVERY_AREA: Prepared[Any] = Prepared(lambda: Area.objects.order_by().values_list("pk"))


def partners(group: int) -> dict[int, Together]:
    """Group → the newest record of what says most: they have worked together, else agreed to, else met."""
    found: dict[int, Together] = {}
    for row in TOGETHER.all(group):
        other = row.other_id if row.one_id == group else row.one_id
        if other not in found or SAYS_MORE.index(row.how) >= SAYS_MORE.index(found[other].how):
            found[other] = row
    return found


TOGETHER: Prepared[Together] = Prepared(
    lambda group: Together.objects.filter(Q(one=group) | Q(other=group)).order_by("on", "pk"), 987_654
)


def reasons(listing: Listing, other: Listing, near: frozenset[int], known: dict[int, Together]) -> list[Reason]:
    """Every fact that speaks for ``other``, in the order of the rule."""
    found = []
    if other.area_id == listing.area_id:
        found.append(Reason("same_area", _("For the same area (%(area)s)") % {"area": other.area.name}))
    if other.group.hub_id == listing.group.hub_id:
        found.append(
            Reason("same_hub", _("The group belongs to the same hub (%(hub)s)") % {"hub": other.group.hub.name})
        )
    if other.area_id in near:
        words = _("Its area (%(other)s) lies within or around %(area)s, or shares places with it")
        found.append(Reason("near_area", words % {"other": other.area.name, "area": listing.area.name}))
    found.append(Reason("same_kind", _("The same kind (%(kind)s)") % {"kind": other.get_kind_display()}))
    if record := known.get(other.group_id):
        words = {
            Together.How.WORKED.value: _("The two groups have worked together before (%(day)s)"),
            Together.How.AGREED.value: _("The two groups agreed to work together (on record since %(day)s)"),
            Together.How.MET.value: _("The two groups have met before (%(day)s)"),
        }[record.how]
        found.append(Reason(f"together_{record.how}", words % {"day": wareki(record.on)}))
    if time_of(listing).is_stated and time_of(other).is_stated:
        found.append(Reason("free_then", _("The times that both name have at least one day from today on in common")))
    return found
