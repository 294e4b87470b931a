"""The group that is asked: reads the request, asks back, answers, consents, looks back, reads the agreement."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.people import held
from media.views import send_private
from workflows.engine.matter import Action
from workflows.kinds.coordination import actions, contact, panels
from workflows.kinds.coordination.actions import ANSWER, ASK, may_answer
from workflows.kinds.coordination.matters import agreement_file
from workflows.kinds.coordination.models import Side, Sounding
from workflows.kinds.coordination.views.doors import (
    action,
    asked_of_own_group,
    done,
    form_page,
    page,
    user_of,
    way,
    writing,
)
from workflows.kinds.coordination.views.sheets import sheet_page

CONSENT, WITHDRAW = actions.consent(Side.PARTNER), actions.withdraw_consent(Side.PARTNER)
FORMS = {"answer_form": ANSWER.form, "question_form": ASK.form, "consent_form": CONSENT.form}
HERE = "coordination:request"


@page
def request_page(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = asked_of_own_group(request, pk)
    return _shown(request, found)


def _shown(request: HttpRequest, found: Any, *, status: int = 200, **forms: Any) -> HttpResponseBase:
    case, user = found.case, user_of(request)
    context = {
        **_ways(request, found.pk),
        "sounding": found,
        "case": case,
        "may_answer": may_answer(found),
        "is_open": case.closed_at is None,
        "own": contact.standing(found).filter(side=Side.PARTNER).first(),
        "other": contact.contact_for(user, found),
        "remarks": found.remarks.all(),
        "agreed": found.agreed,
        "file": agreement_file(found),
        **panels.sheet_state(case, Side.PARTNER),
        **{name: build(found, user, None) for name, build in FORMS.items() if build},
        "crumbs": [(_("My page"), reverse("intake:mypage")), (_("Request to your group"), "")],
        "wrong": next(iter(forms.values()), None),
        **forms,
    }
    return render(request, "coordination/request.html", context, status=status)


def _ways(request: HttpRequest, pk: int) -> dict[str, str]:
    return {f"way_to_{name}": way(request, f"coordination:{name}", pk) for name in ("answer", "ask", "consent")}


def _written(request: HttpRequest, found: Any, act: Action, name: str) -> HttpResponseBase:
    """``act`` with what was sent; a form that is not valid stands on the page as ``name``."""
    user = user_of(request)
    assert act.form is not None
    form = act.form(found, user, request.POST if request.method == "POST" else None)
    held.fill(form, request)
    if not form.is_valid():
        return _shown(request, found, status=422 if form.is_bound else 200, **{name: form})
    return done(request, lambda: act.do(found, user, form), said=str(act.said(found)), back=HERE, pk=found.pk)


@writing(HERE, asked_of_own_group)
def answer(request: HttpRequest, found: Sounding) -> HttpResponseBase:
    return _written(request, found, ANSWER, "answer_form")


@writing(HERE, asked_of_own_group)
def ask(request: HttpRequest, found: Sounding) -> HttpResponseBase:
    return _written(request, found, ASK, "question_form")


@writing(HERE, asked_of_own_group)
def consent(request: HttpRequest, found: Sounding) -> HttpResponseBase:
    return _written(request, found, CONSENT, "consent_form")


@action(HERE)
def withdraw(request: HttpRequest, pk: int) -> HttpResponseBase:
    found, user = asked_of_own_group(request, pk), user_of(request)
    return done(request, lambda: WITHDRAW.do(found, user, None), said=str(WITHDRAW.said(found)), back=HERE, pk=pk)


@form_page
def sheet(request: HttpRequest, pk: int) -> HttpResponseBase:
    found: Any = asked_of_own_group(request, pk)
    if not found.agreed:
        raise Http404
    return sheet_page(request, found.case, side=Side.PARTNER, back=reverse(HERE, args=[pk]))


@page
def agreement(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The agreement in force as PDF. The first opening by the partner is on record."""
    file = agreement_file(asked_of_own_group(request, pk))
    if file is None:
        raise Http404
    response = send_private(file.kept, inline=True)
    if request.method == "GET":
        file.opened(user_of(request))
    return response
