"""What the calendar shows: one entry per date of an event."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from cms.core.dates import JST
from cms.core.prepared import Prepared
from cms.hubs.models import Hub
from pages.models import EventDate, EventPage
from pages.paths import path_of
from pages.routing import site_of
from pages.scope import WARD, Scope, published

# More than any ward has in a month; beyond it the list view pages on.
MOST = 500
# What a cell of a month or a week shows, and what tells the address.
IN_A_CELL = (
    *("starts_at", "ends_at", "all_day", "is_cancelled", "note", "page__title", "page__url_path", "page__is_cancelled"),
    *("page__venue", "page__venue_address", "page__venue_hub__name", "page__venue_hub__address"),
)
NOT_SHOWN = ("body", "easy_body", "lead_picture", "readings", "search_description")


@dataclass(frozen=True)
class Entry:
    date: EventDate
    url: str

    @property
    def event(self) -> EventPage:
        return self.date.page

    @cached_property
    def first(self) -> datetime.date:
        return self.date.first_day

    @cached_property
    def last(self) -> datetime.date:
        return self.date.last_day

    @cached_property
    def is_off(self) -> bool:
        return self.date.is_cancelled or self.event.is_cancelled

    @property
    def starts_at(self) -> datetime.datetime:
        return self.date.starts_at.astimezone(JST)

    def on(self, day: datetime.date) -> EntryOnDay:
        return EntryOnDay(self, day)


@dataclass(frozen=True)
class EntryOnDay:
    """An entry as one of its days shows it: only the first has the time at which it begins."""

    entry: Entry
    day: datetime.date

    @cached_property
    def number(self) -> int:
        """2 on the second day; 0 when there is one day only."""
        return (self.day - self.entry.first).days + 1 if self.entry.first != self.entry.last else 0

    @cached_property
    def time(self) -> str:
        """``10:00`` where it begins at a time of this day."""
        if self.entry.date.all_day or self.day != self.entry.first:
            return ""
        return f"{self.entry.starts_at:%H:%M}"

    @property
    def shown(self) -> dict[str, Any]:
        """As a cell shows it: a template is much quicker to find its way in this."""
        date, event = self.entry.date, self.entry.event
        return {
            "time": self.time,
            "all_day": date.all_day,
            "number": self.number,
            "url": self.entry.url,
            "title": event.title,
            "is_off": self.entry.is_off,
            "place": event.place,
            "note": date.note,
        }


def dates(scopes: Iterable[Scope]) -> QuerySet[EventDate]:
    """Dates of published events that belong to every one of ``scopes``, in the order of time."""
    pages = published(EventPage)
    for scope in scopes:
        pages = pages & published(EventPage, scope)
    found = EventDate.objects.filter(page__in=pages.values("pk")).select_related("page__venue_hub")
    return found.defer(*(f"page__{name}" for name in NOT_SHOWN)).order_by("starts_at", "pk")


def between(
    scopes: Iterable[Scope], starts_at: datetime.datetime, ends_at: datetime.datetime, request: HttpRequest
) -> list[Entry]:
    """Entries that touch the time from ``starts_at`` to before ``ends_at``. One query."""
    only, *more = scopes
    if not more and only == WARD:
        return entries(OF_WARD.all(ends_at, starts_at), request)
    if not more and only.hub:
        return entries(OF_HUB.all(only.hub.pk, ends_at, starts_at), request)
    return entries(_between([only, *more], ends_at, starts_at), request)


def _between(scopes: Iterable[Scope], ends_at: datetime.datetime, starts_at: datetime.datetime) -> QuerySet[EventDate]:
    found = dates(scopes).filter(starts_at__lt=ends_at, ends_at__gte=starts_at)
    return found.defer(None).only(*IN_A_CELL)[:MOST]


_TIMES = (datetime.datetime(1987, 6, 5, tzinfo=JST), datetime.datetime(1987, 5, 4, tzinfo=JST))
OF_WARD: Prepared[EventDate] = Prepared(lambda *times: _between([WARD], *times), *_TIMES)
OF_HUB: Prepared[EventDate] = Prepared(lambda pk, *times: _between([Scope(hub=Hub(pk=pk))], *times), 987_654, *_TIMES)


def entries(found: Iterable[EventDate], request: HttpRequest) -> list[Entry]:
    site_of(request)  # from here on the request has it at hand
    return [Entry(one, path_of(one.page, request)) for one in found]


def by_day(found: Iterable[Entry], first: datetime.date, last: datetime.date) -> dict[datetime.date, list[EntryOnDay]]:
    """Every day of an entry between ``first`` and ``last``; whole days stand before those with a time."""
    days: dict[datetime.date, list[EntryOnDay]] = {}
    for entry in found:
        day = max(entry.first, first)
        while day <= min(entry.last, last):
            days.setdefault(day, []).append(entry.on(day))
            day += datetime.timedelta(days=1)
    for shown in days.values():
        shown.sort(key=lambda one: (one.time != "", one.time))
    return days
