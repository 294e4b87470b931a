"""One line of the catalogue, from whatever source, and how lines of several sources become one list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from cms.search.catalogue.query import State

FAR = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Found:
    """``date``: when it was published or arrived. ``starts_at`` and ``ends_at``: of the next span, else of the last.

    ``url`` is where it is read; ``source`` and ``key`` name the object, for whoever has another address for it.
    ``hubs`` are ids. ``note``: one more fact in words.
    """

    source: str
    key: str
    kind: str
    title: str
    url: str
    date: datetime | None
    state: str
    text: str = ""
    hubs: tuple[int, ...] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    in_title: bool = False
    note: str = ""

    @property
    def is_dated(self) -> bool:
        return self.starts_at is not None


Spans = list[list[int]]


def state_of(spans: Spans | None, *, is_off: bool, at: datetime) -> str:
    if is_off:
        return State.OFF
    if spans is None:
        return State.LIVE
    now = at.timestamp()
    following = [first for first, last in spans if last > now]
    if not following:
        return State.OVER
    return State.OPEN if min(following) <= now else State.COMING


def shown_span(spans: Spans | None, *, after: datetime, before: datetime | None) -> tuple[datetime, datetime] | None:
    """The first span that is meant; the last one where all are past."""
    if not spans:
        return None
    begins, ends = after.timestamp(), before.timestamp() if before else None
    meant = [one for one in spans if one[1] > begins and (ends is None or one[0] < ends)]
    first, last = min(meant) if meant else max(spans)
    return datetime.fromtimestamp(first, UTC), datetime.fromtimestamp(last, UTC)


def in_order(lines: Iterable[Found], sort: str) -> list[Found]:
    """As the database sorts each source; the newest first among equals."""
    newest = sorted(lines, key=lambda one: one.date.timestamp() if one.date else 0, reverse=True)
    if sort == "title":
        return sorted(newest, key=lambda one: one.title)
    if sort == "soonest":
        return sorted(newest, key=_next)
    return sorted(newest, key=lambda one: not one.in_title) if sort == "relevance" else newest


def _next(one: Found) -> tuple[bool, datetime]:
    ahead = one.state in (State.COMING, State.OPEN) and one.starts_at is not None
    return not ahead, (one.starts_at or FAR) if ahead else FAR
