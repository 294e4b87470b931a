"""Drafts for another front end: whoever has a preview link of the editors sees that one page as it stands now."""

from __future__ import annotations

from typing import Annotated

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Path, Query, Router

from cms.api.problems import Problem
from cms.api.v1.content import parts
from cms.api.v1.content.answering import told
from cms.api.v1.content.page_shapes import PageDetail
from cms.api.v1.content.public_pages import root_of
from cms.api.v1.content.whole import detail
from cms.api.v1.pages import OnePageAsked
from cms.core.visitors import visitor_address
from cms.people import limits
from pages.editing import previewing
from pages.editing.views.preview_links import LOOKS

router = Router()
# For nobody to keep, and no search engine to find.
PRIVATE = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
}


@router.get("/previews/{token}", response=PageDetail)
def read_preview(
    request: HttpRequest, token: Annotated[str, Path(max_length=100)], asked: Query[OnePageAsked]
) -> HttpResponse:
    """The draft behind a preview link, in the shape of its page; 404 when the link is unknown, over or withdrawn."""
    include = parts.asked(asked.include)
    if wait := limits.wait("preview", visitor_address(request), LOOKS):
        raise Problem("too-many", headers={"Retry-After": str(wait)})
    page = previewing.page_behind(token)
    if page is None:
        raise Http404
    answer = told(request, detail(page, root_of(request), include=include, is_draft=True))
    for name, value in PRIVATE.items():
        answer[name] = value
    return answer
