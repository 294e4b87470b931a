"""What somebody asks of the catalogue: plain values that can be kept, sent in an address, and asked by a program."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from django.utils.translation import pgettext_lazy

from cms.core.dates import JST, jst_date


class State(StrEnum):
    """``LIVE``: it has no time of its own. ``DRAFT`` and ``CLOSED_TO_READERS`` are known to those who write alone."""

    LIVE = "live"
    COMING = "coming"
    OPEN = "open"
    OVER = "over"
    OFF = "off"
    DRAFT = "draft"
    RESTRICTED = "restricted"


STATES: dict[str, Any] = {
    State.COMING: pgettext_lazy("catalogue", "still to come"),
    State.OPEN: pgettext_lazy("catalogue", "now, or open"),
    State.OVER: pgettext_lazy("catalogue", "over, or closed"),
    State.OFF: pgettext_lazy("catalogue", "called off"),
    State.LIVE: pgettext_lazy("catalogue", "published, without a time"),
    State.DRAFT: pgettext_lazy("catalogue", "draft"),
    State.RESTRICTED: pgettext_lazy("catalogue", "not open to everybody"),
}
PUBLIC_STATES = (State.COMING, State.OPEN, State.OVER, State.OFF, State.LIVE)

SORTS: dict[str, Any] = {
    "newest": pgettext_lazy("catalogue", "newest first"),
    "soonest": pgettext_lazy("catalogue", "next date first"),
    "title": pgettext_lazy("catalogue", "by title"),
    "relevance": pgettext_lazy("catalogue", "words in the title first"),
}

# Days from today: (first, last). What lies ahead begins with this very moment.
WINDOWS: dict[str, tuple[Any, int, int]] = {
    "next_7": (pgettext_lazy("catalogue", "the next 7 days"), 0, 6),
    "next_30": (pgettext_lazy("catalogue", "the next 30 days"), 0, 29),
    "next_90": (pgettext_lazy("catalogue", "the next 3 months"), 0, 89),
    "last_7": (pgettext_lazy("catalogue", "the last 7 days"), -6, 0),
    "last_30": (pgettext_lazy("catalogue", "the last 30 days"), -29, 0),
    "last_90": (pgettext_lazy("catalogue", "the last 3 months"), -89, 0),
    "last_365": (pgettext_lazy("catalogue", "the last year"), -364, 0),
}
SEVERAL = ("kinds", "hubs", "areas", "topics", "states")
CODE = re.compile(r"[a-zA-Z0-9_-]{1,60}")
MOST_VALUES = 60
FIRST_YEAR, LAST_YEAR = 1971, 2999


@dataclass(frozen=True)
class Query:
    """An empty value narrows nothing; several values of one name mean any of them.

    ``hubs``, ``areas`` and ``topics`` are codes. ``since`` and ``until`` are days in Japan, both included; a
    ``window`` of days from today takes their place. ``language``: what is written in another one is left out.
    """

    words: str = ""
    kinds: tuple[str, ...] = ()
    hubs: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    window: str = ""
    since: date | None = None
    until: date | None = None
    sort: str = "newest"
    language: str = "ja"

    @property
    def is_narrowed(self) -> bool:
        return any(getattr(self, name) for name in (*SEVERAL, "words", "window", "since", "until"))

    def moments(self, at: datetime) -> tuple[datetime | None, datetime | None]:
        """(from, until before) of the days that are asked for."""
        if self.window in WINDOWS:
            _label, first, last = WINDOWS[self.window]
            today = jst_date(at)
            begins = at if first == 0 else _midnight(today + timedelta(days=first))
            return begins, _midnight(today + timedelta(days=last + 1))
        until = _midnight(self.until + timedelta(days=1)) if self.until else None
        return _midnight(self.since) if self.since else None, until

    def pairs(self) -> list[tuple[str, str]]:
        """As parameters of an address; what narrows nothing is left out."""
        found = [(name, one) for name in SEVERAL for one in getattr(self, name)]
        single = {"words": self.words, "window": self.window, "since": self.since, "until": self.until}
        found += [(name, str(value)) for name, value in single.items() if value]
        return [*found, *([("sort", self.sort)] if self.sort != "newest" else [])]

    def stored(self) -> dict[str, Any]:
        """As JSON."""
        kept = {name: list(getattr(self, name)) for name in SEVERAL}
        return kept | {name: value for name, value in self.pairs() if name not in SEVERAL}


def from_values(given: Mapping[str, Any], *, language: str = "ja") -> Query:
    """Of stored or typed values; what is no value of its field narrows nothing."""
    several = {name: _texts(given.get(name)) for name in SEVERAL}
    sort, window = str(given.get("sort") or ""), str(given.get("window") or "")
    days = {name: _day(given.get(name)) for name in ("since", "until")}
    found = Query(words=str(given.get("words") or ""), **several, **days, language=language)  # type: ignore[arg-type]
    return replace(found, sort=sort if sort in SORTS else "newest", window=window if window in WINDOWS else "")


def _texts(given: Any) -> tuple[str, ...]:
    values: Iterable[Any] = given if isinstance(given, list | tuple) else [given] if given else []
    return tuple(dict.fromkeys(str(one) for one in values if CODE.fullmatch(str(one))))[:MOST_VALUES]


def _day(given: Any) -> date | None:
    if isinstance(given, date):
        return given
    try:
        day = date.fromisoformat(str(given or ""))
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), JST)


NAMES = tuple(one.name for one in fields(Query))
