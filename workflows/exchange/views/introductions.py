"""A group's people answer an introduction: agree to be reached, take that back, or refuse."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cms.audit.refusals import refuse
from cms.core.errors import CaseError
from cms.people.groups import own_group_or_404
from cms.people.models import CommunityGroup, Person
from workflows.exchange.access import introductions_of
from workflows.exchange.contacts import contact_for
from workflows.exchange.forms import ConsentForm, DeclineForm
from workflows.exchange.models import Introduction
from workflows.exchange.overview import rows_of
from workflows.exchange.services import introducing as services
from workflows.exchange.views.doors import action, crumbs, page

JOINED = ("need__group__hub", "offer__group__hub", "need__area", "offer__area")


def _found(request: HttpRequest, pk: int, group: int) -> tuple[Introduction, CommunityGroup]:
    """The introduction and the person's group in it; 404 for anything foreign, on record."""
    whose = own_group_or_404(request.user, group)
    found = introductions_of(request.user).select_related(*JOINED).filter(pk=pk).first()
    if found is None or not found.sides_of(whose.pk):
        refuse(actor=request.user, door="exchange:introduction", subject=f"introduction:{pk}", reason="not theirs")
        raise Http404
    return found, whose


@page
def introduction(request: HttpRequest, pk: int, group: int) -> HttpResponse:
    return _page(request, *_found(request, pk, group))


def _page(
    request: HttpRequest, found: Introduction, group: CommunityGroup, status: int = 200, **forms: Any
) -> HttpResponse:
    person = Person.objects.filter(user=request.user).first()  # type: ignore[misc]
    initial = {"name": person.name, "reach": person.phone} if person else {}
    context = {
        "row": rows_of(found, group)[0],
        "contact": contact_for(found, reader=request.user, group=group),
        "form": ConsentForm(initial=initial),
        "decline_form": DeclineForm(),
        "crumbs": crumbs((_("Introduction"), "")),
        **forms,
    }
    return render(request, "exchange/introduction.html", context, status=status)


@action
def consent(request: HttpRequest, pk: int, group: int) -> HttpResponse:
    found, whose = _found(request, pk, group)
    form = ConsentForm(request.POST)
    if not form.is_valid():
        return _page(request, found, whose, status=422, form=form)
    try:
        row = services.consent(found, actor=request.user, group=whose, **form.cleaned_data)  # type: ignore[arg-type]
    except CaseError as error:
        messages.error(request, str(error))
    else:
        told = (
            _("Both sides have agreed. You can now read how to reach the other side.")
            if row.connected_at
            else _("Your consent is recorded. The other side is being asked.")
        )
        messages.success(request, told)
    return redirect("exchange:introduction", pk=pk, group=group)


@action
def decline(request: HttpRequest, pk: int, group: int) -> HttpResponse:
    found, whose = _found(request, pk, group)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, found, whose, status=422, decline_form=form)
    try:
        services.decline(found, actor=request.user, group=whose, **form.cleaned_data)  # type: ignore[arg-type]
        messages.success(request, _("You have refused the introduction. It has ended."))
    except CaseError as error:
        messages.error(request, str(error))
    return redirect("exchange:own")


@action
def take_back(request: HttpRequest, pk: int, group: int) -> HttpResponse:
    found, whose = _found(request, pk, group)
    try:
        services.withdraw_consent(found, actor=request.user, group=whose)  # type: ignore[arg-type]
        messages.success(request, _("Your consent is taken back. The other side no longer sees how to reach you."))
    except CaseError as error:
        messages.error(request, str(error))
    return redirect("exchange:introduction", pk=pk, group=group)
