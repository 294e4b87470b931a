"""A line of the catalogue in the words of readers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from cms.core.dates import JST
from cms.search import registry
from cms.search.catalogue import beside
from cms.search.catalogue.found import Found
from cms.search.catalogue.query import STATES, Query, State
from pages import thumbnails
from pages.catalogue.places import known

# What a state adds to the date that a line shows anyway.
TOLD = (State.OPEN, State.OVER, State.OFF, State.DRAFT, State.RESTRICTED)
DAY_BEGINS, DAY_ENDS = (0, 0), (23, 59)


@dataclass(frozen=True)
class Line:
    """``day``: of the next date, else of publication. ``until``: the last day of what has one."""

    found: Found
    kind: str
    hubs: list[str]
    state: str
    day: datetime | None
    has_hour: bool
    until: datetime | None
    picture: Any = None

    @property
    def state_name(self) -> str:
        return str(STATES[self.found.state])


def lines(found: Iterable[Found], request: HttpRequest | None, *, here: str = "") -> list[Line]:
    """``here``: the hub on whose pages they stand, which is not named again. Pictures cost a statement, if any."""
    every = list(found)
    names = known().names if any(one.hubs for one in every) else {}
    kinds = registry.kinds() | beside.kinds()
    pictures = thumbnails.ready({one.facts["picture"] for one in every if one.facts.get("picture")})
    return [
        Line(
            found=one,
            kind=str(kinds.get(one.kind, "")),
            hubs=[names[pk] for pk in one.hubs if pk in names and names[pk] != here],
            state=str(STATES[one.state]) if one.state in TOLD and one.is_dated or one.state in TOLD[3:] else "",
            day=one.starts_at or one.date,
            has_hour=_has_hour(one.starts_at),
            until=one.ends_at if _is_long(one) else None,
            picture=pictures.get(one.facts.get("picture", 0)),
        )
        for one in every
    ]


def _has_hour(moment: datetime | None) -> bool:
    """Whole days begin at midnight."""
    return moment is not None and (moment.astimezone(JST).hour, moment.astimezone(JST).minute) != DAY_BEGINS


def _is_long(one: Found) -> bool:
    if one.starts_at is None or one.ends_at is None:
        return False
    return one.ends_at.astimezone(JST).date() > one.starts_at.astimezone(JST).date()


def address_of(query: Query) -> str:
    """Where all of it is listed."""
    return f"{reverse('pages:catalogue')}?{urlencode(query.pairs())}"
