"""Pages of the ward and its hubs, as the site shows them to everybody."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from cms.api.paging import PageOf
from cms.api.shapes import Asked, Told
from cms.api.v1.content import keyset, parts
from cms.api.v1.content.answering import told
from cms.api.v1.content.finding import NEWEST, Narrowed, listed
from cms.api.v1.content.ids import Id
from cms.api.v1.content.keyset import Listed
from cms.api.v1.content.page_shapes import Language, PageDetail, PageSummary, PageType
from cms.api.v1.content.public_pages import page_by_id, page_by_path, root_of, summaries
from cms.api.v1.content.redirects import redirect_from
from cms.api.v1.content.whole import detail

router = Router()
INCLUDE = "comma list of: hub, parent, children, ancestors, translations, easy, readings"


class PagesAsked(Listed):
    """Each parameter narrows the list; a list is of one language."""

    hub: str = Field("", max_length=50, description="code: pages that lie in the hub's branch or name the hub")
    type: PageType | None = None
    locale: Language = "ja"
    topic: str = Field("", max_length=50, description="code")
    area: str = Field("", max_length=50, description="code: pages that name the area, one in it, or a hub there")
    parent: int | None = Field(None, ge=1, le=keyset.LARGEST, description="pages right below the page with this id")
    q: str = Field("", max_length=200, description="words; at most the thousand best are listed, newest first")
    published_from: date | None = None
    published_until: date | None = Field(None, description="included")


@router.get("/pages", response=PageOf[PageSummary])
def list_pages(request: HttpRequest, asked: Query[PagesAsked]) -> HttpResponse:
    """Pages that everybody may read, the newest first."""
    root = root_of(request)
    given = asked.model_dump(exclude={"cursor", "limit"})
    cut = keyset.cut(listed(Narrowed(**given), root), NEWEST, asked)
    return told(request, cut.told(summaries(cut.rows, root)))


class OnePageAsked(Asked):
    include: str = Field("", max_length=200, description=INCLUDE)


@router.get("/pages/{int:page_id}", response=PageDetail)
def read_page(request: HttpRequest, page_id: Id, asked: Query[OnePageAsked]) -> HttpResponse:
    """One page, whatever its type and language."""
    include = parts.asked(asked.include)
    page = page_by_id(page_id, request)
    return told(request, detail(page, root_of(request), include=include))


class PathAsked(Asked):
    path: str = Field(max_length=1000, description="as in the address: /h16/news-1/")
    include: str = Field("", max_length=200, description=INCLUDE)


class RedirectTold(Told):
    """``to`` is a whole address. ``permanent``: the old address will not come back."""

    to: str
    permanent: bool


class PathAnswer(Told):
    """Either the page or where it has gone."""

    page: PageDetail | None
    redirect: RedirectTold | None


@router.get("/pages/by-path", response=PathAnswer)
def find_page(request: HttpRequest, asked: Query[PathAsked]) -> HttpResponse:
    """The page at an address of the site, or where the address leads now."""
    include = parts.asked(asked.include)
    page = page_by_path(asked.path, request)
    if page is not None:
        found: dict[str, Any] = detail(page, root_of(request), include=include)
        return told(request, {"page": found, "redirect": None})
    redirect = redirect_from(asked.path, request)
    if redirect is None:
        raise Http404
    return told(request, {"page": None, "redirect": redirect})
