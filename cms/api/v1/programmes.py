"""Programmes (補助制度 and the like) that have, or had, a published call."""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Path, Query, Router
from pydantic import Field

from cms.api.paging import Paged, PageOf
from cms.api.shapes import Told
from cms.api.v1.content import keyset
from cms.api.v1.content.answering import told
from cms.api.v1.content.keyset import Column
from pages import call_facts
from workflows.engine.kind import kinds
from workflows.programmes.models import Call, Programme

router = Router()
ORDER = keyset.by(Column("name", str), Column("id", int))


class ProgrammeTold(Told):
    """``kind``: of procedure. ``cap_yen``, rate and rounding are null where no money is granted."""

    slug: str
    name: str
    summary: str
    kind: str
    kind_label: str
    division: str
    legal_name: str
    is_for_groups: bool
    cap_yen: int | None
    rate_numerator: int | None
    rate_denominator: int | None
    rounding_yen: int | None = Field(description="amounts below are cut off")
    processing_days: int
    open_to: list[str] = Field(description="kinds of group that may apply, in words; empty: every kind")


class CostTold(Told):
    label: str
    help: str


class PaperTold(Told):
    label: str
    help: str
    required: bool


class ProgrammeWhole(ProgrammeTold):
    conditions: list[str]
    eligible_costs: list[CostTold]
    other_costs: list[CostTold] = Field(description="do not count")
    papers: list[PaperTold]
    calls: list[str] = Field(description="slugs of the published calls, the last to close first")


class ProgrammesAsked(Paged):
    kind: str = Field("", max_length=50, description="kind of procedure")


def told_programmes() -> QuerySet[Programme]:
    published = Call.objects.filter(programme=OuterRef("pk"), is_published=True)
    return Programme.objects.filter(Exists(published), is_active=True)


@router.get("/programmes", response=PageOf[ProgrammeTold])
def list_programmes(request: HttpRequest, asked: Query[ProgrammesAsked]) -> HttpResponse:
    """By their names."""
    found = told_programmes()
    cut = keyset.cut(found.filter(kind=asked.kind) if asked.kind else found, ORDER, asked)
    return told(request, cut.told([programme_told(one) for one in cut.rows]))


@router.get("/programmes/{slug:slug}", response=ProgrammeWhole)
def read_programme(request: HttpRequest, slug: Annotated[str, Path(max_length=50)]) -> HttpResponse:
    """One programme with what counts, what is needed, and its calls."""
    programme = told_programmes().filter(slug=slug).first()
    if programme is None:
        raise Http404
    calls = Call.objects.filter(programme=programme, is_published=True).order_by("-closes_at", "-pk")
    return told(request, {**whole(programme), "calls": list(calls.values_list("slug", flat=True))})


def programme_told(programme: Programme) -> dict[str, Any]:
    kind = kinds().get(programme.kind)
    same = ("slug", "name", "summary", "kind", "division", "legal_name", "processing_days")
    money = ("cap_yen", "rate_numerator", "rate_denominator", "rounding_yen")
    has_money = bool(kind and kind.has_money)
    return {
        **{name: getattr(programme, name) for name in same},
        "kind_label": str(kind.title) if kind else programme.kind,
        "is_for_groups": bool(kind and kind.is_for_groups),
        **{name: getattr(programme, name) if has_money else None for name in money},
        "open_to": call_facts.groups(programme),
    }


def whole(programme: Programme) -> dict[str, Any]:
    """All but the calls. One query."""
    costs, papers = call_facts.costs_and_papers(programme)
    rows = [(cost.flag, {"label": cost.label, "help": cost.help}) for cost in costs]
    return {
        **programme_told(programme),
        "conditions": [line.strip() for line in programme.conditions.splitlines() if line.strip()],
        "eligible_costs": [cost for counts, cost in rows if counts],
        "other_costs": [cost for counts, cost in rows if not counts],
        "papers": [{"label": one.label, "help": one.help, "required": one.flag} for one in papers],
    }
