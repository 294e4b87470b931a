"""The lists of the site (groups, volunteers wanted, bulletins): what the site lists, as summaries of pages."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from pydantic import Field
from wagtail.models import Page

from cms.api.v1.content.finding import one_of
from cms.api.v1.content.keyset import Listed
from cms.api.v1.content.page_shapes import Language
from cms.api.v1.content.public_pages import content_in, page_by_id, within
from cms.hubs.models import Area, Hub, Topic
from pages import entries, placement

P = TypeVar("P", bound=Page)
Rows = QuerySet[Any]


class PlacedAsked(Listed):
    """A list is of one language."""

    hub: str = Field("", max_length=50, description="code: written in the hub's branch or naming it")
    area: str = Field("", max_length=50, description="code: naming the area, one in it, or a hub there")
    topic: str = Field("", max_length=50, description="code")
    locale: Language = "ja"


def of_list(kind: str, asked: PlacedAsked, root: str) -> Rows:
    """What the list ``kind`` of the ward holds now, narrowed. One query for each record that is named."""
    with content_in(asked.locale):
        pages = entries.of_ward(kind, at=timezone.now()).order_by()
    return placed(pages, asked).filter(within(root, asked.locale))


def placed(pages: Rows, asked: PlacedAsked) -> Rows:
    found: Rows = pages
    for name, model, narrow, more in NARROWING:
        if code := getattr(asked, name):
            found = narrow(found, one_of(model, name, code, **more))
    return found


NARROWING: tuple[tuple[str, type[Model], Any, dict[str, Any]], ...] = (
    ("hub", Hub, placement.at_hub, {}),
    ("area", Area, placement.in_area, {}),
    ("topic", Topic, placement.about, {"is_active": True}),
)


def page_of_type(model: type[P], pk: int, request: HttpRequest) -> P:
    """A public page of this type; Http404 for any other, after the same queries."""
    page = page_by_id(pk, request, only=model)
    if not isinstance(page, model):
        raise Http404
    return page
