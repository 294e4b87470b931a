"""Where a page is listed that names hubs, areas and topics: one rule for every list, feed and calendar.

Law: a list holds what is live and readable by everybody, nothing else.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from wagtail.models import PageViewRestriction

from cms.hubs.models import Area, Hub, Topic

Pages = QuerySet[Any]


def listed(pages: Pages) -> Pages:
    """Live, and neither the page nor one above it is restricted. Part of the same query."""
    path = ExpressionWrapper(OuterRef("path"), CharField())
    above = PageViewRestriction.objects.alias(listed=path).filter(listed__startswith=F("page__path"))
    return pages.filter(~Exists(above), live=True)


def at_hub(pages: Pages, hub: Hub) -> Pages:
    """Written in the hub's branch, or naming the hub, its area, or an area that its area is part of."""
    here = Q(home_hub=hub) | _names(pages, "hubs", "hub", [hub.pk])
    return pages.filter(here | _names(pages, "areas", "area", areas_over(hub.area_id)) if hub.area_id else here)


def in_area(pages: Pages, area: Area) -> Pages:
    """Naming the area or one that holds it, or of a hub whose area it is."""
    of_hub = Q(home_hub__area=area) | _names(pages, "hubs", "hub", Hub.objects.filter(area=area).values("pk"))
    return pages.filter(of_hub | _names(pages, "areas", "area", areas_over(area.pk)))


def on_layer(pages: Pages, layer: int) -> Pages:
    """Naming an area of this layer, or of a hub whose area is on it."""
    areas = Area.objects.filter(layer=layer).values("pk")
    return pages.filter(Q(home_hub__area__layer=layer) | _names(pages, "areas", "area", areas))


def about(pages: Pages, topic: Topic) -> Pages:
    return pages.filter(_names(pages, "topics", "topic", [topic.pk]))


def areas_over(area: int) -> QuerySet[Any]:
    """Ids of the area and of the areas that it is part of, on all four layers; asks nothing by itself."""
    ways = [Q(pk=area), *(Q(**{"__".join(["children"] * steps): area}) for steps in (1, 2, 3))]
    found = ways[0]
    for way in ways[1:]:
        found |= way
    return Area.objects.filter(found).order_by().values("pk")


def _names(pages: Pages, field: str, column: str, wanted: Any) -> Q:
    """Whether the page's ``field`` holds one of ``wanted``; no row of the list is doubled by it."""
    through = pages.model._meta.get_field(field).remote_field.through
    page = f"{pages.model._meta.model_name}_id"
    return Q(pk__in=through.objects.filter(**{f"{column}__in": wanted}).values(page))


def next_date(at: datetime) -> dict[str, Any]:
    """Columns of an event: ``starts_at`` and ``all_day`` of its first date that is not over and not called off."""
    dates = apps.get_model("pages", "EventDate").objects.filter(
        page=OuterRef("pk"), ends_at__gte=at, is_cancelled=False
    )
    first = dates.order_by("starts_at", "pk")
    return {"starts_at": Subquery(first.values("starts_at")[:1]), "all_day": Subquery(first.values("all_day")[:1])}
