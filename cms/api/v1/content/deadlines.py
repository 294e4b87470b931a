"""The last minutes of calls as iCalendar, for calendars that are subscribed to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from icalendar import Event

from cms.core.dates import JST
from cms.core.text import without_controls
from pages.calendar.ics import calendar_of
from workflows.programmes.models import Call
from workflows.programmes.models.call import ONE_MINUTE


def deadlines(calls: Iterable[tuple[Call, str]], *, title: str, about: str, changed_at: datetime) -> bytes:
    """(call, address); an entry is the minute that ``closes_at`` names. The same calls give the same bytes."""
    return calendar_of(title, [_event(call, url) for call, url in calls], about=about, changed_at=changed_at)


def _event(call: Call, url: str) -> Event:
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


def _local(moment: datetime) -> datetime:
    return moment.astimezone(JST).replace(second=0, microsecond=0)
