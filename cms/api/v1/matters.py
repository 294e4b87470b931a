"""Matters of a person beside their cases: a request to their group, an interview, an appointment; told and acted on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from ninja import Query, Router, Status
from pydantic import Field

from cms.api import matter_actions
from cms.api.describing import BYTES, KEYED
from cms.api.finding import own_matter
from cms.api.idempotency import once
from cms.api.keys.scopes import Scope
from cms.api.marking import hand_out
from cms.api.matter_actions import address
from cms.api.paging import Paged, PageOf
from cms.api.problems import Fault, Problem
from cms.api.refusing import door
from cms.api.shapes import Given, Told
from cms.api.signing_in import signed_in
from cms.api.v1.cases import ActionTold
from cms.audit.refusals import refuse
from workflows.engine import matters
from workflows.engine.matter import Fact, MatterSort, Value
from workflows.intake.views.guards import user_of

router = Router(auth=signed_in(Scope.MINE))


class MatterLine(Told):
    """``asks``: what it asks the person to do now, empty when nothing. ``page`` is an address for people."""

    sort: str
    sort_label: str
    id: str
    title: str
    state: str
    state_label: str
    asks: str
    due_on: date | None
    case: str | None = Field(description="number of the case it belongs to, where the person may know it")
    href: str
    page: str


class FactTold(Told):
    """``value``: text, number, yes or no; days and moments as ISO 8601; null where there is none.

    ``text``: what to show, where the value is a code; empty otherwise.
    """

    key: str
    label: str
    value: str | int | bool | None
    text: str


class ListingTold(Told):
    key: str
    label: str
    rows: list[list[FactTold]]


class MatterFileTold(Told):
    id: str
    title: str
    name: str
    size: int
    content_type: str
    href: str


class MatterTold(MatterLine):
    version: str
    facts: list[FactTold]
    listings: list[ListingTold]
    files: list[MatterFileTold]
    allowed_actions: list[ActionTold]


class MatterOrder(Given):
    """``version`` is that of the matter as it was read; ``input`` fits the ``input_schema`` of the action."""

    version: str = Field(max_length=64)
    input: dict[str, Any] = {}
    confirmed: bool = False


class MatterDone(Told):
    """``text`` is for the person. Read the matter anew to see what it is now; ``version`` is empty when it is gone."""

    sort: str
    id: str
    action: str
    version: str
    text: str


@router.get("/me/matters", response=PageOf[MatterLine])
def list_my_matters(request: HttpRequest, asked: Query[Paged]) -> dict[str, Any]:
    """What the kinds of procedures keep for this person beside their cases, the newest first."""
    if asked.cursor and matters.read_cursor(asked.cursor) is None:
        raise Problem("invalid-request", errors=[Fault("?cursor", _("This is no cursor of this list."))])
    page = matters.page_of(user_of(request), cursor=asked.cursor, size=asked.limit)
    items = [line_of(one.sort, one.row) for one in page.rows]
    return {"items": items, "next": page.next, "previous": page.previous}


@router.get("/me/matters/{sort}/{matter_id}", response=MatterTold)
def read_matter(request: HttpRequest, sort: str, matter_id: str) -> dict[str, Any]:
    """One matter with what may be done about it now."""
    kind, found = own_matter(request, sort, matter_id)
    user = user_of(request)
    told = kind.told(found, user)
    return {
        **line_of(kind, found),
        "version": kind.version(found),
        "facts": [_fact(one) for one in told.facts],
        "listings": [
            {"key": one.key, "label": str(one.label), "rows": [[_fact(fact) for fact in row] for row in one.rows]}
            for one in told.listings
        ],
        "files": [
            {
                "id": one.id,
                "title": str(one.title),
                "name": one.kept.name,
                "size": one.kept.size,
                "content_type": one.kept.content_type,
                "href": address(kind, found, "files", one.id),
            }
            for one in told.files
        ],
        "allowed_actions": matter_actions.offered(kind, found, user),
    }


@router.get("/me/matters/{sort}/{matter_id}/files/{file}", openapi_extra=BYTES)
def read_matter_file(request: HttpRequest, sort: str, matter_id: str, file: str) -> HttpResponseBase:
    """A file of the matter. Where its page puts the reading on record, this does, too."""
    kind, found = own_matter(request, sort, matter_id)
    user = user_of(request)
    kept = next((one for one in kind.told(found, user).files if one.id == file), None)
    if kept is None:
        refuse(actor=user, door=door(request), subject=f"{kind.name}:{matter_id}", reason="no such file")
        raise Http404
    response = hand_out(request, kept.kept)
    kept.opened(user)
    return response


@router.post(
    "/me/matters/{sort}/{matter_id}/actions/{action}", response=MatterDone, auth=signed_in(Scope.APPLY),
    openapi_extra=KEYED,
)  # fmt: skip
def act_on_matter(
    request: HttpRequest, response: HttpResponse, sort: str, matter_id: str, action: str, order: MatterOrder
) -> Status[Any]:
    """Does one of ``allowed_actions``. 409 when the matter has changed since ``version``."""
    kind, found = own_matter(request, sort, matter_id)
    user, one = user_of(request), matter_actions.find(kind, action)

    def do() -> MatterDone:
        done = matter_actions.perform(kind, found, user, one, order.input, order.version, order.confirmed)
        return MatterDone(sort=kind.name, id=kind.id_of(found), **done)

    return once(request, response, do, user=user, patience=one.patience)


def line_of(sort: MatterSort, found: Any) -> dict[str, Any]:
    line = sort.line(found)
    return {
        "sort": sort.name,
        "sort_label": str(sort.title),
        "id": sort.id_of(found),
        "title": str(line.title),
        "state": line.state,
        "state_label": str(line.state_label),
        "asks": str(line.asks),
        "due_on": line.due_on,
        "case": line.case,
        "href": address(sort, found),
        "page": f"{settings.BASE_URL}{line.page}",
    }


def _fact(fact: Fact) -> dict[str, Any]:
    return {"key": fact.key, "label": str(fact.label), "value": _plain(fact.value), "text": str(fact.text)}


def _plain(value: Value) -> str | int | bool | None:
    return value.isoformat() if isinstance(value, date | datetime) else value
