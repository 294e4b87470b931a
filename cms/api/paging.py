"""Lists by cursor: so many after this row, the same speed on every page, whatever is added meanwhile."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from pydantic import Field

from cms.api.problems import Fault, Problem
from cms.api.shapes import Asked, Told
from workflows.engine.keyset import Segment, read_cursor, take_page

MOST, USUAL = 100, 20
T = TypeVar("T")


class PageOf(Told, Generic[T]):
    """``next`` and ``previous`` are cursors for the parameter ``cursor``; null where nothing follows."""

    items: list[T]
    next: str | None
    previous: str | None


class Paged(Asked):
    cursor: str = Field("", max_length=200, description="from “next” or “previous” of an answer")
    limit: int = Field(USUAL, ge=1, le=MOST)


def page_of(
    rows: QuerySet[Any], segments: tuple[Segment, ...], asked: Paged
) -> tuple[list[Any], str | None, str | None]:
    """Rows of one page with both cursors. Raises Problem for a cursor that no answer ever had."""
    if asked.cursor and read_cursor(asked.cursor, segments) is None:
        raise Problem("invalid-request", errors=[Fault("?cursor", _("This is no cursor of this list."))])
    found = take_page(rows, segments, cursor=asked.cursor, size=asked.limit)
    return found.rows, found.next, found.previous
