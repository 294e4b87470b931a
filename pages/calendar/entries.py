"""Dates of events, and what lists of them show: one entry per date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest

from pages.models import EventDate, EventPage
from pages.paths import path_of
from pages.routing import site_of
from pages.scope import Scope, published

NOT_SHOWN = ("body", "easy_body", "lead_picture", "readings", "search_description")


@dataclass(frozen=True)
class Entry:
    date: EventDate
    url: str

    @property
    def event(self) -> EventPage:
        return self.date.page

    @property
    def is_off(self) -> bool:
        return self.date.is_cancelled or self.event.is_cancelled


def dates(scopes: Iterable[Scope]) -> QuerySet[EventDate]:
    """Dates of published events that belong to every one of ``scopes``, in the order of time."""
    pages = published(EventPage)
    for scope in scopes:
        pages = pages & published(EventPage, scope)
    found = EventDate.objects.filter(page__in=pages.values("pk")).select_related("page__venue_hub")
    return found.defer(*(f"page__{name}" for name in NOT_SHOWN)).order_by("starts_at", "pk")


def entries(found: Iterable[EventDate], request: HttpRequest) -> list[Entry]:
    site_of(request)  # from here on the request has it at hand
    return [Entry(one, path_of(one.page, request)) for one in found]
