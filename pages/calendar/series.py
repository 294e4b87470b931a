"""The dates of a series: every week, every second week, every month by the day or by the weekday."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.core.dates import JST

MOST = 60
WEEK = 7
DECEMBER = 12


class Repeat(models.TextChoices):
    WEEKLY = "weekly", _("every week")
    FORTNIGHTLY = "fortnightly", _("every second week")
    MONTHLY = "monthly", _("every month, on the same day")
    WEEKDAY = "weekday", _("every month, on the same weekday (e.g. the second Saturday)")


def days(first: date, repeat: str, *, times: int | None = None, until: date | None = None) -> list[date]:
    """The days that follow ``first``, which is not among them; at most ``MOST``.

    A month without such a day (31 June, a fifth Monday) is left out and does not count.
    """
    found: list[date] = []
    most = min(times or MOST, MOST)
    for day in _following(first, repeat):
        if len(found) >= most or (until is not None and day > until):
            break
        found.append(day)
    return found


def moved(moment: datetime, by_days: int) -> datetime:
    """The same time of day in Japan, so many days later."""
    return moment.astimezone(JST) + timedelta(days=by_days)


def _following(first: date, repeat: str) -> Iterator[date]:
    if repeat in (Repeat.WEEKLY, Repeat.FORTNIGHTLY):
        step = WEEK if repeat == Repeat.WEEKLY else 2 * WEEK
        yield from (first + timedelta(days=step * number) for number in count(1))
    for number in count(1):
        month = first.month - 1 + number
        year, month = first.year + month // DECEMBER, month % DECEMBER + 1
        if year > first.year + MOST:
            return
        day = first.day if repeat == Repeat.MONTHLY else _day_of_weekday(year, month, first)
        if day <= calendar.monthrange(year, month)[1]:
            yield date(year, month, day)


def _day_of_weekday(year: int, month: int, like: date) -> int:
    """The day of the month of the n-th weekday, as ``like`` is one; may lie beyond the month's end."""
    earliest = (like.weekday() - date(year, month, 1).weekday()) % WEEK + 1
    return earliest + (like.day - 1) // WEEK * WEEK
