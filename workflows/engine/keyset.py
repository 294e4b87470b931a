"""Pages by position, not by count: "25 after this row", the same speed on every page.

An order is a row of segments. Each segment holds the rows of its condition, sorted by one moment and
the primary key in one direction; the segments together hold every row exactly once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Model, Q, QuerySet

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR = re.compile(r"([np])(\d)\.(\d{1,17})\.(\d{1,18})")


@dataclass(frozen=True)
class Segment:
    """Rows that meet ``condition``, sorted by the moment in ``column``; newest first if ``newest_first``."""

    column: str
    newest_first: bool = True
    condition: Q = Q()


@dataclass(frozen=True)
class Cursor:
    """A position: after (or before) the row ``pk`` at ``moment`` in segment number ``segment``."""

    backward: bool
    segment: int
    moment: datetime
    pk: int

    def __str__(self) -> str:
        micros = (self.moment - _EPOCH) // timedelta(microseconds=1)
        return f"{'p' if self.backward else 'n'}{self.segment}.{micros}.{self.pk}"


@dataclass(frozen=True)
class Page:
    """``next`` and ``previous`` are cursors as text, None where nothing follows."""

    rows: list[Any]
    next: str | None
    previous: str | None


def read_cursor(text: str, segments: Sequence[Segment]) -> Cursor | None:
    """The position that ``text`` names; None for anything else, so a damaged address shows the first page."""
    match = _CURSOR.fullmatch(text)
    if match is None or int(match[2]) >= len(segments):
        return None
    moment = _EPOCH + timedelta(microseconds=int(match[3]))
    return Cursor(match[1] == "p", int(match[2]), moment, int(match[4]))


def take_page(queryset: QuerySet[Any], segments: Sequence[Segment], *, cursor: str = "", size: int) -> Page:
    """At most ``size`` rows at the cursor; one statement per segment that is touched."""
    position = read_cursor(cursor, segments)
    found = _rows(queryset, segments, position, size + 1)
    more = len(found) > size
    found = found[:size]
    if position and position.backward:
        if not more:
            return take_page(queryset, segments, size=size)
        found.reverse()
        return Page([row for _i, row in found], _text(segments, found[-1], False), _text(segments, found[0], True))
    ahead = _text(segments, found[-1], False) if more else None
    behind = _text(segments, found[0], True) if position and found else None
    return Page([row for _i, row in found], ahead, behind)


def _text(segments: Sequence[Segment], found: tuple[int, Model], backward: bool) -> str:
    number, row = found
    return str(Cursor(backward, number, getattr(row, segments[number].column), row.pk))


def _rows(
    queryset: QuerySet[Any], segments: Sequence[Segment], position: Cursor | None, wanted: int
) -> list[tuple[int, Any]]:
    found: list[tuple[int, Any]] = []
    for number in _touched(len(segments), position):
        part = _sorted(queryset, segments[number], position if position and position.segment == number else None,
                       backward=bool(position and position.backward))  # fmt: skip
        found.extend((number, row) for row in part[: wanted - len(found)])
        if len(found) >= wanted:
            break
    return found


def _touched(count: int, position: Cursor | None) -> Iterator[int]:
    if position is None:
        yield from range(count)
    elif position.backward:
        yield from range(position.segment, -1, -1)
    else:
        yield from range(position.segment, count)


def _sorted(queryset: QuerySet[Any], segment: Segment, position: Cursor | None, *, backward: bool) -> QuerySet[Any]:
    falling = segment.newest_first != backward
    sign, below = ("-", "lt") if falling else ("", "gt")
    part = queryset.filter(segment.condition).order_by(f"{sign}{segment.column}", f"{sign}pk")
    if position is None:
        return part
    # Spelled so that both databases enter the index at the moment itself.
    at_or_beyond = Q(**{f"{segment.column}__{below}e": position.moment})
    beyond = Q(**{f"{segment.column}__{below}": position.moment}) | Q(**{f"pk__{below}": position.pk})
    return part.filter(at_or_beyond, beyond)
