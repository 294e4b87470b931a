"""Letters (通知書) that were given out to the person or their groups."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from ninja import Query, Router

from cms.api.describing import BYTES
from cms.api.keys.scopes import Scope
from cms.api.marking import hand_out
from cms.api.paging import Paged, PageOf, page_of
from cms.api.signing_in import signed_in
from cms.api.v1.cases import LetterLine, letter_line
from workflows.cases.access import readable_by_applicant
from workflows.correspondence.models import Letter
from workflows.correspondence.queries import GIVEN_OUT
from workflows.correspondence.services import record_opening
from workflows.engine.keyset import Segment
from workflows.intake.views.guards import user_of
from workflows.intake.views.records import own_letter

router = Router(auth=signed_in(Scope.MINE))
NEWEST = (Segment("created_at"),)


@router.get("/me/letters", response=PageOf[LetterLine])
def list_my_letters(request: HttpRequest, asked: Query[Paged]) -> dict[str, Any]:
    """The newest first, replaced versions too."""
    cases = readable_by_applicant(request.user).order_by()
    letters = Letter.objects.filter(GIVEN_OUT, case__in=cases.values("pk")).select_related("case")
    rows, ahead, behind = page_of(letters, NEWEST, asked)
    return {"items": [letter_line(one, one.case) for one in rows], "next": ahead, "previous": behind}


@router.get("/me/letters/{letter_id}", response=LetterLine)
def read_letter(request: HttpRequest, letter_id: int) -> dict[str, Any]:
    """One letter."""
    letter = own_letter(request, letter_id)
    return letter_line(letter, letter.case)


@router.get("/me/letters/{letter_id}/file", openapi_extra=BYTES)
def read_letter_file(request: HttpRequest, letter_id: int) -> HttpResponseBase:
    """The PDF. Its first opening is on record, as when it is opened in My page."""
    letter = own_letter(request, letter_id)
    if letter.case.erased_at is not None or letter.file is None:
        raise Http404
    response = hand_out(request, letter.file)
    if request.method == "GET":
        record_opening(letter, actor=user_of(request))
    return response
