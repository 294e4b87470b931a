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
MOST_SETS = 16
Condition = tuple[str, list[Any]]


def in_titles(question: Question, most: int) -> list[int]:
    """The titles' keys are short, so all that the index gives are read."""
    may, may_values = _any_of(_wanted(question), "title_numbers")
    holds, values = _holds(question, "title_key")
    sql = f"SELECT id FROM {TABLE} WHERE {may} AND {holds} ORDER BY date DESC, id DESC LIMIT {most}"  # noqa: S608
    return _ids(sql, [*may_values, *values])


def anywhere(question: Question, most: int) -> list[int]:
    wanted = _wanted(question)
    holds, values = _holds(question, "key")
    if not wanted or _ids("SELECT kizuna_search_count(%s, %s)", [wanted, FEW + 1])[0] > FEW:
        newest = f"SELECT * FROM {TABLE} ORDER BY date DESC, id DESC OFFSET 0"  # noqa: S608
        return _ids(f"SELECT id FROM ({newest}) e WHERE {holds} LIMIT {most}", values)  # noqa: S608
    may, may_values = _any_of(wanted, "numbers")
    found = f"SELECT id, date FROM {TABLE} WHERE {may} AND {holds} OFFSET 0"  # noqa: S608
    sql = f"SELECT id FROM ({found}) e ORDER BY date DESC, id DESC LIMIT {most}"  # noqa: S608
    return _ids(sql, [*may_values, *values])


def exists(question: Question) -> tuple[str, list[Any]]:
    """An expression and its values: whether any entry answers."""
    may, may_values = _any_of(_wanted(question), "numbers")
    holds, values = _holds(question, "key")
    return f"EXISTS (SELECT 1 FROM {TABLE} WHERE {may} AND {holds})", [*may_values, *values]  # noqa: S608


def _wanted(question: Question) -> list[str]:
    """Sets of numbers, as PostgreSQL writes them; an entry that answers has all of one of them.

    One set for each choice of spellings, so that the index alone decides. Of words with very many spellings only
    those are put in that leave few sets; the keys are asked anyway.
    """
    labels = [grams.label_number(label) for label in question.labels]
    chosen: list[set[int]] = [set(labels)]
    for spellings in sorted(question.words, key=len):
        if len(chosen) * len(spellings) <= MOST_SETS:
            chosen = [one | set(grams.needed(spelling)) for one in chosen for spelling in spellings]
    return [grams.literal(one) for one in chosen if one]


def _any_of(wanted: list[str], column: str) -> Condition:
    return f"({' OR '.join([f'{column} @> %s::integer[]'] * len(wanted)) or 'true'})", list(wanted)


def _holds(question: Question, column: str) -> Condition:
    """The cheap conditions first, the keys last."""
    asked: list[str] = ["is_public"]
    values: list[Any] = []
    if question.hub is None:
        asked.append("NOT hub_only")
    if question.language:
        asked.append("language = %s")
        values.append(question.language)
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


def matching(words: tuple[tuple[str, ...], ...], labels: list[list[str]]) -> tuple[str, list[Any]]:
    """A statement for the ids of entries, public or not, with every word and with one label of each list."""
    asked: list[str] = []
    values: list[Any] = []
    for some in labels:
        asked += ["numbers && %s::integer[]", f"({' OR '.join(['strpos(labels, %s) > 0'] * len(some))})"]
        values += [grams.literal([grams.label_number(one) for one in some]), *(f" {one} " for one in some)]
    for spellings in words:
        may, may_values = _any_of([grams.literal(grams.needed(one)) for one in spellings], "numbers")
        asked += [may, f"({' OR '.join(['strpos(key, %s) > 0'] * len(spellings))})"]
        values += [*may_values, *spellings]
    return f"SELECT id FROM {TABLE} WHERE {' AND '.join(asked)}", values  # noqa: S608
