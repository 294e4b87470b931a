"""Taking an application back: asked once more, with a reason if the group wants to give one."""

from __future__ import annotations

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy

from cms.core.errors import CaseError
from cms.people import held
from forms.fields import TextField
from forms.wording import said
from workflows.cases.models import Case
from workflows.intake.crumbs import at_case
from workflows.intake.services.withdrawing import take_back
from workflows.intake.views.guards import form_page, user_of
from workflows.intake.views.records import own_case
from workflows.linking import choosing, hanging


class WithdrawalForm(django_forms.Form):
    use_required_attribute = False
    reason = TextField(
        longest=1000,
        one_line=False,
        required=False,
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("You need not give one."),
        widget=django_forms.Textarea(attrs={"rows": 4}),
    )


@form_page
def withdraw(request: HttpRequest, pk: int) -> HttpResponseBase:
    case = own_case(request, pk)
    form = WithdrawalForm(request.POST if request.method == "POST" else None)
    found = hanging.for_applicant(case, user_of(request)) if case.is_open else []
    choosing.add_choice(form, found)
    held.fill(form, request)
    if request.method == "POST" and form.is_valid():
        try:
            take_back(case, actor=user_of(request), reason=form.cleaned_data["reason"], chosen=choosing.chosen(form))
        except CaseError as error:
            case.refresh_from_db()
            return _page(request, case, form, told=choosing.told(found), problem=str(error), status=409)
        messages.success(request, said("The application was withdrawn.", case.kind))
        return redirect("intake:case", case.pk)
    if not case.is_open:
        messages.error(request, said("This application has ended, so it cannot be withdrawn.", case.kind))
        return redirect("intake:case", case.pk)
    return _page(request, case, form, told=choosing.told(found), status=422 if form.errors else 200)


def _page(
    request: HttpRequest, case: Case, form: WithdrawalForm, *, told: list[str], problem: str = "", status: int
) -> HttpResponseBase:
    """``problem``: why nothing was done; what was typed stays in the form. ``told``: what others are told of."""
    crumbs = at_case(case, (said("Withdraw the application", case.kind), ""))
    context = {"case": case, "form": form, "crumbs": crumbs, "problem": problem, "told": told}
    return render(request, "intake/withdraw.html", context, status=status)
