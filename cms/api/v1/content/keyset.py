"""Lists by cursor in any order: after the values of this row, not after so many rows.

An order is a row of segments; each holds the rows of its condition, sorted by its columns, and together they hold
every row once. The last column of each is unique.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from pydantic import Field

from cms.api.paging import USUAL, Paged
from cms.api.problems import Fault, Problem
from cms.core.prepared import Prepared
from cms.core.text import unstorable

LARGEST = 2**31 - 1
EARLIEST, LATEST = 1900, 2999


@dataclass(frozen=True)
class Column:
    """``name`` is a field or annotation of the rows; ``kind``: int, str, date or datetime."""

    name: str
    kind: type
    falling: bool = False


@dataclass(frozen=True)
class Part:
    columns: tuple[Column, ...]
    condition: Q = Q()


@dataclass(frozen=True)
class Cut:
    """Rows of one page; ``next`` and ``previous`` are cursors, None where nothing follows."""

    rows: list[Any]
    next: str | None
    previous: str | None

    def told(self, items: list[Any]) -> dict[str, Any]:
        """As ``PageOf`` has it."""
        return {"items": items, "next": self.next, "previous": self.previous}


@dataclass(frozen=True)
class _Place:
    backward: bool
    part: int
    values: tuple[Any, ...]


def by(*columns: Column) -> tuple[Part, ...]:
    """An order of one segment."""
    return (Part(columns),)


class Rows:
    """What a list is cut from."""

    def __init__(self, build: Callable[[], QuerySet[Any]], order: Sequence[Part]) -> None:
        self.build, self.order = build, order

    def take(self, number: int, values: tuple[Any, ...] | None, *, backward: bool, wanted: int) -> list[Any]:
        """At most ``wanted`` rows of the segment, beyond ``values`` if they are given. One statement."""
        return list(self._sorted(number, values, backward=backward)[:wanted])

    def _sorted(self, number: int, values: tuple[Any, ...] | None, *, backward: bool) -> QuerySet[Any]:
        return _sorted(self.build(), self.order[number], values, backward=backward)


class Written(Rows):
    """A list that many ask for alike: forward in its first segment and by the usual number, the SQL is written once.

    Everything else is asked as of any list, so that what is kept does not grow with what readers think of.
    """

    def __init__(
        self, build: Callable[[], QuerySet[Any]], order: Sequence[Part], columns: Sequence[str], *samples: Any
    ) -> None:
        """``build`` gives dicts of ``columns``; ``samples`` are values of the first segment's columns."""
        super().__init__(build, order)
        self.columns, self.wanted = columns, USUAL + 1
        self._first = Prepared(lambda: self._plain(None))
        self._beyond = Prepared(lambda *values: self._plain(values), *samples)

    def _plain(self, values: tuple[Any, ...] | None) -> QuerySet[Any]:
        return self._sorted(0, values, backward=False).values_list(*self.columns)[: self.wanted]

    def take(self, number: int, values: tuple[Any, ...] | None, *, backward: bool, wanted: int) -> list[Any]:
        if number or backward or wanted != self.wanted:
            return super().take(number, values, backward=backward, wanted=wanted)
        found = self._first.all() if values is None else self._beyond.all(*values)
        return [dict(zip(self.columns, row, strict=True)) for row in found]


def cut(rows: QuerySet[Any] | Rows, order: Sequence[Part], asked: Paged) -> Cut:
    """One statement for each segment that is touched. Raises Problem for a cursor that no answer ever had."""
    place = _read(asked.cursor, order) if asked.cursor else None
    source = rows if isinstance(rows, Rows) else Rows(lambda: rows, order)
    found = _rows(source, place, asked.limit + 1)
    more = len(found) > asked.limit
    found = found[: asked.limit]
    if place is not None and place.backward:
        found.reverse()
        ahead, behind = bool(found), more
    else:
        ahead, behind = more, place is not None and bool(found)
    return Cut(
        [row for _number, row in found],
        _told(order, found[-1], backward=False) if ahead else None,
        _told(order, found[0], backward=True) if behind else None,
    )


def _rows(source: Rows, place: _Place | None, wanted: int) -> list[tuple[int, Any]]:
    found: list[tuple[int, Any]] = []
    for number in _touched(len(source.order), place):
        values = place.values if place is not None and place.part == number else None
        backward = place is not None and place.backward
        part = source.take(number, values, backward=backward, wanted=wanted - len(found))
        found.extend((number, row) for row in part)
        if len(found) >= wanted:
            break
    return found


def _touched(count: int, place: _Place | None) -> Iterator[int]:
    if place is None:
        yield from range(count)
    elif place.backward:
        yield from range(place.part, -1, -1)
    else:
        yield from range(place.part, count)


def _sorted(rows: QuerySet[Any], part: Part, values: tuple[Any, ...] | None, *, backward: bool) -> QuerySet[Any]:
    order = [f"{'-' if one.falling != backward else ''}{one.name}" for one in part.columns]
    found = rows.filter(part.condition).order_by(*order)
    return found if values is None else found.filter(*_beyond(part.columns, values, backward=backward))


def _beyond(columns: tuple[Column, ...], values: tuple[Any, ...], *, backward: bool) -> tuple[Q, ...]:
    """The first condition lets both databases enter an index; the second says which of equal ones follow."""
    signs = ["lt" if one.falling != backward else "gt" for one in columns]
    ways = []
    for at, (column, sign) in enumerate(zip(columns, signs, strict=True)):
        same = {one.name: value for one, value in zip(columns[:at], values[:at], strict=True)}
        ways.append(Q(**same, **{f"{column.name}__{sign}": values[at]}))
    first = Q(**{f"{columns[0].name}__{signs[0]}{'e' if len(columns) > 1 else ''}": values[0]})
    return first, reduce(or_, ways)


def _told(order: Sequence[Part], found: tuple[int, Any], *, backward: bool) -> str:
    number, row = found
    values = [_text(_value(row, one.name)) for one in order[number].columns]
    text = json.dumps(["p" if backward else "n", number, *values], ensure_ascii=False, separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _value(row: Any, name: str) -> Any:
    return row[name] if isinstance(row, dict) else getattr(row, name)


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _read(text: str, order: Sequence[Part]) -> _Place:
    try:
        way, number, *values = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        columns = order[number].columns if type(number) is int and 0 <= number < len(order) else ()
        if way not in ("n", "p") or not columns or len(values) != len(columns):
            raise ValueError(text)
        read = tuple(_as(one.kind, value) for one, value in zip(columns, values, strict=True))
    except (ValueError, TypeError, RecursionError) as error:
        raise Problem("invalid-request", errors=[Fault("?cursor", _("This is no cursor of this list."))]) from error
    return _Place(way == "p", number, read)


def _as(kind: type, value: Any) -> Any:
    """The value as its column has it; ValueError for anything else."""
    if kind is int:
        if type(value) is not int or abs(value) > LARGEST:
            raise ValueError(value)
        return value
    if not isinstance(value, str) or unstorable(value):
        raise ValueError(value)
    if kind is datetime:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None or not EARLIEST <= moment.year <= LATEST:
            raise ValueError(value)
        return moment
    return date.fromisoformat(value) if kind is date else value


class Listed(Paged):
    """Of a list whose cursors hold a title."""

    cursor: str = Field("", max_length=2000, description="from “next” or “previous” of an answer")
