"""PostgreSQL: GIN over numbers for pairs of characters, no extension. The keys themselves are asked in the end.

A word in few entries is found by the index; of a word in many the newest are read, along the index of dates.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

from cms.search import grams
from cms.search.question import Question
from cms.search.structures import TABLE

# Up to so many entries that may hold the words are read one by one; beyond, the newest are enough.
FEW = 3000
Condition = tuple[str, list[Any]]


def in_titles(question: Question, most: int) -> list[int]:
    """The titles' keys are short, so all that the index gives are read."""
    may, may_values = _may_hold(question, "title_numbers")
    holds, values = _holds(question, "title_key")
    sql = f"SELECT id FROM {TABLE} WHERE {may} AND {holds} ORDER BY date DESC, id DESC LIMIT {most}"  # noqa: S608
    return _ids(sql, [*may_values, *values])


def anywhere(question: Question, most: int) -> list[int]:
    may, may_values = _may_hold(question, "numbers")
    holds, values = _holds(question, "key")
    if may == "true" or _many(may, may_values):
        newest = f"SELECT * FROM {TABLE} ORDER BY date DESC, id DESC OFFSET 0"  # noqa: S608
        sql = f"SELECT id FROM ({newest}) e WHERE {holds} LIMIT {most}"  # noqa: S608
        return _ids(sql, values)
    found = f"SELECT id, date FROM {TABLE} WHERE {may} AND {holds} OFFSET 0"  # noqa: S608
    sql = f"SELECT id FROM ({found}) e ORDER BY date DESC, id DESC LIMIT {most}"  # noqa: S608
    return _ids(sql, [*may_values, *values])


def exists(question: Question) -> tuple[str, list[Any]]:
    """An expression and its values: whether any entry answers."""
    may, may_values = _may_hold(question, "numbers")
    holds, values = _holds(question, "key")
    return f"EXISTS (SELECT 1 FROM {TABLE} WHERE {may} AND {holds})", [*may_values, *values]  # noqa: S608


def _many(may: str, values: list[Any]) -> bool:
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {TABLE} WHERE {may} LIMIT {FEW + 1}) e"  # noqa: S608
    return _ids(sql, values)[0] > FEW


def _may_hold(question: Question, column: str) -> Condition:
    """By the numbers alone: every entry that holds the words, and a few that do not."""
    asked: list[str] = []
    values: list[Any] = []
    for spellings in question.words:
        asked.append(f"({' OR '.join([f'{column} @> %s::integer[]'] * len(spellings))})")
        values += [grams.literal(grams.needed(one)) for one in spellings]
    if question.labels:
        asked.append("numbers @> %s::integer[]")
        values.append(grams.literal([grams.label_number(label) for label in question.labels]))
    return " AND ".join(asked) or "true", values


def _holds(question: Question, column: str) -> Condition:
    """The cheap conditions first, the keys last."""
    asked: list[str] = ["is_public"]
    values: list[Any] = []
    if question.hub is None:
        asked.append("NOT hub_only")
    for moment, sign in ((question.since, ">="), (question.until, "<")):
        if moment is not None:
            asked.append(f"date {sign} %s")
            values.append(moment)
    for label in question.labels:
        asked.append("strpos(labels, %s) > 0")
        values.append(f" {label} ")
    for spellings in question.words:
        asked.append(f"({' OR '.join([f'strpos({column}, %s) > 0'] * len(spellings))})")
        values += spellings
    return " AND ".join(asked), values


def _ids(sql: str, values: list[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [found for (found,) in cursor.fetchall()]
