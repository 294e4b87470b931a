"""SQLite: FTS5 over pairs of characters. The rowid begins with the date, so the newest come out first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection

from cms.search import grams
from cms.search.question import Question
from cms.search.structures import ID_BITS, ID_MASK, INDEX, TABLE


def in_titles(question: Question, most: int) -> list[int]:
    return _ids(question, "title", most)


def anywhere(question: Question, most: int) -> list[int]:
    return _ids(question, "body", most)


def _match(question: Question, column: str) -> str:
    words = [" OR ".join(grams.phrase(one) for one in spellings) for spellings in question.words]
    asked = [f"{{{column}}} : ({one})" for one in words]
    asked += [f'{{labels}} : "{grams.label_token(label)}"' for label in question.labels]
    return " AND ".join(asked)


def exists(question: Question) -> tuple[str, list[Any]]:
    """An expression and its values: whether any entry answers."""
    sql, values = _select(question, "body", 1)
    return f"EXISTS ({sql})", values


def _ids(question: Question, column: str, most: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(*_select(question, column, most))
        return [found for (found,) in cursor.fetchall()]


def _select(question: Question, column: str, most: int) -> tuple[str, list[Any]]:
    match = _match(question, column)
    place = f"{INDEX}.rowid" if match else "place"
    where: list[str] = ["e.is_public"]
    values: list[Any] = []
    if match:
        source = f"{INDEX} CROSS JOIN {TABLE} e ON e.id = ({INDEX}.rowid & {ID_MASK})"
        where.append(f"{INDEX} MATCH %s")
        values.append(match)
    else:
        source = f"{TABLE} e"
    if question.hub is None:
        where.append("NOT e.hub_only")
    if question.language:
        where.append("e.language = %s")
        values.append(question.language)
    for moment, sign in ((question.since, ">="), (question.until, "<")):
        if moment is not None:
            where.append(f"{place} {sign} %s" if match else f"e.date {sign} %s")
            values.append(str(_place(moment)) if match else connection.ops.adapt_datetimefield_value(moment))
    order = f"{place} DESC" if match else "e.date DESC, e.id DESC"
    return f"SELECT e.id FROM {source} WHERE {' AND '.join(where)} ORDER BY {order} LIMIT {most}", values  # noqa: S608


def _place(moment: datetime) -> int:
    """Where the entries of ``moment`` begin."""
    return int(moment.timestamp()) << ID_BITS


def matching(words: tuple[tuple[str, ...], ...], labels: list[list[str]]) -> tuple[str, list[Any]]:
    """A statement for the ids of entries, public or not, with every word and with one label of each list."""
    asked = [f"{{body}} : ({' OR '.join(grams.phrase(one) for one in spellings)})" for spellings in words]
    asked += [f"{{labels}} : ({' OR '.join(_quoted(one) for one in some)})" for some in labels]
    sql = f"SELECT {INDEX}.rowid & {ID_MASK} FROM {INDEX} WHERE {INDEX} MATCH %s"  # noqa: S608
    return sql, [" AND ".join(asked)]


def _quoted(label: str) -> str:
    return f'"{grams.label_token(label)}"'
