"""The neighbourhood hubs of the ward."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Path, Query, Router
from pydantic import Field

from cms.api.paging import Paged, PageOf
from cms.api.v1.content import keyset
from cms.api.v1.content.answering import told
from cms.api.v1.content.finding import one_of
from cms.api.v1.content.hub_rows import HubTold, open_hubs, sites, told_of
from cms.api.v1.content.keyset import Column
from cms.api.v1.content.public_pages import root_of
from cms.api.v1.content.streams import places_of
from cms.hubs.models import Area
from pages import placement

router = Router()
ORDER = keyset.by(Column("order", int), Column("code", str))


class HubsAsked(Paged):
    area: str = Field("", max_length=50, description="code: hubs of the area and of those that lie in it")


class HubWhole(HubTold):
    area_name: str
    area_verified: bool
    places: list[str] = Field(description="the 丁目 of its area, in words")


@router.get("/hubs", response=PageOf[HubTold])
def list_hubs(request: HttpRequest, asked: Query[HubsAsked]) -> HttpResponse:
    """Every hub that is not closed, in the ward's order."""
    known, found = sites(root_of(request)), open_hubs()
    if asked.area:
        found = found.filter(placement.within("area", one_of(Area, "area", asked.area)))
    cut = keyset.cut(found, ORDER, asked)
    return told(request, cut.told([told_of(hub, known) for hub in cut.rows]))


@router.get("/hubs/{slug:code}", response=HubWhole)
def read_hub(request: HttpRequest, code: Annotated[str, Path(max_length=50)]) -> HttpResponse:
    """One hub: how to reach it and which places it serves."""
    hub = open_hubs().filter(code=code).first()
    if hub is None:
        raise Http404
    area = hub.area
    more: dict[str, Any] = {
        "area_name": area.name if area else "",
        "area_verified": bool(area and area.verified),
        "places": places_of(area.pk) if area else [],
    }
    return told(request, {**told_of(hub, sites(root_of(request))), **more})
