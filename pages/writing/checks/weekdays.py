"""The weekday behind a date is that of the date: a resident who trusts the wrong one comes on the wrong day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from pages.writing.days import WEEKDAYS, Day, days
from pages.writing.findings import Finding, Severity
from pages.writing.pieces import Content, Text
from pages.writing.scanning import at

COMING = re.compile(r"(?:来る|来たる|きたる|今度の|次の)[　 ]*$")


def check(content: Content) -> Iterator[Finding]:
    for piece in content.texts:
        known: Day | None = None
        for day in days(piece.text):
            if day.year:
                known = day
            if day.weekday:
                coming = COMING.search(piece.text[: day.start])
                meant = [_next(day, content.today)] if coming and not day.year else _meant(day, known, content.today)
                yield from _checked(piece, day, meant)


def _next(day: Day, today: date) -> int:
    """The year of the first such day from today on."""
    return today.year + ((day.month, day.day) < (today.month, today.day))


def _meant(day: Day, known: Day | None, today: date) -> list[int]:
    """The years that this date may mean: what was written before counts on, also over the turn of the year."""
    if day.year:
        return [day.year]
    if known is None or known.year is None:
        return [today.year - 1, today.year, today.year + 1]
    return [known.year] if (day.month, day.day) >= (known.month, known.day) else [known.year, known.year + 1]


def _checked(piece: Text, day: Day, meant: list[int]) -> Iterator[Finding]:
    """Only what is wrong in every year that may be meant is told."""
    possible = [found for year in meant if (found := day.date(year))]
    if not possible or any(WEEKDAYS[one.weekday()] == day.weekday for one in possible):
        return
    if len(meant) == 1:
        right = WEEKDAYS[possible[0].weekday()]
        text = f"{possible[0].year}年{day.month}月{day.day}日は{right}曜日です。日付か曜日を確かめてください。"
        yield at(piece, day.weekday_at, day.weekday_at + 1, "weekday", Severity.WARNING, text, right)
        return
    span = f"{meant[0]}年から{meant[-1]}年"
    text = f"{span}に、{day.month}月{day.day}日が{day.weekday}曜日の年はありません。日付か曜日を確かめてください。"
    yield at(piece, day.weekday_at, day.weekday_at + 1, "weekday", Severity.WARNING, text)
