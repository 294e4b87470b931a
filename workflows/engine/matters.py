"""The matters of a person, of all kinds together: by name, and in pages by cursor."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Q

from cms.people.models import User
from workflows.engine.kind import kinds
from workflows.engine.matter import MatterSort

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CURSOR = re.compile(r"([np])(\d{1,17})\.(\d{1,18})\.([a-z0-9_-]{1,80})")


@dataclass(frozen=True)
class Cursor:
    """After (or before) the row ``pk`` of ``sort`` at ``moment``."""

    backward: bool
    moment: datetime
    pk: int
    sort: str

    def __str__(self) -> str:
        micros = (self.moment - EPOCH) // timedelta(microseconds=1)
        return f"{'p' if self.backward else 'n'}{micros}.{self.pk}.{self.sort}"


@dataclass(frozen=True)
class Placed:
    """A row with its place: newest first, then by sort, then the higher number first."""

    sort: MatterSort
    row: Any

    @property
    def place(self) -> tuple[Any, ...]:
        return -((self.moment - EPOCH) // timedelta(microseconds=1)), self.sort.name, -self.row.pk

    @property
    def moment(self) -> datetime:
        moment: datetime = getattr(self.row, self.sort.moment)
        return moment

    def cursor(self, *, backward: bool) -> str:
        return str(Cursor(backward, self.moment, self.row.pk, self.sort.name))


@dataclass(frozen=True)
class Page:
    rows: list[Placed]
    next: str | None
    previous: str | None


def sorts() -> dict[str, MatterSort]:
    """All sorts of matters of the installed kinds, by name."""
    found: dict[str, MatterSort] = {}
    for kind in kinds().values():
        for sort in kind.matters:
            if sort.name in found or not sort.name.startswith(f"{kind.slug}-"):
                raise ImproperlyConfigured(f"the name of the matter {sort.name} of {kind.slug}")
            found[sort.name] = sort
    return found


def read_cursor(text: str) -> Cursor | None:
    """The position that ``text`` names; None for anything else."""
    match = CURSOR.fullmatch(text)
    if match is None or match[4] not in sorts():
        return None
    moment = EPOCH + timedelta(microseconds=int(match[2]))
    return Cursor(match[1] == "p", moment, int(match[3]), match[4])


def page_of(user: User, *, cursor: str = "", size: int) -> Page:
    """At most ``size`` matters of ``user`` at the cursor: one statement per sort, whatever the number of rows."""
    at = read_cursor(cursor)
    backward = at is not None and at.backward
    found = [Placed(sort, row) for sort in sorts().values() for row in _beyond(sort, user, at)[: size + 1]]
    found.sort(key=lambda one: one.place, reverse=backward)
    more = len(found) > size
    found = found[:size]
    if at is not None and backward:
        if not more:
            return page_of(user, size=size)
        found.reverse()
        return Page(found, found[-1].cursor(backward=False), found[0].cursor(backward=True))
    ahead = found[-1].cursor(backward=False) if more else None
    behind = found[0].cursor(backward=True) if at and found else None
    return Page(found, ahead, behind)


def _beyond(sort: MatterSort, user: User, at: Cursor | None) -> Any:
    """Rows of one sort behind the position, the next one first."""
    backward = at is not None and at.backward
    sign = "" if backward else "-"
    rows = sort.rows(user).order_by(f"{sign}{sort.moment}", f"{sign}pk")
    if at is None:
        return rows
    below = "gt" if backward else "lt"
    beyond = Q(**{f"{sort.moment}__{below}": at.moment})
    if sort.name == at.sort:
        beyond |= Q(**{sort.moment: at.moment, f"pk__{below}": at.pk})
    elif (sort.name > at.sort) != backward:
        beyond |= Q(**{sort.moment: at.moment})
    return rows.filter(beyond)
