"""One list of everything: pages, documents, events, groups, calls, and for those who may read them cases."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest
from ninja import Query, Router
from pydantic import Field

from cms.api.keys.scopes import Scope
from cms.api.refusing import door
from cms.api.shapes import Asked, Told
from cms.api.signing_in import signed_in
from cms.audit.refusals import refuse
from cms.people.access import roles_of
from cms.search.catalogue.found import Found
from cms.search.catalogue.query import from_values
from pages.catalogue.asking import catalogue
from pages.catalogue.places import known

router = Router()
COMMAS = "several values with commas between them mean any of them"
Window = Literal["", "next_7", "next_30", "next_90", "last_7", "last_30", "last_90", "last_365"]


class CatalogueAsked(Asked):
    """An empty value narrows nothing; a value that does not exist finds nothing more. Codes as in the other lists."""

    words: str = Field("", max_length=200)
    kinds: str = Field("", max_length=400, description=COMMAS)
    hubs: str = Field("", max_length=400, description=COMMAS)
    areas: str = Field("", max_length=400, description=COMMAS)
    topics: str = Field("", max_length=400, description=COMMAS)
    states: str = Field("", max_length=200, description=COMMAS)
    window: Window = ""
    since: date | None = None
    until: date | None = None
    sort: Literal["newest", "soonest", "title", "relevance"] = "newest"
    start: int = Field(0, ge=0, le=1000)
    limit: int = Field(25, ge=1, le=100)


class CatalogueLine(Told):
    """``state``: live, coming, open, over, off, and for those who write draft and restricted."""

    kind: str
    title: str
    summary: str
    url: str
    state: str
    hubs: list[str]
    published_at: datetime | None
    starts_at: datetime | None
    ends_at: datetime | None


class CatalogueTold(Told):
    """``has_more``: there are more than are counted. Facets: value → how many."""

    items: list[CatalogueLine]
    count: int
    has_more: bool
    kinds: dict[str, int]
    states: dict[str, int]
    by_hub: dict[str, int]


@router.get("/catalogue", response=CatalogueTold)
def search_catalogue(request: HttpRequest, asked: Query[CatalogueAsked]) -> dict[str, Any]:
    """What everybody may read, whoever asks."""
    return _told(AnonymousUser(), asked)


@router.get("/desk/catalogue", response=CatalogueTold, auth=signed_in(Scope.CASES))
def search_desk_catalogue(request: HttpRequest, asked: Query[CatalogueAsked]) -> dict[str, Any]:
    """The same with drafts, restricted pages and cases that this person may see."""
    if not roles_of(request.user).is_staff_member:
        refuse(actor=request.user, door=door(request), subject=request.path, reason="no role for this list")
        raise Http404
    return _told(request.user, asked)


def _told(user: Any, asked: CatalogueAsked) -> dict[str, Any]:
    several = {name: getattr(asked, name).split(",") for name in ("kinds", "hubs", "areas", "topics", "states")}
    single = {name: getattr(asked, name) for name in ("words", "window", "since", "until", "sort")}
    found = catalogue(user, from_values({**several, **single}), limit=asked.limit, start=asked.start)
    codes = known().codes
    return {
        "items": [_line(one, codes) for one in found.lines],
        "count": found.count,
        "has_more": found.more,
        "kinds": dict(found.facets.get("kinds", {})),
        "states": {str(state): count for state, count in found.facets.get("states", {}).items()},
        "by_hub": dict(found.facets.get("hubs", {})),
    }


def _line(one: Found, codes: dict[int, str]) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "title": one.title,
        "summary": one.text[:300],
        "url": one.url,
        "state": str(one.state),
        "hubs": [codes[pk] for pk in one.hubs if pk in codes],
        "published_at": one.date,
        "starts_at": one.starts_at,
        "ends_at": one.ends_at,
    }
