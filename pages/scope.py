"""What a list, a calendar or a feed is about: the whole ward, one hub, one area, or one topic.

A page belongs to the hub in whose branch it lies and to every hub that it names; to an area that it names, to the
areas around that one, and to those around its hubs; and to its topics.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import CharField, Exists, ExpressionWrapper, F, Model, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404
from wagtail.models import Page, PageViewRestriction

from cms.hubs.models import Area, Hub, Topic
from pages.models import PlacedPage

P = TypeVar("P", bound=Page)
LAYERS = len(Area.Layer)


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
    pages: QuerySet[P] = model._default_manager.filter(live=True, alias_of=None).exclude(_is_restricted())
    return pages.filter(belongs(model, scope)) if scope != WARD else pages


def _is_restricted() -> Exists:
    """Some page on the way down to this one is not for everybody."""
    here = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    return Exists(PageViewRestriction.objects.annotate(here=here).filter(here__startswith=F("page__path")))


def belongs(model: type[Page], scope: Scope) -> Q:
    """The condition on ``model``; types that name no places belong by their place in the tree alone."""
    found = Q()
    if scope.hub is not None:
        found &= Q(home_hub=scope.hub) | _names(model, "hubs", Q(hub=scope.hub))
    if scope.area is not None:
        around = _within("area", scope.area)
        at_hub = _within("home_hub__area", scope.area) | _names(model, "hubs", _within("hub__area", scope.area))
        found &= at_hub | _names(model, "areas", around)
    if scope.topic is not None:
        found &= _names(model, "topics", Q(topic=scope.topic))
    return found


def _names(model: type[Page], field: str, condition: Q) -> Q:
    """The page names a row that fulfils ``condition`` (said about the row of the relation)."""
    if not issubclass(model, PlacedPage):
        return Q(pk__in=[])
    through: type[Model] = getattr(model, field).through
    own: Any = through._meta.get_field(model._meta.model_name or "")
    return Q(pk__in=through._default_manager.filter(condition).values(own.attname))


def _within(field: str, area: Area) -> Q:
    """``field`` is this area or lies in it; areas stand in each other at most as deep as there are layers."""
    found = Q(**{field: area})
    for depth in range(1, LAYERS):
        found |= Q(**{f"{field}{'__parent' * depth}": area})
    return found
