"""One occurrence of an event at one page, as the worker reads it from the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.dateparse import parse_datetime
from wagtail.models import Page, PageLogEntry

from cms.hubs.models import Hub
from cms.people.models import User
from pages.editing.branches import hub_of
from pages.rules.registry import Event


@dataclass(frozen=True)
class Occurrence:
    """``page`` is what everybody reads, or the newest draft where the event is about one."""

    event: Event
    page: Any
    key: str
    at: datetime
    is_first: bool = False
    actor_id: int | None = None

    @cached_property
    def hub(self) -> Hub | None:
        return hub_of(self.page)

    @cached_property
    def actor(self) -> User | None:
        """Who did it: as the event tells it, else as the history of the page does."""
        number = self.actor_id
        if number is None and self.event.log_action:
            done = PageLogEntry.objects.filter(page_id=self.page.pk, action__startswith=self.event.log_action)
            number = done.order_by("-timestamp", "-pk").values_list("user_id", flat=True).first()
        return User.objects.filter(pk=number).first() if number else None


def read(event: Event, payload: dict[str, Any]) -> Occurrence | None:
    """None when the page is gone."""
    page = page_of(event, payload["page"])
    at = parse_datetime(payload["at"])
    if page is None or at is None:
        return None
    return Occurrence(event, page, payload["key"], at, payload["first"], payload["actor"])


def of_page(event: Event, page: Page) -> Occurrence:
    """As if the event happened at ``page`` now: for trying a rule."""
    first = page.first_published_at is not None and page.first_published_at == page.last_published_at
    shown = page.specific
    if event.reads_draft and shown.latest_revision_id:
        shown = shown.get_latest_revision_as_object()
    return Occurrence(event, shown, "", page.last_published_at or page.latest_revision_created_at, first)


def page_of(event: Event, number: int) -> Any:
    page = Page.objects.filter(pk=number).first()
    if page is None:
        return None
    found = page.specific
    return found.get_latest_revision_as_object() if event.reads_draft and found.latest_revision_id else found
