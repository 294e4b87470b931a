"""The volunteer's own pages: the appointment with its log, articles, what they tell of themselves, the end."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.audit.refusals import refuse
from cms.core.errors import CaseError
from cms.people import held
from workflows.engine.matter import Action
from workflows.kinds.volunteering.actions import HAND_IN, NOTE, PROFILE, RESIGN, TAKE_BACK
from workflows.kinds.volunteering.matters import SHOWN
from workflows.kinds.volunteering.models import Appointment, Renewal
from workflows.kinds.volunteering.models.service import spoken
from workflows.kinds.volunteering.services import activity, holding, renewing
from workflows.kinds.volunteering.views.guards import by_link, private, user_of
from workflows.kinds.volunteering.views.volunteer_forms import RenewalForm


def own(request: HttpRequest, pk: int) -> Appointment:
    """The appointment of this person; 404 for another's, with the attempt on record."""
    found = holding.of_user(request.user).filter(pk=pk).first()
    if found is None:
        refuse(actor=request.user, door="volunteering", subject=f"appointment:{pk}", reason="not theirs")
        raise Http404
    return found


def _crumbs(found: Appointment, *more: tuple[str, str]) -> list[tuple[str, str]]:
    mine = (found.role, reverse("volunteering:appointment", args=[found.pk]) if more else "")
    return [(_("My page"), reverse("intake:mypage")), mine, *more]


@private
def appointment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Term, log and what can be done; POST writes an entry of the log."""
    found = own(request, pk)
    form, answer = _sent(request, found, NOTE)
    if answer:
        return answer
    entries = found.activities.filter(taken_back_at=None)
    context = {
        "appointment": found,
        "crumbs": _crumbs(found),
        "form": form,
        "entries": entries[:SHOWN],
        "hours": spoken(activity.minutes_of(found)),
        "trainings": found.attendances.select_related("training").order_by("-training__starts_at"),
        "articles": found.articles.all()[:SHOWN],
        "renewal": Renewal.objects.filter(appointment=found).first(),
    }
    return render(request, "volunteering/appointment.html", context, status=422 if form.errors else 200)


@private
def take_back(request: HttpRequest, pk: int, entry: int) -> HttpResponseBase:
    found = own(request, pk)
    assert TAKE_BACK.form is not None
    form = TAKE_BACK.form(found, user_of(request), {"entry": entry})
    if not form.is_valid():
        raise Http404
    if request.method == "POST":
        try:
            TAKE_BACK.do(found, user_of(request), form)
        except CaseError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, str(TAKE_BACK.said(found)))
        return redirect("volunteering:appointment", found.pk)
    context = {
        "appointment": found,
        "entry": form.cleaned_data["entry"],
        "crumbs": _crumbs(found, (_("Take the entry back"), "")),
    }
    return render(request, "volunteering/take_back.html", context)


@private
def article(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = own(request, pk)
    if not found.recruitment.writes_articles:
        raise Http404
    form, answer = _sent(request, found, HAND_IN)
    if answer:
        return answer
    context = {
        "appointment": found, "form": form, "credit": activity.credit(found),
        "crumbs": _crumbs(found, (_("Hand in an article"), "")),
    }  # fmt: skip
    return render(request, "volunteering/article.html", context, status=422 if form.errors else 200)


@private
def profile(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = own(request, pk)
    form, answer = _sent(request, found, PROFILE)
    if answer:
        return answer
    context = {"appointment": found, "form": form, "crumbs": _crumbs(found, (_("About you"), ""))}
    return render(request, "volunteering/profile.html", context, status=422 if form.errors else 200)


@private
def resign(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = own(request, pk)
    form, answer = _sent(request, found, RESIGN)
    if answer:
        return answer
    waits = found.state == Appointment.State.WAITING
    here = _("Leave the waiting list") if waits else _("Resign")
    context = {
        "appointment": found, "form": form, "question": RESIGN.confirm(found), "crumbs": _crumbs(found, (here, "")),
    }  # fmt: skip
    return render(request, "volunteering/resign.html", context, status=422 if form.errors else 200)


@private
def renewal(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The answer of February in My page."""
    found = own(request, pk)
    asked = get_object_or_404(Renewal, appointment=found)
    asked.appointment = found
    return _answer(request, asked, actor=user_of(request), crumbs=_crumbs(found, (_("Going on"), "")))


@by_link
def renewal_by_link(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The same through the link of the mail; the page names nobody."""
    asked = renewing.find(secret)
    if asked is None:
        raise Http404
    return _answer(request, asked, actor=None, crumbs=[])


def _answer(request: HttpRequest, asked: Renewal, *, actor: Any, crumbs: list[tuple[str, str]]) -> HttpResponseBase:
    form = RenewalForm(request.POST if request.method == "POST" else None)
    held.fill(form, request)
    context: dict[str, Any] = {"renewal": asked, "appointment": asked.appointment, "form": form, "crumbs": crumbs}
    status = 200
    if request.method == "POST" and renewing.is_open(asked):
        if form.is_valid():
            try:
                answered = renewing.answer(
                    asked, actor=actor, goes_on=form.cleaned_data["answer"] == Renewal.Answer.YES
                )
                if actor is not None:
                    messages.success(request, _("Thank you. Your answer has been noted."))
                    return redirect("volunteering:renewal", asked.appointment_id)
                context |= {"renewal": answered, "answered_now": True}
            except CaseError as error:
                context["problem"], status = str(error), 409
        else:
            status = 422
    context["is_open"] = renewing.is_open(asked)
    return render(request, "volunteering/renewal.html", context, status=status)


def _sent(request: HttpRequest, found: Appointment, act: Action) -> tuple[Form, HttpResponseBase | None]:
    """The form of ``act``, which says what is wrong; after a POST that was done the way back to the appointment."""
    user = user_of(request)
    assert act.form is not None
    form = act.form(found, user, request.POST if request.method == "POST" else None)
    held.fill(form, request)
    if request.method != "POST" or not form.is_valid():
        return form, None
    try:
        act.do(found, user, form)
    except CaseError as error:
        form.add_error(None, str(error))
        return form, None
    messages.success(request, str(act.said(found)))
    return form, redirect("volunteering:appointment", found.pk)
