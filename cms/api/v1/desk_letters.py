"""Letters of a case for staff: every version in whatever state, and its PDF, as the desk shows them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from ninja import Router

from cms.api.acting import href
from cms.api.describing import BYTES
from cms.api.finding import staff_case
from cms.api.keys.scopes import Scope
from cms.api.marking import hand_out
from cms.api.refusing import door
from cms.api.signing_in import signed_in
from cms.api.v1.cases import LetterLine, letter_line
from cms.audit.refusals import refuse
from workflows.cases.models import Case
from workflows.cases.services.events import note_reading
from workflows.correspondence.models import Letter
from workflows.correspondence.queries import letters_of
from workflows.intake.views.guards import user_of

router = Router(auth=signed_in(Scope.CASES))


class DeskLetter(LetterLine):
    """``href``: address of the PDF; null while it is being made, and once its content is erased."""

    state: str
    state_label: str
    parked_reason: str
    reason: str
    notice: str
    arrived_at: datetime | None
    opened_at: datetime | None
    posted_on: date | None
    posted_by: str
    href: str | None


@router.get("/desk/cases/{number}/letters", response=list[DeskLetter])
def list_desk_letters(request: HttpRequest, number: str) -> list[dict[str, Any]]:
    """Every letter and version, the newest first; looking at them is on record."""
    case = staff_case(request, number)
    note_reading(case, reader=user_of(request), door="api letters")
    return [_told(letter, case) for letter in letters_of(case).order_by("-branch")]


@router.get("/desk/cases/{number}/letters/{letter_id}/file", openapi_extra=BYTES)
def read_desk_letter_file(request: HttpRequest, number: str, letter_id: int) -> HttpResponseBase:
    """The PDF of any version; each opening is on record as that of staff, and none counts as the applicant's."""
    case = staff_case(request, number)
    letter = Letter.objects.filter(case=case, pk=letter_id).select_related("file").first()
    if letter is None or letter.file is None:
        refuse(actor=request.user, door=door(request), subject=f"letter:{letter_id}", reason="not of this case")
        raise Http404
    response = hand_out(request, letter.file)
    note_reading(case, reader=user_of(request), door="api letter")
    return response


def _told(letter: Letter, case: Case) -> dict[str, Any]:
    is_there = letter.file is not None and letter.file.erased_at is None
    return {
        **letter_line(letter, case),
        "state": letter.state,
        "state_label": letter.get_state_display(),
        "parked_reason": letter.parked_reason,
        "reason": letter.reason,
        "notice": letter.notice,
        "arrived_at": letter.arrived_at,
        "opened_at": letter.opened_at,
        "posted_on": letter.posted_on,
        "posted_by": letter.posted_by.get_full_name() if letter.posted_by else "",
        "href": href("desk", "cases", case.number, "letters", str(letter.pk), "file") if is_there else None,
    }
