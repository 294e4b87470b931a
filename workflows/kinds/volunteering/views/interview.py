"""The applicant chooses the time of the interview, or another one until the day before."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.core.errors import CaseError
from cms.people import held
from workflows.cases.models import Case
from workflows.kinds.volunteering.actions import CHOOSE
from workflows.kinds.volunteering.services import slots
from workflows.kinds.volunteering.views.guards import own_case, private, user_of
from workflows.kinds.volunteering.views.slot_form import SlotForm


@private
def slot(request: HttpRequest, pk: int) -> HttpResponseBase:
    case, user = own_case(request, pk), user_of(request)
    assert CHOOSE.form is not None
    try:
        form: Any = CHOOSE.form(case, user, request.POST if request.method == "POST" else None)
    except CaseError as error:
        messages.error(request, str(error))
        return redirect("intake:case", case.pk)
    held.fill(form, request)
    if request.method == "POST" and form.is_valid():
        try:
            CHOOSE.do(case, user, form)
        except CaseError as error:
            # What was chosen may be gone: the list is made anew, with the reason above it.
            fresh = SlotForm(case=case, choice=slots.chosen(case))
            return _page(request, case, fresh, problem=str(error), status=409)
        messages.success(request, str(CHOOSE.said(case)))
        return redirect("intake:case", case.pk)
    return _page(request, case, form, status=422 if form.errors else 200)


def _page(request: HttpRequest, case: Case, form: SlotForm, *, status: int, problem: str = "") -> HttpResponseBase:
    context = {"case": case, "form": form, "problem": problem, "crumbs": crumbs(case, _("Time of the interview"))}
    return render(request, "volunteering/slot.html", context, status=status)


def crumbs(case: Case, title: str) -> list[tuple[str, str]]:
    return [
        (_("My page"), reverse("intake:mypage")),
        (case.number, reverse("intake:case", args=[case.pk])),
        (title, ""),
    ]
