"""What the calendar shows: one entry per date of an event."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest

from cms.core.dates import JST
from pages.models import EventDate, EventPage
from pages.paths import path_of
from pages.scope import Scope, published

# More than any ward has in a month; beyond it the list view pages on.
MOST = 500
NOT_SHOWN = ("body", "easy_body", "lead_picture", "readings", "search_description")


@dataclass(frozen=True)
class Entry:
    date: EventDate
    url: str

    @property
    def event(self) -> EventPage:
        return self.date.page

    @property
    def first(self) -> datetime.date:
        return self.date.first_day

    @property
    def last(self) -> datetime.date:
        return self.date.last_day

    @property
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

    @property
    def number(self) -> int:
        """2 on the second day; 0 when there is one day only."""
        return (self.day - self.entry.first).days + 1 if self.entry.first != self.entry.last else 0

    @property
    def time(self) -> str:
        """``10:00`` where it begins at a time of this day."""
        if self.entry.date.all_day or self.day != self.entry.first:
            return ""
        return f"{self.entry.starts_at:%H:%M}"


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
    found = dates(scopes).filter(starts_at__lt=ends_at, ends_at__gte=starts_at)
    return entries(found[:MOST], request)


def entries(found: Iterable[EventDate], request: HttpRequest) -> list[Entry]:
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
