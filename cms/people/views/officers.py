"""The officers' list of a group, edited as a whole."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cms.core.errors import CaseError
from cms.people import held
from cms.people.groups import own_group_or_404
from cms.people.page_forms import OfficerForm, OfficerFormSet
from cms.people.services.groups import OFFICER_FIELDS, set_officers
from cms.people.signed_in import SignedInRequest
from cms.people.views.groups import group_crumbs

MOST_ROWS = 60


def _entries(formset: Any) -> list[dict[str, Any]]:
    """The rows that were filled in and not marked for deletion."""
    kept = [f.cleaned_data for f in formset.forms if f.cleaned_data and not f.cleaned_data.get("DELETE")]
    return [{name: row[name] for name in OFFICER_FIELDS} for row in kept]


@login_required
@require_http_methods(["GET", "POST"])
def officers(request: SignedInRequest, pk: int) -> HttpResponse:
    group = own_group_or_404(request.user, pk)
    known: list[dict[str, Any]] = [{name: getattr(o, name) for name in OFFICER_FIELDS} for o in group.officers.all()]
    if request.method == "GET":
        known = held.rows(OfficerForm, request, prefix="officer", most=MOST_ROWS) or known
    formset = OfficerFormSet(request.POST or None, initial=known, prefix="officer")
    problems: list[dict[str, str]] = []
    if request.method == "POST" and formset.is_valid():
        try:
            set_officers(group, actor=request.user, officers=_entries(formset))
        except CaseError as error:
            problems.append({"url": "", "text": str(error)})
        else:
            messages.success(request, _("The officers' list has been saved."))
            return redirect("people:group", pk)
    problems += [
        {"url": f"#{form[name].id_for_label}", "text": f"{form[name].label}：{message}"}
        for form in formset.forms
        for name, found in form.errors.items()
        if name in form.fields
        for message in found
    ]
    problems += [{"url": "", "text": str(message)} for message in formset.non_form_errors()]
    context = {
        "group": group,
        "formset": formset,
        "problems": problems,
        "breadcrumbs": group_crumbs(group, _("Officers")),
    }
    return render(request, "people/officers.html", context)
