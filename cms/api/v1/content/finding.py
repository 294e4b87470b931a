"""Pages narrowed by what a reader of the API names, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, reduce
from operator import or_
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.api.problems import Fault, Problem
from cms.api.v1.content.keyset import Column, Part, Rows, Written
from cms.api.v1.content.public_pages import COLUMNS, TYPES, public
from cms.hubs.models import Area, Hub, Topic
from cms.search.engines import hits
from cms.search.models import Entry
from cms.search.question import Question, spelled
from pages import placement
from pages.calendar.days import start_of
from pages.models import HubPage, LanguageHubPage, PlacedPage
from pages.search import page_source

R = TypeVar("R", bound=Model)
FIRST = Column("first_published_at", datetime, falling=True)
LAST_ID = Column("pk", int, falling=True)
# What was made without ever having been published by an editor stands last.
NEWEST = (
    Part((FIRST, LAST_ID), Q(first_published_at__isnull=False)),
    Part((LAST_ID,), Q(first_published_at__isnull=True)),
)
# What no row has, for SQL that is written once.
SAMPLE_MOMENT, SAMPLE_ID = datetime(1901, 2, 3, 4, 5, 6, tzinfo=UTC), 987_654_321
PLACED: list[Any] = [model for model in TYPES.values() if issubclass(model, PlacedPage)]


@dataclass(frozen=True)
class Narrowed:
    """Everything but ``locale`` may be empty. ``hub``, ``topic`` and ``area`` are codes, ``parent`` an id."""

    locale: str
    type: str | None = None
    hub: str = ""
    topic: str = ""
    area: str = ""
    parent: int | None = None
    q: str = ""
    published_from: date | None = None
    published_until: date | None = None

    @property
    def is_plain(self) -> bool:
        """Nothing but type and language are named."""
        return self == Narrowed(locale=self.locale, type=self.type)


def listed(by: Narrowed, root: str) -> Rows:
    """The rows of COLUMNS, to be cut by NEWEST. No query, but for what ``narrowed`` asks."""
    if by.is_plain:
        return _plain(root, by.locale, by.type)
    found = narrowed(by, root).values(*COLUMNS)
    return Rows(lambda: found, NEWEST)


@cache
def _plain(root: str, language: str, kind: str | None) -> Written:
    """What most readers ask for: as many as there are sites, languages and types."""
    by = Narrowed(locale=language, type=kind)
    return Written(lambda: narrowed(by, root).values(*COLUMNS), NEWEST, COLUMNS, SAMPLE_MOMENT, SAMPLE_ID)


def narrowed(by: Narrowed, root: str) -> QuerySet[Page]:
    """One query for each record that is named, two or three for words; Problem for a code that nobody has."""
    types = [by.type] if by.type else list(TYPES)
    found = public(root, language=by.locale, types=types)
    placed = [model for model in PLACED if not by.type or model is TYPES[by.type]]
    if by.hub:
        found = found.filter(_at_hub(one_of(Hub, "hub", by.hub), placed))
    if by.topic:
        topic = one_of(Topic, "topic", by.topic, is_active=True)
        found = found.filter(_any([placement.about(model.objects.all(), topic) for model in placed]))
    if by.area:
        area = one_of(Area, "area", by.area)
        found = found.filter(_any([placement.in_area(model.objects.all(), area) for model in placed]))
    if by.parent is not None:
        found = _below(found, by.parent, root)
    if by.q.strip():
        found = found.filter(pk__in=_with_words(by.q, by.locale))
    if by.published_from:
        found = found.filter(first_published_at__gte=start_of(by.published_from))
    if by.published_until and by.published_until < date.max:
        found = found.filter(first_published_at__lt=start_of(by.published_until + timedelta(days=1)))
    return found


def one_of(rows: type[R] | QuerySet[R], name: str, code: str, **more: Any) -> R:
    """The record with this code; Problem at the parameter ``name`` where there is none."""
    several = rows if isinstance(rows, QuerySet) else rows._default_manager.all()
    found = several.filter(code=code, **more).first()
    if found is None:
        words = {"hub": _("There is no such hub."), "topic": _("There is no such topic.")}
        raise Problem("invalid-request", errors=[Fault(f"?{name}", words.get(name, _("There is no such area.")))])
    return found


def _any(several: list[QuerySet[Any]]) -> Q:
    ways = [Q(pk__in=pages.order_by().values("pk")) for pages in several]
    return reduce(or_, ways) if ways else Q(pk__in=[])


def _at_hub(hub: Hub, placed: list[Any]) -> Q:
    """In the hub's branch, in whatever language, or naming it."""
    branches = [*HubPage.objects.filter(hub=hub).order_by().values_list("path", flat=True).union(
        LanguageHubPage.objects.filter(hub=hub).order_by().values_list("path", flat=True), all=True)]  # fmt: skip
    inside = reduce(or_, (Q(path__startswith=path) for path in branches), Q(pk__in=[]))
    named = [model.objects.filter(hubs=hub) for model in placed]
    return inside | _any(named) if named else inside


def _below(pages: QuerySet[Page], parent: int, root: str) -> QuerySet[Page]:
    """Nothing below a page that not everybody may read, and nothing below one that never was."""
    row = public(root).filter(pk=parent).values_list("path", "depth").first()
    return pages.filter(path__startswith=row[0], depth=row[1] + 1) if row else pages.none()


def _with_words(typed: str, language: str) -> list[int]:
    words = spelled(typed)
    if not words:
        return []
    found = hits(Question(words=words, language=language)).ids
    keys = Entry.objects.filter(pk__in=found, source=page_source.NAME, is_public=True)
    return [int(key) for key in keys.order_by().values_list("object_key", flat=True)]
