"""From a concluded case the group itself begins an application that is filled in with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cms.core.errors import CaseError
from workflows.cases.models import Case
from workflows.intake.begun import Application
from workflows.intake.crumbs import at_case
from workflows.intake.eligibility import Judgement, judge
from workflows.intake.views.guards import action, page, user_of
from workflows.intake.views.records import own_case
from workflows.linking.access import begun_by
from workflows.linking.models import CaseLink
from workflows.linking.services.beginning import begin
from workflows.programmes.models import Call


@dataclass(frozen=True)
class Choice:
    """One open call: what stands in the way, what would be filled in, what is asked first."""

    sort: str
    call: Call
    obstacle: str
    facts: list[Any]
    judgement: Judgement
    is_begun: bool


@page
def begin_list(request: HttpRequest, pk: int) -> HttpResponseBase:
    case = own_case(request, pk)
    return _page(request, case, _choices(request, case))


@action("intake:begin_list", "pk")
def begin_now(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The form is begun, or the one that was begun before is opened."""
    case = own_case(request, pk)
    choices = _choices(request, case)
    wanted = next((one for one in choices if str(one.call.pk) == request.POST.get("call", "")), None)
    if wanted is None:
        return _page(request, case, choices, problem=_("Please choose a call."), status=422)
    judgement = judge(wanted.call, request.POST.dict())
    if not judgement.fits and not wanted.is_begun:
        return _page(request, case, choices, problem=_misfit(judgement), status=422)
    try:
        link = begin(
            case, actor=user_of(request), sort=wanted.sort, about=str(wanted.call.pk),
            given={"eligibility": judgement.as_context()},
        )  # fmt: skip
    except CaseError as error:
        return _page(request, case, choices, problem=str(error), status=409)
    return _to(request, case, link)


def _misfit(judgement: Judgement) -> str:
    if judgement.open:
        return _("Please answer every question of the call.")
    return " ".join(one.question.explanation or one.question.text for one in judgement.misfits)


def _to(request: HttpRequest, case: Case, link: CaseLink) -> HttpResponseBase:
    """To the form of this person, to the case that it has become, or back with who has it."""
    if link.case_id:
        return redirect("intake:case", link.case_id)
    if link.draft is not None and link.draft.owner_id == request.user.pk:
        return redirect("intake:draft", link.draft.pk)
    messages.info(request, _("Somebody else of your group has begun this application. Please ask them."))
    return redirect("intake:case", case.pk)


def _choices(request: HttpRequest, case: Case) -> list[Choice]:
    """Http404 for a case from which nothing can be begun by this person."""
    sorts = [one for one in begun_by(request.user, case, at_desk=False) if isinstance(one, Application)]
    if not sorts:
        raise Http404
    begun = set(CaseLink.objects.filter(source=case, ended_at=None).values_list("sort", "about"))
    answers = request.POST.dict()
    found = []
    for sort in sorts:
        calls = {str(call.pk): call for call in sort.calls()}
        for offer in sort.offers(case, user_of(request)):
            call, facts = calls[offer.about], sort.filled_in(case, offer.about)
            is_begun = (sort.sort, offer.about) in begun
            found.append(Choice(sort.sort, call, offer.obstacle, facts, judge(call, answers), is_begun))
    return found


def _page(
    request: HttpRequest, case: Case, choices: list[Choice], *, problem: str = "", status: int = 200
) -> HttpResponseBase:
    crumbs = at_case(case, (_("Begin an application"), ""))
    context = {"case": case, "choices": choices, "crumbs": crumbs, "problem": problem}
    return render(request, "intake/begin_list.html", context, status=status)
