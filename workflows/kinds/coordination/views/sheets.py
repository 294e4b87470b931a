"""The page of a sheet, for either side."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cms.core.errors import CaseError
from cms.people import held
from workflows.cases.models import Case
from workflows.kinds.coordination.models import Agreement
from workflows.kinds.coordination.services.reviewing import STEP, send_sheet, sheets_for
from workflows.kinds.coordination.views.doors import user_of
from workflows.kinds.coordination.views.forms import SheetForm


def sheet_page(request: HttpRequest, case: Case, *, side: str, back: str) -> HttpResponseBase:
    """The form while it is asked for; afterwards what was sent, and the other side's once both are in."""
    form = SheetForm(request.POST if request.method == "POST" else None)
    held.fill(form, request)
    problem, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                send_sheet(case, actor=user_of(request), side=side, **form.answers())
            except CaseError as error:
                problem, status = str(error), 409
            else:
                messages.success(request, _("Your sheet was sent. Thank you."))
                return redirect(back)
    mine, other = sheets_for(case, side)
    context = {
        "case": case, "form": form, "problem": problem, "mine": mine, "other": other, "back": back,
        "is_asked": case.step == STEP and mine is None,
        "agreement": Agreement.objects.filter(case=case, agreed_on__isnull=False).first(),
        "crumbs": [(_("My page"), "/mypage/"), (case.title or case.number, back), (_("Review sheet"), "")],
    }  # fmt: skip
    return render(request, "coordination/sheet.html", context, status=status)
