"""A group's people read and answer what visitors ask their group."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cms.audit.refusals import refuse
from cms.core.errors import CaseError
from cms.people.models import Person
from workflows.exchange.access import requests_of
from workflows.exchange.contacts import contact_for
from workflows.exchange.models import GroupRequest
from workflows.exchange.request_forms import AcceptForm, RefuseForm
from workflows.exchange.services import requesting as services
from workflows.exchange.views.doors import action, crumbs, page


def _found(request: HttpRequest, pk: int) -> GroupRequest:
    """A confirmed request to one of the person's groups; 404 for anything foreign, on record."""
    found = requests_of(request.user).select_related("group__hub").filter(pk=pk).first()
    if found is None:
        refuse(actor=request.user, door="exchange:asks", subject=f"grouprequest:{pk}", reason="not theirs")
        raise Http404
    return found


@page
def request(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _found(request, pk))


def _page(request: HttpRequest, row: GroupRequest, status: int = 200, **forms: Any) -> HttpResponse:
    person = Person.objects.filter(user=request.user).first()  # type: ignore[misc]
    initial = {"name": person.name, "reach": person.phone} if person else {}
    context = {
        "row": row,
        "contact": contact_for(row, reader=request.user, group=row.group),
        "form": AcceptForm(initial=initial),
        "refuse_form": RefuseForm(auto_id="refuse-%s"),
        "crumbs": crumbs((_("Request of a visitor"), "")),
        **forms,
    }
    return render(request, "exchange/asks.html", context, status=status)


@action
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    row = _found(request, pk)
    form = AcceptForm(request.POST)
    if not form.is_valid():
        return _page(request, row, status=422, form=form)
    try:
        services.accept(row, actor=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        messages.success(
            request, _("You have accepted. You can now read the address, and the visitor how to reach you.")
        )
    except CaseError as error:
        messages.error(request, str(error))
    return redirect("exchange:asks", pk=pk)


@action
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    row = _found(request, pk)
    form = RefuseForm(request.POST, auto_id="refuse-%s")
    if not form.is_valid():
        return _page(request, row, status=422, refuse_form=form)
    try:
        services.decline(row, actor=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        messages.success(request, _("The visitor was told."))
    except CaseError as error:
        messages.error(request, str(error))
    return redirect("exchange:own")
