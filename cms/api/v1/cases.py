"""An application as its applicant knows it: where it stands, whose turn it is, what may be done, what happened."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Query, Router, Status
from pydantic import Field

from cms.api import applicant_actions
from cms.api.describing import BYTES, KEYED
from cms.api.finding import own_case
from cms.api.idempotency import once
from cms.api.keys.scopes import Scope
from cms.api.marking import hand_out
from cms.api.paging import Paged, PageOf, page_of
from cms.api.shapes import Given, Told
from cms.api.signing_in import signed_in
from cms.api.v1.drafts import Receipt
from workflows.cases.access import readable_by_applicant
from workflows.cases.models import Case, CaseFile
from workflows.correspondence.queries import readable_letters
from workflows.engine.keyset import Segment
from workflows.engine.kind import kind_of
from workflows.engine.story import public_timeline
from workflows.intake.overview import turn_words
from workflows.intake.services.correcting import last_submission
from workflows.intake.views.guards import user_of

router = Router(auth=signed_in(Scope.MINE))
NEWEST = (Segment("arrived_at"),)


class ActionTold(Told):
    """POST ``{"version", "input", "confirmed"}`` to ``href``. ``summary`` is shown to whoever confirms."""

    id: str
    label: str
    help: str
    href: str
    input_schema: dict[str, Any]
    needs_confirmation: bool
    summary: list[list[str]]


class Correction(Told):
    reason: str
    sections: list[str]
    due_on: date | None


class LetterLine(Told):
    id: int
    number: str
    case: str
    title: str
    dated_on: date
    version: int
    is_in_force: bool


class CaseLine(Told):
    """In the applicant's words. ``turn``: applicant, hub, division, nobody.

    ``due_at``: until when whose turn it is should have done it: the applicant, or those they wait for.
    """

    number: str
    kind: str
    title: str
    call: str
    hub: str
    party: str
    label: str
    next_text: str
    turn: str
    turn_text: str
    due_at: datetime | None
    arrived_at: datetime
    is_open: bool


class CaseTold(CaseLine):
    version: int
    requested_yen: int
    notice: str
    correction: Correction | None
    sendings: int
    letters: list[LetterLine]
    allowed_actions: list[ActionTold]


class Moment(Told):
    """``actor`` is empty where the reader is not told who it was."""

    at: datetime
    event: str
    label: str
    actor: str


class Order(Given):
    """``version`` is that of the case as it was read; ``input`` fits the ``input_schema`` of the action."""

    version: int = Field(ge=0, le=2**31)
    input: dict[str, Any] = {}
    confirmed: bool = False


class Done(Told):
    """``draft`` is set where the action begins a form. Read the case anew to see what it is now."""

    number: str
    action: str
    version: int
    draft: UUID | None = None


@router.get("/me/cases", response=PageOf[CaseLine])
def list_my_cases(request: HttpRequest, asked: Query[Paged]) -> dict[str, Any]:
    """Applications of the person and their groups, the newest first."""
    cases = readable_by_applicant(request.user).select_related("hub", "group", "person", "call", "programme")
    rows, ahead, behind = page_of(cases, NEWEST, asked)
    return {"items": [line_of(case) for case in rows], "next": ahead, "previous": behind}


@router.get("/cases/{number}", response=CaseTold)
def read_case(request: HttpRequest, number: str) -> dict[str, Any]:
    """One application with what may be done about it now."""
    return case_told(request, own_case(request, number))


@router.get("/cases/{number}/timeline", response=list[Moment])
def read_case_timeline(request: HttpRequest, number: str) -> list[dict[str, Any]]:
    """What happened, oldest first, as far as the applicant is told."""
    entries = public_timeline(own_case(request, number))
    return [{"at": one.at, "event": one.verb, "label": str(one.label), "actor": ""} for one in entries]


@router.get("/cases/{number}/receipt", response=Receipt)
def read_receipt(request: HttpRequest, number: str) -> dict[str, Any]:
    """The receipt of the newest sending."""
    case = own_case(request, number)
    sent = last_submission(case)
    return {"number": case.number, "sending": sent.number, "arrived_at": sent.arrived_at}


@router.get("/cases/{number}/files/{file_id}", openapi_extra=BYTES)
def read_case_file(request: HttpRequest, number: str, file_id: int) -> HttpResponseBase:
    """A file that was sent with the application."""
    case = own_case(request, number)
    kept = CaseFile.objects.select_related("file").filter(pk=file_id, submission__case=case).first()
    if kept is None:
        raise Http404
    return hand_out(request, kept.file)


@router.post("/cases/{number}/actions/{action}", response=Done, auth=signed_in(Scope.APPLY), openapi_extra=KEYED)
def act_on_case(request: HttpRequest, response: HttpResponse, number: str, action: str, order: Order) -> Status[Any]:
    """Does one of ``allowed_actions``. 409 when the case has changed since ``version``."""
    case, user = own_case(request, number), user_of(request)
    found = applicant_actions.find(action)

    def do() -> Done:
        return Done(action=action, **found.perform(case, user, order.input, order.version))

    return once(request, response, do, user=user)


def line_of(case: Case) -> dict[str, Any]:
    step = kind_of(case).step(case.step)
    return {
        "number": case.number,
        "kind": case.kind,
        "title": case.title,
        "call": case.call.slug,
        "hub": case.hub.code,
        "party": case.party_name,
        "label": str(step.public_label),
        "next_text": str(step.next_text),
        "turn": case.turn,
        "turn_text": turn_words(case),
        "due_at": case.due_at,
        "arrived_at": case.arrived_at,
        "is_open": case.closed_at is None,
    }


def case_told(request: HttpRequest, case: Case) -> dict[str, Any]:
    asked = case.correction
    newest = last_submission(case)
    titles = {part["key"]: part["title"] for part in newest.version.definition["sections"]}
    correction = {
        "reason": asked.get("reason", ""),
        "sections": [titles.get(key, key) for key in asked.get("sections", [])],
        "due_on": asked.get("due_on"),
    }
    return {
        **line_of(case),
        "version": case.revision,
        "requested_yen": case.requested_yen,
        "notice": case.notice,
        "correction": correction if asked else None,
        "sendings": newest.number,
        "letters": [letter_line(letter, case) for letter in readable_letters(case)],
        "allowed_actions": applicant_actions.offered(case, user_of(request)),
    }


def letter_line(letter: Any, case: Case) -> dict[str, Any]:
    letter.case = case
    return {
        "id": letter.pk,
        "number": letter.number,
        "case": case.number,
        "title": letter.title,
        "dated_on": letter.dated_on,
        "version": letter.version,
        "is_in_force": letter.state == letter.State.ISSUED,
    }
