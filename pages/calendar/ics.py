"""Events as iCalendar (RFC 5545). The same events give the same bytes: no file tells when it was asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django.http import HttpRequest
from icalendar import Calendar, Event, Timezone
from icalendar.prop import vDDDTypes, vDuration, vText

from cms.core.dates import JST
from cms.core.text import without_controls
from pages.calendar.days import start_of
from pages.calendar.entries import dates
from pages.models import EventDate, EventPage
from pages.paths import path_of
from pages.scope import Scope

CONTENT_TYPE = "text/calendar; charset=utf-8"
# Calendars that are subscribed to keep what has just been; nobody needs years of it.
PAST_DAYS = 60
MOST = 1_000
REFRESH = timedelta(hours=4)
ZONE = "Asia/Tokyo"


def recent(scope: Scope, *, today: date) -> list[EventDate]:
    """Dates from the recent past on. One query."""
    found = dates([scope]).filter(ends_at__gte=start_of(today - timedelta(days=PAST_DAYS)))
    return list(found.select_related("page__venue_hub", "page__organiser_group")[:MOST])


def of_scope(
    scope: Scope,
    found: Iterable[EventDate],
    request: HttpRequest,
    *,
    about: str = "",
    changed_at: datetime | None = None,
) -> bytes:
    name = " ".join(part for part in (scope.name, "催し") if part)
    events = [_event(one, one.page, request) for one in found]
    return calendar_of(name, events, about=about, changed_at=changed_at)


def of_event(event: EventPage, request: HttpRequest) -> bytes:
    return calendar_of(event.title, [_event(one, event, request) for one in event.dates.all()])


def calendar_of(name: str, events: list[Event], *, about: str = "", changed_at: datetime | None = None) -> bytes:
    """``about`` and ``changed_at`` are those of the whole calendar (RFC 7986)."""
    calendar = Calendar()
    calendar.add("prodid", "-//Kizuna//Kizuna//JA")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", _line(name))
    calendar.add("x-wr-calname", _line(name))
    if about:
        calendar.add("description", without_controls(about))
        calendar.add("x-wr-caldesc", vText(without_controls(about)))
    if changed_at is not None:
        calendar.add("last-modified", changed_at.astimezone(UTC).replace(microsecond=0))
    calendar.add("x-wr-timezone", ZONE)
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vText("PT4H"))
    # Written out rather than derived, for it never changes: no summer time since 1951.
    calendar.add_component(Timezone.from_ical(TIMEZONE))
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


TIMEZONE = """BEGIN:VTIMEZONE
TZID:Asia/Tokyo
BEGIN:STANDARD
DTSTART:19510908T000000
TZOFFSETFROM:+0900
TZOFFSETTO:+0900
TZNAME:JST
END:STANDARD
END:VTIMEZONE
"""


def _event(one: EventDate, page: EventPage, request: HttpRequest) -> Event:
    event = Event()
    published_at = page.last_published_at or page.first_published_at or one.starts_at
    changed = published_at.astimezone(UTC).replace(microsecond=0)
    event.add("uid", f"{page.calendar_uid}-{one.pk}@kizuna")
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", page.calendar_sequence)
    event.add("status", "CANCELLED" if one.is_cancelled or page.is_cancelled else "CONFIRMED")
    event.add("summary", _line(page.title))
    _add_time(event, one)
    name, address = page.place_lines
    if name or address or page.online_url:
        event.add("location", _line(" ".join(part for part in (name, address) if part) or page.online_url))
    event.add("description", without_controls(_description(one, page)))
    event.add("url", request.build_absolute_uri(path_of(page, request)))
    return event


def _line(text: str) -> str:
    return re.sub(r"[\t\r\n]+", " ", without_controls(text))


def _add_time(event: Event, one: EventDate) -> None:
    """Whole days end on the day after the last, as the format wants it."""
    if one.all_day:
        event.add("dtstart", one.first_day)
        event.add("dtend", one.last_day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        return
    for name, moment in (("dtstart", one.starts_at), ("dtend", one.ends_at)):
        event.add(name, vDDDTypes(_local(moment)), parameters={"TZID": ZONE})


def _local(moment: datetime) -> datetime:
    return moment.astimezone(JST).replace(microsecond=0)


def _description(one: EventDate, page: EventPage) -> str:
    """The facts that do not fit elsewhere, one a line."""
    organiser = page.organiser_group.name if page.organiser_group_id and page.organiser_group else page.organiser
    facts = (
        ("", page.summary),
        ("", one.note),
        ("対象", page.audience),
        ("定員", page.capacity),
        ("費用", page.fee),
        ("申込み", page.sign_up),
        ("オンライン", page.online_url),
        ("主催", organiser),
        ("問合せ", page.contact),
    )
    return "\n".join(f"{label}：{text}" if label else text for label, text in facts if text)
