"""Dates as people write them: 2026-12-01, 2026/12/1, 20261201, 令和8年12月1日, R8.12.1. A year needs its era."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from cms.core.dates import ERAS

_INITIALS = {"R": "令和", "H": "平成", "S": "昭和", "T": "大正", "M": "明治"}
_FIRST_DAYS = {era.name: era.first_on for era in ERAS}
_JOINED = "".join(_INITIALS)

_PATTERN = re.compile(
    rf"""
    (?: (?P<era>{"|".join(_FIRST_DAYS)}|[{_JOINED}{_JOINED.lower()}]) \s*\.?\s* (?P<era_year>元|\d{{1,3}})
      | (?P<year>\d{{4}}) )
    \s*[-/.年]\s* (?P<month>\d{{1,2}})
    \s*[-/.月]\s* (?P<day>\d{{1,2}}) \s*日?
    """,
    re.VERBOSE | re.ASCII,
)
_EIGHT_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_DASHES = str.maketrans("‐‑‒–—―−ー", "-" * 8)


def parse_date(text: str) -> date | None:
    """The day that ``text`` names, full-width or half-width; None when it names no day.

    A day outside the era it was written with (令和元年4月30日) is None: one of the two is wrong.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES).strip()
    if eight := _EIGHT_DIGITS.fullmatch(plain):
        return _day(*(int(part) for part in eight.groups()))
    found = _PATTERN.fullmatch(plain)
    if found is None:
        return None
    month, day = int(found["month"]), int(found["day"])
    if found["year"]:
        return _day(int(found["year"]), month, day)
    era = _INITIALS.get(found["era"].upper(), found["era"])
    number = 1 if found["era_year"] == "元" else int(found["era_year"])
    parsed = _day(_FIRST_DAYS[era].year + number - 1, month, day)
    return parsed if parsed and number >= 1 and _era_covers(era, parsed) else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        parsed = date(year, month, day)
    except ValueError:
        return None
    return parsed if parsed >= min(_FIRST_DAYS.values()) else None


def _era_covers(era: str, day: date) -> bool:
    later = [first for first in _FIRST_DAYS.values() if first > _FIRST_DAYS[era]]
    return _FIRST_DAYS[era] <= day and (not later or day < min(later))
