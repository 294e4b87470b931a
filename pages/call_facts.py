"""Everything that the page of a call tells: one context for the ward's page and for each hub's page of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, F, QuerySet, Value

from cms.core.prepared import Prepared
from cms.hubs.models import Hub
from cms.people.models import CommunityGroup
from workflows.engine.kind import kinds
from workflows.programmes.models import Call, CostKind, Programme, RequiredAttachment
from workflows.programmes.standing import standing


@dataclass(frozen=True)
class Line:
    """One cost kind (``flag``: eligible) or one attachment (``flag``: required)."""

    label: str
    help: str
    flag: bool


def context(call: Call, *, hub: Hub | None, at: datetime) -> dict[str, Any]:
    """For ``pages/call_page.html``. One query, and what the kind asks for its own facts."""
    programme = call.programme
    costs, attachments = costs_and_papers(programme)
    return {
        "call": call,
        "programme": programme,
        "hub": hub,
        "standing": standing(call, at=at),
        "groups": groups(programme),
        "eligible": [cost for cost in costs if cost.flag],
        "not_eligible": [cost for cost in costs if not cost.flag],
        "attachments": attachments,
        "kind": kinds()[programme.kind],
        "facts": facts_of(call),
        "is_full_cost": programme.rate_numerator == programme.rate_denominator,
        "wants_consultation": programme.consultation == Programme.Consultation.REQUIRED,
        "offers_consultation": programme.consultation != Programme.Consultation.NONE,
    }


def facts_of(call: Call) -> list[tuple[Any, str]]:
    """What the kind of the call tells about it, label and text; most kinds tell nothing."""
    facts = kinds()[call.programme.kind].facts
    return facts(call) if facts else []


def costs_and_papers(programme: Programme) -> tuple[list[Line], list[Line]]:
    """Cost kinds and attachments, each in its order; both in one query, for this page is asked for most."""
    rows = sorted(LISTS.all(programme.pk), key=lambda row: (row[3], row[4]))
    lines = [(row[5], Line(row[0], row[1], bool(row[2]))) for row in rows]
    return [line for source, line in lines if source == "cost"], [line for source, line in lines if source == "paper"]


def _both(programme: int) -> QuerySet[Any, Any]:
    columns = ("label", "help", "flag", "order", "id", "source")
    costs = CostKind.objects.filter(programme=programme).annotate(flag=F("eligible"), source=_source("cost"))
    papers = RequiredAttachment.objects.filter(programme=programme).annotate(
        flag=F("required"), source=_source("paper")
    )
    return costs.order_by().values_list(*columns).union(papers.order_by().values_list(*columns), all=True)


LISTS: Prepared[Any] = Prepared(_both, 987_654)


def _source(name: str) -> Value:
    return Value(name, output_field=CharField())


def groups(programme: Programme) -> list[str]:
    """The kinds of group that may apply, in words; empty when every kind may."""
    names = dict(CommunityGroup.Kind.choices)
    return [str(names[kind]) for kind in programme.open_to if kind in names]
