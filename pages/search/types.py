"""What each page type says to the search beyond its own fields. A type without an entry here is found all the same.

A type may say it itself: ``search_kind`` (a code of ``kinds``), ``search_date`` (the date that readers look for),
``search_readings`` (an editor's field), ``hubs``, ``areas`` and ``topics`` (what it names).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import pgettext_lazy
from wagtail.models import Page, get_page_models

from cms.core.dates import end_of_day_jst
from cms.hubs.models import Hub
from cms.people.models import CommunityGroup
from cms.search.registry import UNDATED, name_kind
from pages.models import (
    CallPage,
    EventPage,
    GroupProfilePage,
    HubPage,
    OpportunityPage,
    StandardPage,
    WardHomePage,
)
from pages.search import case_study_source
from workflows.exchange.search_source import KIND as LISTING
from workflows.programmes.models import Call, Programme

Spans = tuple[tuple[datetime, datetime], ...]
KINDS: dict[type[Page], str] = {WardHomePage: "page", HubPage: "hub", CallPage: "call", StandardPage: "page"}


@dataclass(frozen=True)
class More:
    """``texts`` and ``readings`` from other records; ``is_shown`` False: not for readers now."""

    texts: tuple[str, ...] = ()
    readings: str = ""
    is_shown: bool = True
    hub_only: bool = False
    date: datetime | None = None
    spans: Spans | None = None
    is_off: bool = False


def call_text(programme: Programme) -> tuple[str, ...]:
    """What the page of a call tells besides its title."""
    return (programme.name, programme.summary, programme.conditions, programme.division, programme.legal_name)


def _call_page(page: CallPage, fresh: bool) -> More:
    """The ward has an entry of its own for the call; a page that says no more is for those who ask for its hub."""
    call = Call.objects.select_related("programme").get(pk=page.call_id) if fresh else page.call
    shown = call.is_published and call.programme.is_active
    own_words = bool(page.body.strip())
    return More(
        call_text(call.programme), is_shown=shown, hub_only=not own_words, date=call.opens_at, spans=times_of(call)
    )


def times_of(call: Call) -> Spans:
    return ((call.opens_at, call.ends_at),)


def _event(page: EventPage, fresh: bool) -> More:
    """Dates that are called off are none; of an event that is called off they are told all the same."""
    dates = sorted(page.dates.all(), key=lambda one: one.starts_at)
    held = [one for one in dates if page.is_cancelled or not one.is_cancelled]
    return More(spans=tuple((one.starts_at, one.ends_at) for one in held), is_off=page.is_cancelled)


def _opportunity(page: OpportunityPage, fresh: bool) -> More:
    if page.closes_on is None:
        return More()
    begins = page.first_published_at or UNDATED
    return More(spans=((begins, max(begins, end_of_day_jst(page.closes_on))),))


def _hub_page(page: HubPage, fresh: bool) -> More:
    hub = Hub.objects.get(pk=page.hub_id) if fresh else page.hub
    texts = (hub.name, hub.office_title, hub.address, hub.hours, hub.phone)
    return More(texts, readings=hub.name_kana)


def _group_profile(page: GroupProfilePage, fresh: bool) -> More:
    if fresh:
        page.group = CommunityGroup.objects.get(pk=page.group_id)
    return More(is_shown=page.is_of_group_in_use)


MORE: dict[type[Page], Callable[[Any, bool], More]] = {
    CallPage: _call_page,
    EventPage: _event,
    GroupProfilePage: _group_profile,
    HubPage: _hub_page,
    OpportunityPage: _opportunity,
}


def more_of(page: Page, *, fresh: bool) -> More:
    found = MORE.get(type(page))
    return found(page, fresh) if found else More()


def kind_of(model: type[Page]) -> str:
    return KINDS.get(model) or str(getattr(model, "search_kind", model._meta.model_name))


def name_kinds() -> None:
    """In the order in which readers choose."""
    name_kind("hub", pgettext_lazy("kind found", "hub"))
    name_kind("call", pgettext_lazy("kind found", "call"))
    name_kind("page", pgettext_lazy("kind found", "page"))
    name_kind("document", pgettext_lazy("kind found", "document"))
    for model in get_page_models():
        if model is not Page:
            name_kind(kind_of(model), model._meta.verbose_name)
    name_kind(LISTING, pgettext_lazy("kind found", "need or offer"))
    name_kind(case_study_source.NAME, case_study_source.LABEL)


def date_of(page: Page) -> datetime:
    """The date that its type names, else that of the last publication."""
    given: datetime | date | None = getattr(page, "search_date", None)
    if isinstance(given, datetime):
        return given
    if given is not None:
        return timezone.make_aware(datetime.combine(given, time()))
    return page.last_published_at or page.first_published_at or UNDATED
