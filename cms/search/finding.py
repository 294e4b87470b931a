"""A question and a page number become a page of results, with the words marked in title and text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cms.search.engines import MOST, hits
from cms.search.models import Entry
from cms.search.question import Question
from cms.search.registry import UNDATED
from cms.search.snippets import Piece, marked, snippet

PER_PAGE = 20


@dataclass(frozen=True)
class Result:
    """``title`` and ``text`` in pieces, those that were asked for marked; nothing in them is HTML."""

    kind: str
    title: list[Piece]
    text: list[Piece]
    url: str
    date: datetime | None
    hubs: list[int]
    facts: dict[str, Any]


@dataclass(frozen=True)
class Findings:
    """``count`` is exact up to ``MOST``; ``more``: there are more than that."""

    results: list[Result]
    count: int
    more: bool
    page: int
    pages: int


def find(question: Question, page: int = 1) -> Findings:
    """The ``page``th twenty, or the nearest page that there is. Four statements at most."""
    if question.is_empty:
        return Findings([], 0, False, 1, 1)
    found = hits(question)
    pages = max(1, -(-len(found.ids) // PER_PAGE))
    page = min(max(1, page), pages)
    shown = found.ids[(page - 1) * PER_PAGE : page * PER_PAGE]
    return Findings(_results(shown, question), min(len(found.ids), MOST), found.more, page, pages)


def _results(ids: list[int], question: Question) -> list[Result]:
    columns = ("kind", "title", "text", "url", "date", "hubs", "facts")
    rows = Entry.objects.only(*columns).in_bulk(ids) if ids else {}
    asked = [one for spellings in question.words for one in spellings]
    return [
        Result(e.kind, marked(e.title, asked), snippet(e.text, asked), e.url, _shown(e.date), e.hubs, e.facts or {})
        for e in (rows[one] for one in ids if one in rows)
    ]


def _shown(date: datetime) -> datetime | None:
    return date if date > UNDATED else None
