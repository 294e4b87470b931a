"""What a calendar or a feed is about: the whole ward, one hub, one area, or one topic; see ``placement``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from wagtail.models import Page

from cms.hubs.models import Area, Hub, Topic
from pages import placement
from pages.models import PlacedPage

P = TypeVar("P", bound=Page)


@dataclass(frozen=True)
class Scope:
    """``prefix`` goes before ``events.ics`` or ``feed.rss`` in an address."""

    hub: Hub | None = None
    area: Area | None = None
    topic: Topic | None = None

    @property
    def name(self) -> str:
        """Empty for the ward."""
        row = self.hub or self.area or self.topic
        return row.name if row else ""

    @property
    def prefix(self) -> str:
        for kind, row in (("hubs", self.hub), ("areas", self.area), ("topics", self.topic)):
            if row is not None:
                return f"{kind}/{row.code}/"
        return ""


WARD = Scope()


def scope_of(kind: str, code: str) -> Scope:
    """The scope that an address names, or Http404; one query unless it is the ward."""
    if kind == "hubs":
        return Scope(hub=get_object_or_404(Hub, code=code))
    if kind == "areas":
        return Scope(area=get_object_or_404(Area, code=code))
    return Scope(topic=get_object_or_404(Topic, code=code)) if kind == "topics" else WARD


def published(model: type[P], scope: Scope = WARD) -> QuerySet[P]:
    """Pages of ``model`` that everybody may read now and that belong to ``scope``. No query by itself."""
    pages: QuerySet[P] = placement.listed(model._default_manager.all())
    if not issubclass(model, PlacedPage):
        return _in_branch(pages, scope)
    pages = placement.at_hub(pages, scope.hub) if scope.hub else pages
    pages = placement.in_area(pages, scope.area) if scope.area else pages
    return placement.about(pages, scope.topic) if scope.topic else pages


def _in_branch(pages: QuerySet[P], scope: Scope) -> QuerySet[P]:
    """Types that name no places belong by their place in the tree alone; they have no topic."""
    if scope.hub is not None:
        pages = pages.filter(home_hub=scope.hub)
    if scope.area is not None:
        pages = pages.filter(placement.within("home_hub__area", scope.area))
    return pages.none() if scope.topic is not None else pages
