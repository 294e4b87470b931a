"""Where a page is listed that names hubs, areas and topics: one rule for every list, feed and calendar.

Law: a list holds what is live and readable by everybody, nothing else.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from wagtail.models import Page, PageViewRestriction

from cms.core import languages
from cms.hubs.models import Area, Hub, Topic

Pages = QuerySet[Any]


def listed(pages: Pages) -> Pages:
    """What is ``readable`` in the language of this request: a list never mixes languages. Part of the same query."""
    return readable(pages).filter(locale__language_code=languages.current())


def readable(pages: Pages) -> Pages:
    """Live, no second address of another page, and open to everybody all the way down."""
    return unrestricted(pages).filter(live=True, alias_of=None)


def unrestricted(pages: Pages) -> Pages:
    """Open to everybody all the way down, live or not."""
    path = ExpressionWrapper(OuterRef("path"), CharField())
    # As a value and not as a join: a join lets the database begin with all pages there are, for each row anew.
    restricted = Subquery(Page.objects.filter(pk=OuterRef("page_id")).order_by().values("path")[:1])
    above = PageViewRestriction.objects.alias(listed=path, restricted=restricted)
    above = above.filter(listed__startswith=F("restricted"))
    return pages.filter(~Exists(above))


def at_hub(pages: Pages, hub: Hub) -> Pages:
    """Written in the hub's branch, or naming the hub."""
    return pages.filter(Q(home_hub=hub) | _names(pages, "hubs", Q(hub=hub)))


def in_area(pages: Pages, area: Area) -> Pages:
    """Naming the area or one that lies in it, or of a hub whose area does."""
    at_hub = within("home_hub__area", area) | _names(pages, "hubs", within("hub__area", area))
    return pages.filter(at_hub | _names(pages, "areas", within("area", area)))


def on_layer(pages: Pages, layer: int) -> Pages:
    """Naming an area of this layer, or of a hub whose area is on it."""
    at_hub = Q(home_hub__area__layer=layer) | _names(pages, "hubs", Q(hub__area__layer=layer))
    return pages.filter(at_hub | _names(pages, "areas", Q(area__layer=layer)))


def below(pages: Pages, page: Page) -> Pages:
    """Right below ``page`` in the tree."""
    return pages.filter(path__startswith=page.path, depth=page.depth + 1)


def about(pages: Pages, topic: Topic) -> Pages:
    return pages.filter(_names(pages, "topics", Q(topic=topic)))


def within(field: str, area: Area) -> Q:
    """``field`` is this area or lies in it; areas stand in each other at most as deep as there are layers."""
    found = Q(**{field: area})
    for depth in range(1, len(Area.Layer)):
        found |= Q(**{f"{field}{'__parent' * depth}": area})
    return found


def _names(pages: Pages, field: str, condition: Q) -> Q:
    """The page's ``field`` holds a row of which ``condition`` is true; no line of the list is doubled by it."""
    through = pages.model._meta.get_field(field).remote_field.through
    own = through._meta.get_field(pages.model._meta.model_name)
    return Q(pk__in=through._default_manager.filter(condition).values(own.attname))


def next_date(at: datetime) -> dict[str, Any]:
    """Columns of an event, of its first date that is neither over nor called off."""
    dates = apps.get_model("pages", "EventDate").objects.filter(
        page=OuterRef("pk"), ends_at__gte=at, is_cancelled=False
    )
    first = dates.order_by("starts_at", "pk")
    return {name: Subquery(first.values(name)[:1]) for name in ("starts_at", "ends_at", "all_day")}
