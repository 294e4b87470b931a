"""The records behind an address, for the one person they belong to; a foreign one does not exist.

A signed-in person who asks for a record that is not theirs is noted in the log of refusals; the
answer is the same 404 as for a record that never was.
"""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from cms.audit.refusals import refuse
from forms.drafts import open_draft
from forms.models import Draft
from workflows.cases.access import for_applicant, readable_by_applicant
from workflows.cases.models import Case
from workflows.correspondence.models import Letter
from workflows.correspondence.queries import readable_letters
from workflows.intake.services.sending import case_of
from workflows.intake.subjects import parse
from workflows.intake.views.guards import user_of
from workflows.programmes.models import Call


def published_call(slug: str) -> Call:
    """The call with its programme; 404 while it is not published."""
    return get_object_or_404(Call.objects.select_related("programme"), slug=slug, is_published=True)


def own_draft(request: HttpRequest, draft_id: UUID) -> Draft:
    """The draft with its version, sent or not. Http404 for others', discarded ones and forms on paper.

    The latter are typed in at the desk, through its own door.
    """
    try:
        draft = open_draft(user_of(request), draft_id)
        if parse(draft.subject).is_at_desk:
            raise Http404
        return draft
    except Http404:
        _note(request, f"draft:{draft_id}")
        raise


def own_case(request: HttpRequest, pk: int) -> Case:
    try:
        return for_applicant(request.user, pk)
    except Http404:
        _note(request, f"case:{pk}")
        raise


def own_letter(request: HttpRequest, pk: int) -> Letter:
    """A letter that was issued in a case of the person's groups."""
    cases = readable_by_applicant(request.user)
    found = Letter.objects.select_related("case__hub").filter(pk=pk, case__in=cases).first()
    letter = readable_letters(found.case).filter(pk=pk).first() if found else None
    if found is None or letter is None:
        _note(request, f"letter:{pk}")
        raise Http404
    letter.case = found.case
    return letter


def to_receipt(draft: Draft) -> HttpResponse:
    """A sent draft has become a case; its pages lead there."""
    return redirect("intake:receipt", case_of(draft).pk)


def _note(request: HttpRequest, subject: str) -> None:
    door = request.resolver_match.view_name if request.resolver_match else request.path
    refuse(actor=request.user, door=door, subject=subject, reason="not theirs, or it does not exist")
