"""One list of everything: pages, documents, events, groups, calls, and for those who may read them cases."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any, Literal

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router
from pydantic import Field

from cms.api.keys.scopes import Scope
from cms.api.paging import Paged, PageOf
from cms.api.problems import Fault, Problem
from cms.api.refusing import door
from cms.api.shapes import Told
from cms.api.signing_in import signed_in
from cms.audit.refusals import refuse
from cms.people.access import roles_of
from cms.search.catalogue.found import Found
from cms.search.catalogue.public import MOST
from cms.search.catalogue.query import from_values
from pages.catalogue.asking import catalogue
from pages.catalogue.places import known

router = Router()
# By relevance and by what comes next no row has a lasting place: a cursor counts lines, of the first thousand.
AFTER = "n"
COMMAS = "several values with commas between them mean any of them"
Window = Literal["", "next_7", "next_30", "next_90", "last_7", "last_30", "last_90", "last_365"]


class CatalogueAsked(Paged):
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


class CatalogueTold(PageOf[CatalogueLine]):
    """``has_more``: there are more than are counted. Facets: value → how many."""

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
    start = _start(asked.cursor)
    found = catalogue(user, from_values({**several, **single}), limit=asked.limit, start=start)
    codes, end = known().codes, start + len(found.lines)
    return {
        "next": f"{AFTER}{end}" if found.lines and end < min(found.count, MOST) else None,
        "previous": f"{AFTER}{max(0, start - asked.limit)}" if start else None,
        "items": [_line(one, codes) for one in found.lines],
        "count": found.count,
        "has_more": found.more,
        "kinds": dict(found.facets.get("kinds", {})),
        "states": {str(state): count for state, count in found.facets.get("states", {}).items()},
        "by_hub": dict(found.facets.get("hubs", {})),
    }


def _start(cursor: str) -> int:
    """How many lines come before. Raises Problem for a cursor that no answer ever had."""
    if not cursor:
        return 0
    read = re.fullmatch(rf"{AFTER}(\d{{1,4}})", cursor, re.ASCII)
    if read is None or int(read[1]) >= MOST:
        raise Problem("invalid-request", errors=[Fault("?cursor", _("This is no cursor of this list."))])
    return int(read[1])


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
