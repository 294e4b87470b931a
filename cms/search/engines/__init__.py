"""How each database answers a question; both give the same entries in the same order."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from cms.search.question import Question

# Nobody reads further; and what is beyond is not counted.
MOST = 1000


@dataclass(frozen=True)
class Hits:
    """Ids of entries: those with every word in the title, then the others; each the newest first.

    ``more``: there are more than ``MOST``, which ``ids`` holds then.
    """

    ids: list[int]
    more: bool = False


def _engine() -> Any:
    """Chosen late: a test's database may be another than the one that the settings began with."""
    return import_module(f"cms.search.engines.{connection.vendor}")


def hits(question: Question) -> Hits:
    """At most ``MOST`` public entries that answer ``question``. Three statements at most."""
    engine = _engine()
    titles = engine.in_titles(question, MOST + 1) if question.words else []
    others = engine.anywhere(question, MOST + 1) if len(titles) <= MOST else []
    known = set(titles)
    ids = [*titles, *(one for one in others if one not in known)]
    return Hits(ids[:MOST], len(ids) > MOST)


def answered(questions: list[Question]) -> list[bool]:
    """Which of them have an answer. One statement."""
    if not questions:
        return []
    parts = [_engine().exists(question) for question in questions]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(sql for sql, _values in parts)}", [v for _sql, some in parts for v in some])  # noqa: S608
        row = cursor.fetchone()
    return [bool(one) for one in row]


def matching(words: tuple[tuple[str, ...], ...], labels: list[list[str]]) -> RawSQL:
    """The ids of the entries, public or not, with every word and with one label of each list; for a condition."""
    return RawSQL(*_engine().matching(words, labels))  # noqa: S611  the engines' own statement
