"""The prior consultation (事前相談) with the hub, which some programmes want before the form."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router, Status
from pydantic import Field

from cms.api.acting import cleaned
from cms.api.describing import KEYED
from cms.api.finding import own_group
from cms.api.idempotency import once
from cms.api.keys.scopes import Scope
from cms.api.problems import Problem
from cms.api.refusing import door
from cms.api.shapes import Given, Told
from cms.api.signing_in import signed_in
from cms.audit.refusals import refuse
from cms.core.clock import database_now
from cms.people.groups import groups_of
from workflows.cases.models import Consultation
from workflows.cases.services.consultation import cancel, request_consultation
from workflows.intake import limits
from workflows.intake.consultation_form import ConsultationForm
from workflows.intake.views.guards import user_of
from workflows.intake.views.records import published_call

router = Router(auth=signed_in(Scope.APPLY))


class ConsultationTold(Told):
    """``state``: requested, booked, held, cancelled. ``is_taken``: an application has it."""

    id: int
    call: str
    group: int
    hub: str
    state: str
    booked_for: datetime | None
    held_on: date | None
    is_taken: bool


class ConsultationGiven(Given):
    """``input``: wish, wanted_dates and contact_phone, as the form asks for them."""

    call: str = Field(max_length=50)
    group: int = Field(ge=1, le=2**31)
    input: dict[str, Any]


@router.get("/me/consultations", response=list[ConsultationTold], auth=signed_in(Scope.MINE))
def list_my_consultations(request: HttpRequest) -> list[dict[str, Any]]:
    """What the person's groups have asked for, the newest first."""
    rows = Consultation.objects.filter(group__in=groups_of(request.user)).select_related("call", "hub")
    return [told(one) for one in rows.order_by("-created_at", "-pk")]


@router.post("/consultations", response={201: ConsultationTold}, openapi_extra=KEYED)
def ask_for_consultation(request: HttpRequest, response: HttpResponse, given: ConsultationGiven) -> Status[Any]:
    """The hub is asked and calls back; the person gets a receipt by mail."""
    call, group, user = published_call(given.call), own_group(request, given.group), user_of(request)

    def make(data: Any) -> ConsultationForm:
        form = ConsultationForm(data or None, groups=[group])
        del form.fields["group"]
        return form

    form = cleaned(make, given.input)
    if seconds := limits.to_wait(request, "consultation"):
        raise Problem("too-many", headers={"Retry-After": str(seconds)})

    def ask() -> ConsultationTold:
        asked = request_consultation(call, actor=user, group=group, at=database_now(), **form.cleaned_data)
        return ConsultationTold(**told(asked))

    return once(request, response, ask, user=user, status=201)


@router.post("/consultations/{consultation_id}/cancel", response=ConsultationTold)
def cancel_my_consultation(request: HttpRequest, consultation_id: int) -> dict[str, Any]:
    """It is no longer wanted."""
    mine = Consultation.objects.filter(group__in=groups_of(request.user)).select_related("call", "hub")
    found = mine.filter(pk=consultation_id).first()
    if found is None:
        subject = f"consultation:{consultation_id}"
        refuse(actor=request.user, door=door(request), subject=subject, reason="not theirs")
        raise Http404
    cancel(found, actor=user_of(request))
    found.refresh_from_db()
    return told(found)


def told(one: Consultation) -> dict[str, Any]:
    return {
        "id": one.pk,
        "call": one.call.slug,
        "group": one.group_id,
        "hub": one.hub.code,
        "state": one.state,
        "booked_for": one.booked_for,
        "held_on": one.held_on,
        "is_taken": one.taken,
    }
