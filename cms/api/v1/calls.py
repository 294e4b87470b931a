"""Calls (募集): what is asked for, until when, and who may apply."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Path, Query, Router
from pydantic import Field

from cms.api.paging import Paged, PageOf
from cms.api.shapes import Told
from cms.api.v1.content import keyset
from cms.api.v1.content.answering import told
from cms.api.v1.content.finding import one_of
from cms.api.v1.content.keyset import Column, Part
from cms.api.v1.content.page_shapes import Fact
from cms.api.v1.content.public_pages import moment
from cms.api.v1.content.texts import absolute
from cms.api.v1.programmes import ProgrammeWhole, whole
from cms.hubs.models import Area, Hub
from pages import call_facts, placement
from workflows.engine.kind import kinds
from workflows.programmes.models import Call
from workflows.programmes.models.call import ONE_MINUTE
from workflows.programmes.standing import standing

router = Router()
State = Literal["open", "upcoming", "closed"]
Phase = Literal["not_yet", "open", "closing_soon", "closed"]


class CallTold(Told):
    """``closes_at`` names the last minute in which an application is in time."""

    slug: str
    title: str
    programme: str = Field(description="slug")
    programme_name: str
    kind: str
    kind_label: str
    fiscal_year: int
    opens_at: datetime
    closes_at: datetime
    phase: Phase
    takes_applications: bool
    days_left: int = Field(description="whole days in Japan until the closing day; negative when it is over")
    hubs: list[str] = Field(description="codes; empty: for every hub")
    path: str
    url: str


class CallWhole(CallTold):
    activity_from: date | None
    activity_until: date | None
    report_due: date | None
    consultation: Literal["none", "optional", "required"]
    facts: list[Fact]
    about: ProgrammeWhole


class CallsAsked(Paged):
    state: State | None = None
    hub: str = Field("", max_length=50, description="code: calls for this hub and for every hub")
    area: str = Field("", max_length=50, description="code: calls for the hubs of this area and for every hub")
    programme: str = Field("", max_length=50, description="slug")
    kind: str = Field("", max_length=50, description="kind of procedure")


def published() -> QuerySet[Call]:
    """As the ward's list has them, and those that have long been over."""
    return Call.objects.filter(is_published=True, programme__is_active=True).select_related("programme")


def by_state(at: datetime, state: State | None) -> tuple[Part, ...]:
    """Open ones by their end, those to come by their beginning, those over by their end, the last first."""
    ended = at - ONE_MINUTE
    parts: dict[str, Part] = {
        "open": Part((Column("closes_at", datetime), Column("pk", int)), Q(opens_at__lte=at, closes_at__gt=ended)),
        "upcoming": Part((Column("opens_at", datetime), Column("pk", int)), Q(opens_at__gt=at)),
        "closed": Part(
            (Column("closes_at", datetime, falling=True), Column("pk", int, falling=True)),
            Q(opens_at__lte=at, closes_at__lte=ended),
        ),
    }
    return (parts[state],) if state else tuple(parts.values())


@router.get("/calls", response=PageOf[CallTold])
def list_calls(request: HttpRequest, asked: Query[CallsAsked]) -> HttpResponse:
    """Open calls first, then those to come, then those that are over."""
    at = timezone.now()
    found = narrowed(asked).prefetch_related("hubs")
    cut = keyset.cut(found, by_state(at, asked.state), asked)
    return told(request, cut.told([call_told(call, at) for call in cut.rows]))


def narrowed(asked: CallsAsked) -> QuerySet[Call]:
    """A call that names no hub is for every hub."""
    found = published()
    if asked.hub:
        found = found.filter(_for(Q(hubs=one_of(Hub, "hub", asked.hub))))
    if asked.area:
        found = found.filter(_for(placement.within("hubs__area", one_of(Area, "area", asked.area))))
    if asked.programme:
        found = found.filter(programme__slug=asked.programme)
    return found.filter(programme__kind=asked.kind) if asked.kind else found


def _for(hubs: Q) -> Q:
    here = Call.objects.filter(hubs).order_by().values("pk")
    anywhere = Call.objects.filter(hubs__isnull=True).order_by().values("pk")
    return Q(pk__in=here) | Q(pk__in=anywhere)


def call_told(call: Call, at: datetime) -> dict[str, Any]:
    phase, kind = standing(call, at=at), kinds().get(call.programme.kind)
    path = reverse("pages:call", args=[call.slug])
    return {
        "slug": call.slug,
        "title": call.title,
        "programme": call.programme.slug,
        "programme_name": call.programme.name,
        "kind": call.programme.kind,
        "kind_label": str(kind.title) if kind else call.programme.kind,
        "fiscal_year": call.fiscal_year,
        "opens_at": moment(call.opens_at),
        "closes_at": moment(call.closes_at),
        "phase": phase.phase.value,
        "takes_applications": phase.takes_applications,
        "days_left": phase.days_left,
        "hubs": sorted(hub.code for hub in call.hubs.all()),
        "path": path,
        "url": absolute(path),
    }


@router.get("/calls/{slug:slug}", response=CallWhole)
def read_call(request: HttpRequest, slug: Annotated[str, Path(max_length=50)]) -> HttpResponse:
    """One call with everything that its page tells."""
    calls = Call.objects.filter(is_published=True).select_related("programme").prefetch_related("hubs")
    call = calls.filter(slug=slug).first()
    if call is None:
        raise Http404
    programme = call.programme
    siblings = Call.objects.filter(programme=programme, is_published=True).order_by("-closes_at", "-pk")
    facts = [{"label": str(label), "text": text} for label, text in call_facts.facts_of(call)]
    return told(
        request,
        {
            **call_told(call, timezone.now()),
            "activity_from": call.activity_from_on,
            "activity_until": call.activity_until_on,
            "report_due": call.report_due_on,
            "consultation": programme.consultation,
            "facts": facts,
            "about": {**whole(programme), "calls": list(siblings.values_list("slug", flat=True))},
        },
    )
