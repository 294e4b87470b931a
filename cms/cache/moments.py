"""When a page changes by the clock alone.

Code that shows something which is otherwise at a later instant says so, where it decides it: ``changes_at(moment)``.
A page being made for everybody collects these; it is kept until the first of them, and never past midnight in Japan,
since many a page tells days. Whoever asks the database for what is shown *now* also says when the next row begins.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from cms.core import dates


@dataclass
class Kept:
    """``until``: the first instant after ``began`` at which the page being made may look different."""

    began: datetime
    until: datetime


_collecting: ContextVar[Kept | None] = ContextVar("kizuna_page_until", default=None)


def next_midnight(at: datetime) -> datetime:
    return datetime.combine(dates.jst_date(at) + timedelta(days=1), time.min, dates.JST)


@contextmanager
def collected() -> Iterator[Kept]:
    began = timezone.now()
    kept = Kept(began, next_midnight(began))
    token = _collecting.set(kept)
    try:
        yield kept
    finally:
        _collecting.reset(token)


def changes_at(*moments: datetime | None) -> None:
    """What is being shown is otherwise from each of ``moments`` on; those in the past, and None, mean nothing.

    Past is what lies before the page was begun: an instant that passed meanwhile makes it a page not to be kept.
    """
    kept = _collecting.get()
    for moment in moments if kept else ():
        if kept and moment is not None and kept.began < moment < kept.until:
            kept.until = moment
