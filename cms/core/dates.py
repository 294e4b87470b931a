"""Dates as a ward reckons them: Japanese eras, fiscal years from April, days the office is open.

Everything here is about calendar days in Japan; an instant becomes a day through ``jst_date``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import jpholiday
from django.conf import settings

JST = ZoneInfo("Asia/Tokyo")
APRIL = 4


@dataclass(frozen=True)
class Era:
    name: str
    first_on: date


# Newest first. A new era is one new line. Source: 元号法 and the cabinet orders under it.
ERAS = (
    Era("令和", date(2019, 5, 1)),
    Era("平成", date(1989, 1, 8)),
    Era("昭和", date(1926, 12, 25)),
    Era("大正", date(1912, 7, 30)),
    Era("明治", date(1868, 10, 23)),
)


def era_of(day: date) -> Era:
    """The era in force on ``day``; ValueError before 明治."""
    for era in ERAS:
        if day >= era.first_on:
            return era
    raise ValueError(f"no era is known for {day}")


def wareki_year(day: date) -> int:
    """The year within its era: 8 for 2026-11-22, 1 for 2019-05-01."""
    return day.year - era_of(day).first_on.year + 1


def wareki(day: date) -> str:
    """``令和8年11月22日``; the first year of an era is 元年."""
    year = wareki_year(day)
    return f"{era_of(day).name}{'元' if year == 1 else year}年{day.month}月{day.day}日"


def fiscal_year(day: date) -> int:
    """The year in which the fiscal year of ``day`` began (April to March)."""
    return day.year if day.month >= APRIL else day.year - 1


def fiscal_year_wareki(year: int) -> str:
    """``令和8年度`` for 2026: named after the era in force on its first day of May.

    The year that began on 1 April 2019 is 令和元年度 in the ward's documents since 1 May 2019.
    """
    named_on = date(year, 5, 1)
    number = wareki_year(named_on)
    return f"{era_of(named_on).name}{'元' if number == 1 else number}年度"


def age(born_on: date, *, on: date) -> int:
    """Whole years. Somebody born on 29 February is a year older on 1 March."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def jst_date(moment: datetime) -> date:
    """The calendar day in Japan at ``moment`` (aware); ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a naive moment has no day")
    return moment.astimezone(JST).date()


def end_of_day_jst(day: date) -> datetime:
    """The last microsecond of ``day`` in Japan, as UTC: in time until then, inclusive."""
    return datetime.combine(day, time.max, tzinfo=JST).astimezone(UTC)


def is_business_day(day: date) -> bool:
    """The office is open: no weekend, no national holiday, not in ``OFFICE_CLOSED_DAYS`` (MM-DD)."""
    if day.weekday() >= 5 or jpholiday.is_holiday(day):
        return False
    return day.strftime("%m-%d") not in settings.OFFICE_CLOSED_DAYS


def add_business_days(day: date, count: int) -> date:
    """The ``count``-th business day after ``day`` (before it, when negative); ``day`` itself for 0."""
    step = timedelta(days=1 if count >= 0 else -1)
    left = abs(count)
    while left:
        day += step
        if is_business_day(day):
            left -= 1
    return day


def business_days_between(first: date, last: date) -> int:
    """Business days after ``first`` up to and including ``last``; negative when ``last`` is earlier."""
    if last < first:
        return -business_days_between(last, first)
    days = (first + timedelta(days=offset) for offset in range(1, (last - first).days + 1))
    return sum(is_business_day(day) for day in days)
