"""Days and times in words of the other languages. Japanese ones are written where they are needed."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import dateformat

from cms.core import languages
from cms.core.dates import JST

DAY = {"en": "l, F j, Y", "zh-hans": "Y年n月j日（l）", "ko": "Y년 n월 j일(l)"}
SHORT_DAY = {"en": "M j (D)", "zh-hans": "n月j日（l）", "ko": "n월 j일(D)"}
MONTH = {"en": "M", "zh-hans": "n月", "ko": "n월"}


def full_day(day: date) -> str:
    """``Thursday, December 3, 2026`` in the language of the request."""
    return dateformat.format(day, _of(DAY))


def short_day(day: date) -> str:
    """``Dec 3 (Thu)``, where the year is told elsewhere."""
    return dateformat.format(day, _of(SHORT_DAY))


def month(day: date) -> str:
    return dateformat.format(day, _of(MONTH))


def clock(moment: datetime) -> str:
    """``10:30`` in Japan."""
    return moment.astimezone(JST).strftime("%H:%M")


def span(begins: datetime, ends: datetime, *, short: bool) -> str:
    """From when until when; the day is told once when it is one."""
    day = short_day if short else full_day
    first, last = begins.astimezone(JST).date(), ends.astimezone(JST).date()
    until = clock(ends) if first == last else f"{day(last)} {clock(ends)}"
    return f"{day(first)} {clock(begins)}–{until}"


def days(first: date, last: date, *, short: bool) -> str:
    day = short_day if short else full_day
    return day(first) if first == last else f"{day(first)} – {day(last)}"


def _of(formats: dict[str, str]) -> str:
    """A language without an entry is written as ISO has it."""
    return formats.get(languages.current(), "Y-m-d")
