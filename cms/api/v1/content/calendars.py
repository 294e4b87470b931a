"""Deadlines of calls and days of awards as iCalendar, for calendars that are subscribed to.

The same rows give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Event

from cms.api.v1.content.awards import Awarded
from cms.core.dates import JST, jst_date
from cms.core.text import without_controls
from pages.calendar.ics import calendar_of
from workflows.programmes.models import Call
from workflows.programmes.models.call import ONE_MINUTE


def deadlines(calls: Iterable[tuple[Call, str]], *, title: str, about: str, changed_at: datetime) -> bytes:
    """(call, address); an entry is the minute that ``closes_at`` names."""
    return calendar_of(title, [_deadline(call, url) for call, url in calls], about=about, changed_at=changed_at)


def decisions(awards: Iterable[Awarded], *, title: str, about: str, changed_at: datetime) -> bytes:
    """An entry is the whole day in Japan on which a grant was decided."""
    return calendar_of(title, [_decision(one) for one in awards], about=about, changed_at=changed_at)


def _deadline(call: Call, url: str) -> Event:
    event = Event()
    event.add("uid", f"call-{call.pk}@kizuna")
    event.add("dtstamp", call.opens_at)
    event.add("summary", without_controls(f"締切：{call.title}"))
    event.add("dtstart", _local(call.closes_at))
    event.add("dtend", _local(call.closes_at + ONE_MINUTE))
    event.add("description", without_controls(call.programme.name))
    event.add("url", url)
    event.add("transp", "TRANSPARENT")
    return event


def _decision(one: Awarded) -> Event:
    event, day = Event(), jst_date(one.decided_at)
    event.add("uid", f"{one.id}@kizuna")
    event.add("dtstamp", one.decided_at.replace(microsecond=0))
    event.add("summary", without_controls(f"交付決定：{one.title} {one.yen:,}円"))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("description", without_controls(one.programme_name))
    event.add("transp", "TRANSPARENT")
    return event


def _local(moment: datetime) -> datetime:
    return moment.astimezone(JST).replace(second=0, microsecond=0)
