"""What the cells of a month or a week show: plain rows, for a page has some hundred of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from cms.core.dates import JST
from cms.core.prepared import Prepared
from cms.hubs.models import Hub
from pages.calendar.entries import dates
from pages.models.event import last_day_of, line_of, place_lines_of
from pages.paths import address
from pages.routing import site_of
from pages.scope import WARD, Scope

# More than any ward has in a month; beyond it the list view pages on.
MOST = 500
COLUMNS = (
    *("starts_at", "ends_at", "all_day", "is_cancelled", "note", "page__title", "page__url_path", "page__is_cancelled"),
    *("page__venue", "page__venue_address", "page__venue_hub__name", "page__venue_hub__address"),
)


@dataclass(frozen=True)
class Cell:
    """One date of an event. ``time``: ``10:00``, empty for whole days."""

    first: datetime.date
    last: datetime.date
    time: str
    is_off: bool
    note: str
    title: str
    url: str
    place: str

    @property
    def all_day(self) -> bool:
        return not self.time

    def on(self, day: datetime.date) -> CellOfDay:
        """Only the first day has the time at which it begins; the number is 0 when there is one day only."""
        number = (day - self.first).days + 1 if self.first != self.last else 0
        return CellOfDay(self, self.time if day == self.first else "", number)


@dataclass(frozen=True)
class CellOfDay:
    """A cell as one of its days shows it."""

    cell: Cell
    time: str
    number: int


def between(
    scopes: Iterable[Scope], starts_at: datetime.datetime, ends_at: datetime.datetime, request: HttpRequest
) -> list[Cell]:
    """What touches the time from ``starts_at`` to before ``ends_at``. One query."""
    site_of(request)  # from here on the request has it at hand
    only, *more = scopes
    rows: Iterable[tuple[Any, ...]]
    if not more and only == WARD:
        rows = OF_WARD.all(ends_at, starts_at)
    elif not more and only.hub:
        rows = OF_HUB.all(only.hub.pk, ends_at, starts_at)
    else:
        rows = _between([only, *more], ends_at, starts_at)
    return [_cell(row, request) for row in rows]


def _cell(row: tuple[Any, ...], request: HttpRequest) -> Cell:
    starts_at, ends_at, all_day, is_off, note, title, url_path, is_event_off, *place = row
    begins = starts_at.astimezone(JST)
    return Cell(
        first=begins.date(),
        last=last_day_of(starts_at, ends_at),
        time="" if all_day else f"{begins:%H:%M}",
        is_off=is_off or is_event_off,
        note=note,
        title=title,
        url=address(url_path, request),
        place=line_of(place_lines_of(*place)),
    )


def _between(
    scopes: Iterable[Scope], ends_at: datetime.datetime, starts_at: datetime.datetime
) -> QuerySet[Any, tuple[Any, ...]]:
    found = dates(scopes).filter(starts_at__lt=ends_at, ends_at__gte=starts_at)
    return found.defer(None).values_list(*COLUMNS)[:MOST]


_TIMES = (datetime.datetime(1987, 6, 5, tzinfo=JST), datetime.datetime(1987, 5, 4, tzinfo=JST))
OF_WARD: Prepared[Any] = Prepared(lambda *times: _between([WARD], *times), *_TIMES)
OF_HUB: Prepared[Any] = Prepared(lambda pk, *times: _between([Scope(hub=Hub(pk=pk))], *times), 987_654, *_TIMES)


def by_day(found: Iterable[Cell], first: datetime.date, last: datetime.date) -> dict[datetime.date, list[CellOfDay]]:
    """Every day of a cell between ``first`` and ``last``; whole days stand before those with a time."""
    days: dict[datetime.date, list[CellOfDay]] = {}
    for cell in found:
        day = max(cell.first, first)
        while day <= min(cell.last, last):
            days.setdefault(day, []).append(cell.on(day))
            day += datetime.timedelta(days=1)
    for shown in days.values():
        shown.sort(key=lambda one: (one.time != "", one.time))
    return days
