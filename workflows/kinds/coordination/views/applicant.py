"""The side that asked: the group that accepted, the consent, its contact once both stand, and the sheet."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.people import held
from workflows.kinds.coordination import actions, contact
from workflows.kinds.coordination.models import Side, Sounding
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
from workflows.kinds.coordination.views.sheets import sheet_page

CONSENT, WITHDRAW = actions.consent(Side.APPLICANT), actions.withdraw_consent(Side.APPLICANT)
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
        "consent_form": CONSENT.form(found, user, None) if CONSENT.form else None,
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
    user = user_of(request)
    assert CONSENT.form is not None
    form = CONSENT.form(found, user, request.POST if request.method == "POST" else None)
    held.fill(form, request)
    if not form.is_valid():
        return _shown(request, found, status=422 if form.is_bound else 200, consent_form=form)
    return done(request, lambda: CONSENT.do(found, user, form), said=str(CONSENT.said(found)), back=HERE, pk=found.pk)


@action(HERE)
def withdraw(request: HttpRequest, pk: int) -> HttpResponseBase:
    found, user = of_own_case(request, pk), user_of(request)
    return done(request, lambda: WITHDRAW.do(found, user, None), said=str(WITHDRAW.said(found)), back=HERE, pk=pk)


@form_page
def sheet(request: HttpRequest, pk: int) -> HttpResponseBase:
    case = own_case(request, pk)
    return sheet_page(request, case, side=Side.APPLICANT, back=reverse("intake:case", args=[case.pk]))
