"""Events (催し): every date that is still to come, and each event with its whole series."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import Field

from cms.api.paging import PageOf
from cms.api.v1.content import keyset
from cms.api.v1.content.answering import told
from cms.api.v1.content.ids import Id
from cms.api.v1.content.keyset import Column
from cms.api.v1.content.listed_pages import PlacedAsked, page_of_type, placed
from cms.api.v1.content.page_facts import day_of
from cms.api.v1.content.page_shapes import EventDay, EventDetail, HubName, PageName
from cms.api.v1.content.public_pages import (
    COLUMNS,
    HubRow,
    content_in,
    content_type_of,
    hub_of,
    hubs,
    name_of,
    root_of,
    within,
)
from cms.api.v1.content.whole import detail
from pages.calendar.days import start_of
from pages.calendar.entries import NOT_SHOWN
from pages.models import EventDate, EventPage
from pages.scope import published

router = Router()
ORDER = keyset.by(Column("starts_at", datetime), Column("pk", int))


class EventDateTold(EventDay):
    """One date of an event; ``cancelled`` is true also when the whole event is called off."""

    event: PageName
    summary: str
    hub: HubName | None
    venue: str
    venue_address: str


class EventsAsked(PlacedAsked):
    starts_from: date | None = Field(None, description="default: dates that are not over yet")
    starts_until: date | None = Field(None, description="included")


@router.get("/events", response=PageOf[EventDateTold])
def list_events(request: HttpRequest, asked: Query[EventsAsked]) -> HttpResponse:
    """One entry for each date, in the order of time."""
    root = root_of(request)
    cut = keyset.cut(coming(asked, root), ORDER, asked)
    return told(request, cut.told(dates_told(cut.rows, root)))


def coming(asked: EventsAsked, root: str) -> Any:
    with content_in(asked.locale):
        pages = published(EventPage).filter(within(root, asked.locale))
    dates = EventDate.objects.filter(page__in=placed(pages, asked).values("pk")).select_related("page__venue_hub")
    if asked.starts_from:
        dates = dates.filter(starts_at__gte=start_of(asked.starts_from))
    else:
        dates = dates.filter(ends_at__gte=timezone.now())
    if asked.starts_until and asked.starts_until < date.max:
        dates = dates.filter(starts_at__lt=start_of(asked.starts_until + timedelta(days=1)))
    return dates.defer(*(f"page__{name}" for name in NOT_SHOWN))


def dates_told(rows: Iterable[EventDate], root: str) -> list[dict[str, Any]]:
    """``EventDateTold`` of each."""
    known = hubs()
    return [_date_told(one, root, known) for one in rows]


def _date_told(one: EventDate, root: str, known: dict[str, HubRow]) -> dict[str, Any]:
    event = one.page
    row = {name: getattr(event, name) for name in COLUMNS} | {"content_type_id": content_type_of("event")}
    hub = hub_of(event.path, known)
    name, where = event.place_lines
    return {
        **day_of(one),
        "cancelled": one.is_cancelled or event.is_cancelled,
        "event": name_of(row, root),
        "summary": event.summary,
        "hub": {"code": hub.code, "name": hub.name} if hub else None,
        "venue": name,
        "venue_address": where,
    }


@router.get("/events/{int:event_id}", response=EventDetail)
def read_event(request: HttpRequest, event_id: Id) -> HttpResponse:
    """One event with all its dates; the id is that of its page."""
    page = page_of_type(EventPage, event_id, request)
    return told(request, detail(page, root_of(request), include=[]))
