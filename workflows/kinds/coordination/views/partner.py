"""The group that is asked: reads the request, asks back, answers, consents, looks back, reads the agreement."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.people import held
from media.views import send_private
from workflows.correspondence.models import Letter
from workflows.correspondence.queries import readable_letters
from workflows.kinds.coordination import contact, panels
from workflows.kinds.coordination.models import Agreement, Side, Sounding
from workflows.kinds.coordination.services import consenting, reading, sounding
from workflows.kinds.coordination.services.agreeing import AGREED
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
from workflows.kinds.coordination.views.forms import ACCEPT, DECLINE, AnswerForm, ConsentForm, QuestionForm
from workflows.kinds.coordination.views.sheets import sheet_page

HERE = "coordination:request"


@page
def request_page(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = asked_of_own_group(request, pk)
    return _shown(request, found)


def _shown(request: HttpRequest, found: Sounding, *, status: int = 200, **forms: Any) -> HttpResponseBase:
    case, user = found.case, user_of(request)
    is_open = case.closed_at is None
    agreed = Agreement.objects.filter(sounding=found, agreed_on__isnull=False).first()
    own = contact.standing(found).filter(side=Side.PARTNER).first()
    context = {
        **_ways(request, found.pk),
        "sounding": found,
        "case": case,
        "may_answer": is_open and not case.outcome,
        "is_open": is_open,
        "own": own,
        "other": contact.contact_for(user, found),
        "remarks": found.remarks.all(),
        "agreed": agreed,
        "letter": letter_for(found),
        **panels.sheet_state(case, Side.PARTNER),
        "answer_form": AnswerForm(initial=_answered(found)),
        "question_form": QuestionForm(),
        "consent_form": ConsentForm(initial=contact.own_contact(user)),
        "crumbs": [(_("My page"), reverse("intake:mypage")), (_("Request to your group"), "")],
        "wrong": next(iter(forms.values()), None),
        **forms,
    }
    return render(request, "coordination/request.html", context, status=status)


def _ways(request: HttpRequest, pk: int) -> dict[str, str]:
    return {f"way_to_{name}": way(request, f"coordination:{name}", pk) for name in ("answer", "ask", "consent")}


def _answered(found: Sounding) -> dict[str, str]:
    """What the group has said so far."""
    said = {Sounding.State.ACCEPTED: ACCEPT, Sounding.State.DECLINED: DECLINE}.get(Sounding.State(found.state), "")
    return {"answer": said, "conditions": found.conditions}


@writing(HERE, asked_of_own_group)
def answer(request: HttpRequest, found: Sounding) -> HttpResponseBase:
    form = AnswerForm(request.POST if request.method == "POST" else None, initial=_answered(found))
    held.fill(form, request)
    if not form.is_valid():
        return _shown(request, found, status=422 if form.is_bound else 200, answer_form=form)
    accepts = form.cleaned_data["answer"] == ACCEPT

    def act() -> None:
        sounding.answer(found, actor=user_of(request), accepts=accepts, conditions=form.cleaned_data["conditions"])

    said = _("Thank you. The hub has your answer.")
    return done(request, act, said=said, back=HERE, pk=found.pk)


@writing(HERE, asked_of_own_group)
def ask(request: HttpRequest, found: Sounding) -> HttpResponseBase:
    form = QuestionForm(request.POST if request.method == "POST" else None)
    held.fill(form, request)
    if not form.is_valid():
        return _shown(request, found, status=422 if form.is_bound else 200, question_form=form)

    def act() -> None:
        sounding.remark(found, actor=user_of(request), text=form.cleaned_data["text"], by_hub=False)

    return done(request, act, said=_("Your question was sent to the hub."), back=HERE, pk=found.pk)


@writing(HERE, asked_of_own_group)
def consent(request: HttpRequest, found: Sounding) -> HttpResponseBase:
    initial = contact.own_contact(user_of(request))
    form = ConsentForm(request.POST if request.method == "POST" else None, initial=initial)
    held.fill(form, request)
    if not form.is_valid():
        return _shown(request, found, status=422 if form.is_bound else 200, consent_form=form)

    def act() -> None:
        consenting.give_consent(found, actor=user_of(request), side=Side.PARTNER, **form.contact())

    return done(request, act, said=_("Your consent is on record."), back=HERE, pk=found.pk)


@action(HERE)
def withdraw(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = asked_of_own_group(request, pk)

    def act() -> None:
        consenting.take_consent_back(found, actor=user_of(request), side=Side.PARTNER)

    return done(request, act, said=_("Your consent was taken back. Your contact is no longer shown."), back=HERE, pk=pk)


@form_page
def sheet(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = asked_of_own_group(request, pk)
    if not Agreement.objects.filter(sounding=found, agreed_on__isnull=False).exists():
        raise Http404
    return sheet_page(request, found.case, side=Side.PARTNER, back=reverse(HERE, args=[pk]))


@page
def agreement(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The agreement in force as PDF. The first opening by the partner is on record."""
    found = asked_of_own_group(request, pk)
    letter = letter_for(found)
    if letter is None or letter.file is None or found.case.erased_at is not None:
        raise Http404
    response = send_private(letter.file, inline=True)
    if request.method == "GET":
        reading.record_reading(found, letter, actor=user_of(request))
    return response


def letter_for(found: Sounding) -> Letter | None:
    """The newest agreement with this very group that was given out; nobody else's."""
    if not Agreement.objects.filter(sounding=found, agreed_on__isnull=False).exists():
        return None
    return readable_letters(found.case).filter(outcome=AGREED).last()
