"""Days and years as people write them in Japanese, found in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cms.core.dates import ERAS, Era

WEEKDAYS = "月火水木金土日"
WIDE = str.maketrans("０１２３４５６７８９．／－", "0123456789./-")
ERA_NAMES = "|".join(era.name for era in ERAS)
BY_NAME = {era.name: era for era in ERAS}
LETTERS = {"R": "令和", "H": "平成", "S": "昭和", "T": "大正", "M": "明治"}

_ERA_YEAR = rf"(?:{ERA_NAMES})\s*(?:元|\d{{1,2}})"
# 2026年 / 令和8年 / 2026年（令和8年） / 令和8年（2026年） / 令和8(2026)年 / 2026(令和8)年
YEAR = re.compile(
    rf"(?:(?P<w1>(?:1[89]|20)\d\d)年?\s*[（(]\s*(?P<e1>{_ERA_YEAR})年?\s*[）)]年?"
    rf"|(?P<e2>{_ERA_YEAR})年?\s*[（(]\s*(?P<w2>(?:1[89]|20)\d\d)年?\s*[）)]年?"
    rf"|(?<!\d)(?P<w3>(?:1[89]|20)\d\d)年|(?P<e3>{_ERA_YEAR})年)(?P<fiscal>度)?"
)
_ANY_YEAR = re.sub(r"[?]P<[a-z0-9]+>", "?:", YEAR.pattern)
DAY = re.compile(
    rf"(?:(?P<year>{_ANY_YEAR})\s*)?(?<!\d)(?P<month>\d{{1,2}})月\s*(?P<day>\d{{1,2}})日"
    rf"(?:\s*[（(]\s*(?P<weekday>[{WEEKDAYS}])(?:曜日?)?(?=[）)・、,祝休]))?"
)


@dataclass(frozen=True)
class Year:
    """``western`` and ``era`` with ``number`` as written; each may be missing, not both."""

    start: int
    end: int
    western: int | None
    era: Era | None
    number: int
    fiscal: bool

    @property
    def value(self) -> int:
        """The western year, also when only the era was written."""
        if self.western is not None:
            return self.western
        if self.era is None:
            raise ValueError("a year without any number")
        return self.era.first_on.year + self.number - 1


@dataclass(frozen=True)
class Day:
    """``weekday_at`` is where the character of the weekday stands, -1 without one."""

    start: int
    end: int
    year: int | None
    month: int
    day: int
    weekday: str
    weekday_at: int

    def date(self, year: int) -> date | None:
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None


def plain_digits(text: str) -> str:
    """Full-width digits and the signs between them made half-width, so that every position stays."""
    return text.translate(WIDE)


def years(text: str) -> Iterator[Year]:
    for found in YEAR.finditer(plain_digits(text)):
        yield _year(found)


def days(text: str) -> Iterator[Day]:
    plain = plain_digits(text)
    for found in DAY.finditer(plain):
        written = YEAR.search(found["year"]) if found["year"] else None
        at = found.start("weekday") if found["weekday"] else -1
        yield Day(
            found.start(), found.end(), _year(written).value if written else None,
            int(found["month"]), int(found["day"]), found["weekday"] or "", at,
        )  # fmt: skip


def is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _year(found: re.Match[str]) -> Year:
    western = found["w1"] or found["w2"] or found["w3"]
    era_year = found["e1"] or found["e2"] or found["e3"]
    era, number = None, 0
    if era_year:
        era = BY_NAME[era_year[:2]]
        digits = era_year[2:].strip()
        number = 1 if digits == "元" else int(digits)
    return Year(found.start(), found.end(), int(western) if western else None, era, number, bool(found["fiscal"]))
