"""A form that is being written: begun, saved section by section, files attached, sent once.

Two front ends never overwrite each other unseen: a section is saved with the ``version`` that was read, and sending
takes the ``version`` of the whole draft, which is the state that the person looked at.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Status
from pydantic import Field

from cms.api.answering import checked, faults_of, told
from cms.api.describing import KEYED
from cms.api.finding import own_group
from cms.api.idempotency import once
from cms.api.keys.scopes import Scope
from cms.api.problems import Fault, Problem, pointer
from cms.api.shapes import Fault as FaultTold
from cms.api.shapes import Given, Told
from cms.api.signing_in import signed_in
from cms.api.v1.forms import AnswersGiven, Checked
from cms.core.clock import database_now
from cms.hubs.models import Hub
from forms import json_answers
from forms.drafts import SectionResult, discard, file_counts, problems, save_section
from forms.models import Draft
from forms.versions import definition_of
from workflows.intake.eligibility import judge
from workflows.intake.frame import Frame, frame_of
from workflows.intake.overview import DraftRow, draft_rows, drafts_for_call
from workflows.intake.reviewed import mark_of
from workflows.intake.services.correcting import resubmit
from workflows.intake.services.sending import QUEUE_SECONDS, submit
from workflows.intake.services.starting import party_for, start
from workflows.intake.subjects import CORRECTION, parse
from workflows.intake.views.guards import user_of
from workflows.intake.views.records import own_draft, published_call

router = Router(auth=signed_in(Scope.APPLY))
READS = signed_in(Scope.MINE)


class DraftGiven(Given):
    """``group`` for calls of groups, ``hub`` (its code) for those of persons. ``eligibility``: question id → answer."""

    call: str = Field(max_length=50)
    group: int | None = Field(None, ge=1, le=2**31)
    hub: str | None = Field(None, max_length=50)
    eligibility: dict[str, bool] = {}


class SectionState(Told):
    """``answers`` are valid; ``typed`` is what was written for the other questions and is kept as it is."""

    key: str
    title: str
    version: int
    may_change: bool
    is_complete: bool
    answers: dict[str, Any]
    typed: dict[str, Any]
    problems: list[FaultTold]


class FileTold(Told):
    id: int
    question: str
    name: str
    size: int
    content_type: str


class DraftTold(Told):
    """``version`` changes with every section and file; ``problems`` stand in the way of sending."""

    id: UUID
    purpose: str
    call: str
    case: str | None
    title: str
    party: str
    hub: str
    version: str
    is_sent: bool
    until: datetime | None
    declaration: str
    reason: str
    sections: list[SectionState]
    files: list[FileTold]
    problems: list[FaultTold]


class DraftLine(Told):
    id: UUID
    purpose: str
    title: str
    call: str | None
    case: str | None
    until: datetime | None
    updated_at: datetime


class SectionGiven(Given):
    """Questions left out stay as they are; null clears one. ``version`` is that of the section as it was read."""

    version: int = Field(ge=0, le=2**31)
    answers: dict[str, Any]


class SendingGiven(Given):
    """``declared``: the person has ticked the declaration. ``version`` is that of the draft as they last saw it."""

    version: str = Field(max_length=4000)
    declared: bool


class Receipt(Told):
    """The number and the moment of arrival: proof for the person that it is with the ward."""

    number: str
    sending: int
    arrived_at: datetime


@router.get("/drafts", response=list[DraftLine], auth=READS)
def list_drafts(request: HttpRequest) -> list[dict[str, Any]]:
    """Forms that were begun and not sent, the newest first."""
    return [line_of(row) for row in draft_rows(user_of(request))]


@router.post("/drafts", response=DraftTold)
def begin_draft(request: HttpRequest, given: DraftGiven) -> dict[str, Any]:
    """The form for this call: the one that was begun already, or a new one with what is known filled in."""
    call = published_call(given.call)
    user = user_of(request)
    group = own_group(request, given.group) if given.group is not None else None
    hub = Hub.objects.exclude(status=Hub.Status.CLOSED).filter(code=given.hub).first() if given.hub else None
    judgement = judge(call, {f"q{key}": "yes" if answer else "no" for key, answer in given.eligibility.items()})
    if strange := sorted(set(given.eligibility) - {str(one.question.pk) for one in judgement.answers}):
        faults = [Fault(pointer("eligibility", key), _("There is no such field.")) for key in strange]
        raise Problem("unknown-field", errors=faults)
    party = party_for(call, actor=user, group=group, hub=hub)
    if not judgement.fits and not any(row.is_for(party) for row in drafts_for_call(user, call)):
        raise _not_eligible(judgement)
    draft = start(
        call, actor=user, group=party.group, hub=party.hub, at=database_now(), eligibility=judgement.as_context()
    )
    return draft_told(draft)


@router.get("/drafts/{draft_id}", response=DraftTold, auth=READS)
def read_draft(request: HttpRequest, draft_id: UUID) -> dict[str, Any]:
    """Everything that was written and attached so far."""
    return draft_told(own_draft(request, draft_id))


@router.patch("/drafts/{draft_id}/sections/{key}", response=SectionState)
def save_draft_section(request: HttpRequest, draft_id: UUID, key: str, given: SectionGiven) -> dict[str, Any]:
    """Saves what is given, valid or not; 409 with both texts when somebody saved the section meanwhile."""
    draft = own_draft(request, draft_id)
    frame = frame_of(draft)
    section = definition_of(draft.version).section(key)
    if section is None:
        raise Http404
    if faults := faults_of(definition_of(draft.version), {key: given.answers}):
        raise Problem(*faults)
    if not frame.may_change(key):
        raise Problem("refused", _("This section is not part of the correction, so it stays as it was sent."))
    texts = json_answers.texts_from(section, given.answers)
    result = save_section(draft, actor=user_of(request), section=key, data=texts, seen_revision=given.version)
    if result.conflict is not None:
        raise _clash(result, key)
    return _section_told(draft, frame, key, problems(draft))


@router.post("/drafts/{draft_id}/check", response=Checked)
def check_draft(request: HttpRequest, draft_id: UUID, given: AnswersGiven) -> dict[str, Any]:
    """What would stand in the way if these answers were saved; nothing is."""
    draft = own_draft(request, draft_id)
    definition = definition_of(draft.version)
    if faults := faults_of(definition, given.answers):
        raise Problem(*faults)
    texts = {row.key: row.raw for row in draft.sections.all()}
    return checked(definition, given.answers, texts=texts, files=file_counts(draft))


@router.post("/drafts/{draft_id}/submit", response={201: Receipt}, openapi_extra=KEYED)
def submit_draft(request: HttpRequest, response: HttpResponse, draft_id: UUID, given: SendingGiven) -> Status[Any]:
    """Sends the form, once: the same draft is the same case whatever the Idempotency-Key."""
    draft = own_draft(request, draft_id)
    user = user_of(request)
    if draft.sent_at is None and draft.version.definition.get("declaration") and not given.declared:
        text = _("Please confirm the declaration before you send.")
        raise Problem("incomplete", text, errors=[Fault("/declared", text)])
    arrived_at = getattr(request, "arrived_at", None) or database_now()
    service = resubmit if parse(draft.subject).purpose == CORRECTION else submit

    def send() -> Receipt:
        case = service(draft, actor=user, arrived_at=arrived_at, seen=given.version)
        sent = case.submissions.get(sent_by=user, key=draft.send_key)
        return Receipt(number=case.number, sending=sent.number, arrived_at=sent.arrived_at)

    return once(request, response, send, user=user, status=201, patience=QUEUE_SECONDS)


@router.delete("/drafts/{draft_id}", response={204: None})
def discard_draft(request: HttpRequest, draft_id: UUID) -> Status[None]:
    """Throws the form away with its files."""
    discard(own_draft(request, draft_id), actor=user_of(request))
    return Status(204, None)


def draft_told(draft: Draft) -> dict[str, Any]:
    frame = frame_of(draft)
    found = [] if draft.sent_at else problems(draft)
    return {
        "id": draft.pk,
        "purpose": frame.purpose,
        "call": frame.call.slug,
        "case": frame.case.number if frame.case else None,
        "title": frame.title,
        "party": frame.party.name or "",
        "hub": frame.party.hub.code,
        "version": mark_of(draft),
        "is_sent": draft.sent_at is not None,
        "until": frame.until,
        "declaration": draft.version.definition.get("declaration", ""),
        "reason": frame.reason,
        "sections": [_section_told(draft, frame, one.key, found) for one in definition_of(draft.version).sections],
        "files": [file_told(one) for one in draft.files.select_related("file").order_by("pk")],
        "problems": told(found),
    }


def _section_told(draft: Draft, frame: Frame, key: str, found: list[Any]) -> dict[str, Any]:
    section = definition_of(draft.version).section(key)
    assert section is not None
    row = draft.sections.filter(key=key).first()
    answers = row.answers if row else {}
    return {
        "key": key,
        "title": section.title,
        "version": row.revision if row else 0,
        "may_change": draft.sent_at is None and frame.may_change(key),
        "is_complete": bool(row and row.is_complete),
        "answers": answers,
        "typed": json_answers.typed_of(section, row.raw, answers) if row else {},
        "problems": told([one for one in found if one.section == key]),
    }


def file_told(one: Any) -> dict[str, Any]:
    return {
        "id": one.pk,
        "question": one.question,
        "name": one.file.name,
        "size": one.file.size,
        "content_type": one.file.content_type,
    }


def line_of(row: DraftRow) -> dict[str, Any]:
    return {
        "id": row.draft.pk,
        "purpose": row.purpose,
        "title": row.title,
        "call": row.call.slug if row.call else None,
        "case": row.case.number if row.case else None,
        "until": row.until,
        "updated_at": row.draft.updated_at,
    }


def _not_eligible(judgement: Any) -> Problem:
    """Which answers do not fit, and which are still needed."""
    faults = [Fault(pointer("eligibility", one.question.pk), one.question.explanation) for one in judgement.misfits]
    faults += [Fault(pointer("eligibility", one.question.pk), _("Please answer this.")) for one in judgement.open]
    return Problem("refused", _("Please answer the questions about who can apply first."), errors=faults)


def _clash(result: SectionResult, key: str) -> Problem:
    assert result.conflict is not None
    faults = [
        Fault(pointer("answers", one.question), _("Saved meanwhile: “%(text)s”") % {"text": one.saved})
        for one in result.conflict.clashes
    ]
    text = _("This section was saved elsewhere meanwhile. Nothing was overwritten.")
    return Problem("changed", text, errors=faults, more={"version": result.revision})
