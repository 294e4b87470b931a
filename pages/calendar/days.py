"""Months and weeks as grids of days; weeks begin on Sunday, as calendars in Japan do."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import jpholiday
from django.http import Http404

from cms.core.dates import JST

WEEK = 7
# A calendar has an end on both sides, so that no machine that follows links walks on for ever.
MOST_MONTHS = 24
_WEEKS = calendar.Calendar(firstweekday=calendar.SUNDAY)


@dataclass(frozen=True)
class Span:
    """The days that one page of the calendar shows, both ends included, with what lies before and after."""

    first: date
    last: date
    before: date | None
    after: date | None

    @property
    def starts_at(self) -> datetime:
        return start_of(self.first)

    @property
    def ends_at(self) -> datetime:
        """The first moment that is no longer shown."""
        return start_of(self.last + timedelta(days=1))

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=at) for at in range((self.last - self.first).days + 1)]


def start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=JST)


def holiday(day: date) -> str:
    """The name of the national holiday; empty on other days."""
    return str(jpholiday.is_holiday_name(day) or "")


def month_of(text: str, *, today: date) -> date:
    """The first day of the month that ``text`` (``2026-12``) names; Http404 for anything else or too far away."""
    try:
        first = datetime.strptime(text, "%Y-%m").date()
    except ValueError as error:
        raise Http404(text) from error
    if text != f"{first:%Y-%m}" or abs(_months(first) - _months(today)) > MOST_MONTHS:
        raise Http404(text)
    return first


def day_of(text: str, *, today: date) -> date:
    """The day that ``text`` (``2026-12-31``) names; Http404 for anything else or too far away."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Http404(text) from error
    if text != day.isoformat() or abs(_months(day) - _months(today)) > MOST_MONTHS:
        raise Http404(text)
    return day


def month_span(first: date, *, today: date) -> Span:
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return Span(
        first,
        last,
        _near((first - timedelta(days=1)).replace(day=1), today),
        _near(last + timedelta(days=1), today),
    )


def week_span(day: date, *, today: date) -> Span:
    first = day - timedelta(days=(day.weekday() + 1) % WEEK)
    return Span(
        first,
        first + timedelta(days=WEEK - 1),
        _near(first - timedelta(days=WEEK), today),
        _near(first + timedelta(days=WEEK), today),
    )


def weeks_of(first: date) -> list[list[date | None]]:
    """The weeks of a month; days of its neighbours are None."""
    weeks = _WEEKS.monthdatescalendar(first.year, first.month)
    return [[day if day.month == first.month else None for day in week] for week in weeks]


def _months(day: date) -> int:
    return day.year * 12 + day.month


def _near(day: date, today: date) -> date | None:
    return day if abs(_months(day) - _months(today)) <= MOST_MONTHS else None
