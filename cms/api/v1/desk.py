"""Cases for staff: the inbox, the list with the desk's filters, one case with its answers, and what may be done."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from ninja import Query, Router, Status
from pydantic import Field

from cms.api import staff_actions
from cms.api.describing import BYTES, KEYED
from cms.api.finding import staff_case
from cms.api.idempotency import once
from cms.api.keys.scopes import Scope
from cms.api.marking import hand_out
from cms.api.paging import MOST, PageOf
from cms.api.problems import Fault, Problem
from cms.api.refusing import door
from cms.api.shapes import Asked, Told
from cms.api.signing_in import signed_in
from cms.api.v1.cases import ActionTold, Done, LetterLine, Moment, Order, letter_line
from cms.api.v1.sendings import SectionRead, section_told
from cms.audit.refusals import refuse
from cms.hubs.models import Hub
from cms.people.models import User
from forms.rendering import rows
from workflows.cases.access import as_staff
from workflows.cases.models import Case, CaseFile
from workflows.cases.services.events import note_reading
from workflows.correspondence.queries import letters_of
from workflows.engine import inbox
from workflows.engine.keyset import read_cursor
from workflows.engine.kind import kind_of
from workflows.engine.story import timeline
from workflows.intake.services.correcting import last_submission
from workflows.intake.views.guards import user_of
from workflows.programmes.models import Programme

router = Router(auth=signed_in(Scope.CASES))


class CasesAsked(Asked):
    """As the filters of the desk's list; days are days in Japan."""

    q: str = Field("", max_length=80, description="number, running number, or part of a name")
    hub: str = Field("", max_length=50)
    kind: str = Field("", max_length=50)
    programme: str = Field("", max_length=50)
    step: str = Field("", max_length=50)
    outcome: str = Field("", max_length=20, description="“open”, or one of the outcomes")
    channel: Literal["", "web", "paper", "ward"] = ""
    due: Literal["", "overdue", "soon"] = ""
    arrived_from: date | None = None
    arrived_until: date | None = None
    sort: Literal["arrived", "oldest", "due"] = "arrived"
    cursor: str = Field("", max_length=200)
    limit: int = Field(25, ge=1, le=MOST)


class DeskLine(Told):
    number: str
    kind: str
    title: str
    party: str
    hub: str
    programme: str
    step: str
    step_label: str
    turn: str
    due_at: datetime | None
    outcome: str
    channel: str
    requested_yen: int
    arrived_at: datetime
    holder: str
    is_open: bool


class FileRead(Told):
    id: int
    question: str
    name: str
    size: int


class DeskCase(DeskLine):
    """``sections`` are the newest sending as it reads; opening this is on record like opening the page."""

    version: int
    call: str
    notice: str
    proposed_yen: int | None
    decided_yen: int | None
    sections: list[SectionRead]
    files: list[FileRead]
    letters: list[LetterLine]
    allowed_actions: list[ActionTold]


@router.get("/desk/inbox", response=PageOf[DeskLine])
def list_inbox(request: HttpRequest, asked: Query[CasesAsked]) -> dict[str, Any]:
    """What waits for this person, the most urgent first unless sorted otherwise."""
    sort = asked.sort if "sort" in request.GET else "due"
    return _page(request, asked, view=inbox.MINE, sort=sort)


@router.get("/desk/cases", response=PageOf[DeskLine])
def list_cases(request: HttpRequest, asked: Query[CasesAsked]) -> dict[str, Any]:
    """Every case that this person may read."""
    return _page(request, asked, view=inbox.ALL, sort=asked.sort)


@router.get("/desk/cases/{number}", response=DeskCase)
def read_desk_case(request: HttpRequest, number: str) -> dict[str, Any]:
    """One case with what was sent and what may be done about it now."""
    case = staff_case(request, number)
    user = user_of(request)
    note_reading(case, reader=user, door="api")
    newest = last_submission(case)
    kept = list(CaseFile.objects.select_related("file").filter(submission=newest).order_by("pk"))
    files: dict[str, list[Any]] = {}
    for one in kept:
        files.setdefault(one.question, []).append(one.file)
    return {
        **line_of(case),
        "version": case.revision,
        "call": case.call.slug,
        "notice": case.notice,
        "proposed_yen": case.proposed_yen,
        "decided_yen": case.decided_yen,
        "sections": [section_told(one) for one in rows(newest.version, newest.answers, files)],
        "files": [
            {"id": one.pk, "question": one.question, "name": one.file.name, "size": one.file.size} for one in kept
        ],
        "letters": [letter_line(letter, case) for letter in letters_of(case)],
        "allowed_actions": staff_actions.offered(case, user),
    }


