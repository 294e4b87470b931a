"""Volunteers wanted (ボランティア募集): what is still wanted."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from cms.api.paging import PageOf
from cms.api.v1.content import keyset
from cms.api.v1.content.answering import told
from cms.api.v1.content.ids import Id
from cms.api.v1.content.keyset import Column, Part
from cms.api.v1.content.listed_pages import PlacedAsked, of_list, page_of_type
from cms.api.v1.content.page_shapes import OpportunityDetail, PageSummary
from cms.api.v1.content.public_pages import COLUMNS, root_of, summaries
from cms.api.v1.content.whole import detail
from pages.models import OpportunityPage

router = Router()
NEWEST = Column("pk", int, falling=True)
# The next to close first; what has no last day stands behind.
ORDER = (
    Part((Column("closes_on", date), NEWEST), Q(closes_on__isnull=False)),
    Part((NEWEST,), Q(closes_on__isnull=True)),
)
SHOWN = ("role", "places", "period", "closes_on")


class OpportunityTold(PageSummary):
    role: str
    places: str
    period: str
    closes_on: date | None


@router.get("/opportunities", response=PageOf[OpportunityTold])
def list_opportunities(request: HttpRequest, asked: Query[PlacedAsked]) -> HttpResponse:
    """What has no last day or one that is not over."""
    root = root_of(request)
    cut = keyset.cut(of_list("opportunities", asked, root).values(*COLUMNS, *SHOWN), ORDER, asked)
    rows = zip(summaries(cut.rows, root), cut.rows, strict=True)
    return told(request, cut.told([{**one, **{name: row[name] for name in SHOWN}} for one, row in rows]))


@router.get("/opportunities/{int:opportunity_id}", response=OpportunityDetail)
def read_opportunity(request: HttpRequest, opportunity_id: Id) -> HttpResponse:
    """One opportunity, also when it is over; the id is that of its page."""
    page = page_of_type(OpportunityPage, opportunity_id, request)
    return told(request, detail(page, root_of(request), include=[]))
