"""Areas of the ward, and the hub that serves a place."""

from __future__ import annotations

from typing import Any, Literal

from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from cms.api.paging import Paged, PageOf
from cms.api.shapes import Asked, Told
from cms.api.v1.content import keyset
from cms.api.v1.content.answering import told
from cms.api.v1.content.finding import one_of
from cms.api.v1.content.hub_rows import Desk, HubTold, desk, open_hubs, sites, told_of
from cms.api.v1.content.keyset import Column
from cms.api.v1.content.public_pages import root_of
from cms.hubs import finder
from cms.hubs.models import Area
from pages import placement

router = Router()
ORDER = keyset.by(Column("layer", int), Column("code", str))


class AreaTold(Told):
    code: str
    name: str
    layer: Literal[1, 2, 3, 4]
    layer_label: str
    parent: str | None = Field(description="code of the area in which it lies")
    verified: bool
    hubs: list[str] = Field(description="codes of the hubs that serve it")


class AreasAsked(Paged):
    layer: Literal[1, 2, 3, 4] | None = None
    parent: str = Field("", max_length=50, description="code: the area and those that lie in it")


@router.get("/areas", response=PageOf[AreaTold])
def list_areas(request: HttpRequest, asked: Query[AreasAsked]) -> HttpResponse:
    """Every area, the smallest layer first."""
    hubs = Prefetch("hubs", queryset=open_hubs())
    found = Area.objects.select_related("parent").prefetch_related(hubs)
    if asked.layer is not None:
        found = found.filter(layer=asked.layer)
    if asked.parent:
        around = one_of(Area, "parent", asked.parent)
        found = found.filter(Q(pk=around.pk) | placement.within("parent", around))
    cut = keyset.cut(found, ORDER, asked)
    return told(request, cut.told([_told(area) for area in cut.rows]))


def _told(area: Area) -> dict[str, Any]:
    return {
        "code": area.code,
        "name": area.name,
        "layer": area.layer,
        "layer_label": str(area.get_layer_display()),
        "parent": area.parent.code if area.parent else None,
        "verified": area.verified,
        "hubs": [hub.code for hub in area.hubs.all()],
    }


class PlaceAsked(Asked):
    address: str = Field(
        min_length=1, max_length=finder.LONGEST_QUESTION, description="町・丁目 in kanji or kana, or a whole address"
    )


class PlaceFound(Told):
    """One 丁目. Without a verified hub the ward's desk answers."""

    town: str
    town_kana: str
    chome: int | None = Field(description="null for a 町 without 丁目")
    hub: HubTold | None
    verified: bool


class PlacesFound(Told):
    """``missing``: the 丁目 asked for does not exist; those that do are told instead."""

    places: list[PlaceFound]
    missing: int | None
    desk: Desk


@router.get("/areas/find", response=PlacesFound)
def find_area(request: HttpRequest, asked: Query[PlaceAsked]) -> HttpResponse:
    """Which hub is mine? At most eight queries, however many places fit."""
    known, answer = sites(root_of(request)), finder.answer(asked.address)
    codes = {hub.pk: hub for hub in open_hubs()} if answer.matches else {}
    places = [
        {
            "town": one.chome.town,
            "town_kana": one.chome.town_kana,
            "chome": one.chome.number or None,
            "hub": told_of(codes[one.hub.pk], known) if one.hub and one.hub.pk in codes else None,
            "verified": one.verified,
        }
        for one in answer.matches
    ]
    return told(request, {"places": places, "missing": answer.missing, "desk": desk()})