@router.get("/desk/cases/{number}/timeline", response=list[Moment])
def read_desk_timeline(request: HttpRequest, number: str) -> list[dict[str, Any]]:
    """Everything that happened, oldest first, and who did it."""
    case = staff_case(request, number)
    note_reading(case, reader=user_of(request), door="api timeline")
    return [
        {
            "at": one.at,
            "event": one.verb,
            "label": str(one.label),
            "actor": one.actor.get_full_name() if one.actor else "",
        }
        for one in timeline(case)
    ]


@router.get("/desk/cases/{number}/files/{file_id}", openapi_extra=BYTES)
def read_desk_file(request: HttpRequest, number: str, file_id: int) -> HttpResponseBase:
    """A file that was sent with the case; each opening is on record."""
    case = staff_case(request, number)
    kept = CaseFile.objects.select_related("file").filter(pk=file_id, submission__case=case).first()
    if kept is None:
        refuse(actor=request.user, door=door(request), subject=f"file:{file_id}", reason="not of this case")
        raise Http404
    response = hand_out(request, kept.file)
    note_reading(case, reader=user_of(request), door="api file")
    return response


@router.post("/desk/cases/{number}/actions/{action}", response=Done, auth=signed_in(Scope.ACT), openapi_extra=KEYED)
def act_on_desk_case(
    request: HttpRequest, response: HttpResponse, number: str, action: str, order: Order
) -> Status[Any]:
    """Does one of ``allowed_actions``. 409 with who did what when the case has changed since ``version``."""
    case, user = staff_case(request, number), user_of(request)

    def do() -> Done:
        return Done(
            action=action, **staff_actions.perform(case, user, action, order.input, order.version, order.confirmed)
        )

    return once(request, response, do, user=user)


def _page(request: HttpRequest, asked: CasesAsked, *, view: str, sort: str) -> dict[str, Any]:
    user: User = user_of(request)
    if as_staff(user) is None:
        refuse(actor=user, door=door(request), subject=request.path, reason="no role for this list")
        raise Http404
    filters = _filters(asked, view=view, sort=sort)
    if asked.cursor and read_cursor(asked.cursor, filters.segments) is None:
        raise Problem("invalid-request", errors=[Fault("?cursor", _("This is no cursor of this list."))])
    page = inbox.inbox_page(user, filters, cursor=asked.cursor, size=asked.limit)
    return {"items": [line_of(case) for case in page.rows], "next": page.next, "previous": page.previous}


def _filters(asked: CasesAsked, *, view: str, sort: str) -> inbox.Filters:
    """A hub or programme that does not exist narrows to nothing."""
    programmes = list(Programme.objects.order_by().values_list("pk", "slug", "number_mark"))
    by_slug = {slug: pk for pk, slug, _mark in programmes}
    hubs = Hub.objects.filter(code=asked.hub).values_list("pk", flat=True) if asked.hub else []
    return inbox.Filters(
        view=view,
        search=asked.q,
        hub=next(iter(hubs), -1) if asked.hub else None,
        programme=by_slug.get(asked.programme, -1) if asked.programme else None,
        kind=asked.kind,
        step=asked.step,
        outcome=asked.outcome,
        channel=asked.channel,
        due=asked.due,
        arrived_from=asked.arrived_from,
        arrived_until=asked.arrived_until,
        sort=sort,
        marks=tuple(dict.fromkeys(mark for _pk, _slug, mark in programmes)),
    )


def line_of(case: Case) -> dict[str, Any]:
    return {
        "number": case.number,
        "kind": case.kind,
        "title": case.title,
        "party": case.party_name,
        "hub": case.hub.name,
        "programme": case.programme.name,
        "step": case.step,
        "step_label": str(kind_of(case).step(case.step).label),
        "turn": case.turn,
        "due_at": case.due_at,
        "outcome": case.outcome,
        "channel": case.channel,
        "requested_yen": case.requested_yen,
        "arrived_at": case.arrived_at,
        "holder": (case.holder.get_full_name() or case.holder.email) if case.holder else "",
        "is_open": case.closed_at is None,
    }
