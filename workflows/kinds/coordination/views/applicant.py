"""The side that asked: the group that accepted, the consent, its contact once both stand, and the sheet."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.people import held
from workflows.kinds.coordination import contact
from workflows.kinds.coordination.models import Side, Sounding
from workflows.kinds.coordination.services import consenting
from workflows.kinds.coordination.views.doors import (
    action,
    done,
    form_page,
    of_own_case,
    own_case,
    page,
    user_of,
    way,
    writing,
)
from workflows.kinds.coordination.views.forms import ConsentForm
from workflows.kinds.coordination.views.sheets import sheet_page

HERE = "coordination:partner"


@page
def partner_page(request: HttpRequest, pk: int) -> HttpResponseBase:
    return _shown(request, of_own_case(request, pk))


def _shown(request: HttpRequest, found: Sounding, *, status: int = 200, **forms: Any) -> HttpResponseBase:
    case, user = found.case, user_of(request)
    context = {
        "way_to_consent": way(request, "coordination:own_consent", found.pk),
        "sounding": found,
        "case": case,
        "is_open": case.closed_at is None,
        "own": contact.standing(found).filter(side=Side.APPLICANT).first(),
        "other": contact.contact_for(user, found),
        "consent_form": ConsentForm(initial=contact.own_contact(user, case)),
        "crumbs": [
            (_("My page"), reverse("intake:mypage")),
            (case.number, reverse("intake:case", args=[case.pk])),
            (found.group.name, ""),
        ],
        "wrong": next(iter(forms.values()), None),
        **forms,
    }
    return render(request, "coordination/partner.html", context, status=status)


@writing(HERE, of_own_case)
def consent(request: HttpRequest, found: Sounding) -> HttpResponseBase:
    initial = contact.own_contact(user_of(request), found.case)
    form = ConsentForm(request.POST if request.method == "POST" else None, initial=initial)
    held.fill(form, request)
    if not form.is_valid():
        return _shown(request, found, status=422 if form.is_bound else 200, consent_form=form)

    def act() -> None:
        consenting.give_consent(found, actor=user_of(request), side=Side.APPLICANT, **form.contact())

    return done(request, act, said=_("Your consent is on record."), back=HERE, pk=found.pk)


@action(HERE)
def withdraw(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = of_own_case(request, pk)

    def act() -> None:
        consenting.take_consent_back(found, actor=user_of(request), side=Side.APPLICANT)

    return done(request, act, said=_("Your consent was taken back. Your contact is no longer shown."), back=HERE, pk=pk)


@form_page
def sheet(request: HttpRequest, pk: int) -> HttpResponseBase:
    case = own_case(request, pk)
    return sheet_page(request, case, side=Side.APPLICANT, back=reverse("intake:case", args=[case.pk]))
