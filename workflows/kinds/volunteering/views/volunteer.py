"""The volunteer's own pages: the appointment with its log, articles, what they tell of themselves, the end."""

from __future__ import annotations

from collections.abc import Callable
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
from workflows.kinds.volunteering.models import Activity, Appointment, Renewal, VolunteerProfile
from workflows.kinds.volunteering.models.service import spoken
from workflows.kinds.volunteering.services import activity, ending, holding, profiles, renewing
from workflows.kinds.volunteering.views.guards import by_link, private, user_of
from workflows.kinds.volunteering.views.volunteer_forms import (
    ActivityForm,
    ArticleForm,
    ProfileForm,
    RenewalForm,
    ResignForm,
)

SHOWN = 100


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
    form = ActivityForm(request.POST if request.method == "POST" else None)
    held.fill(form, request)

    def write() -> None:
        data = form.cleaned_data
        activity.note(
            found, actor=user_of(request), done_on=data["done_on"], minutes=form.minutes(), text=data["text"],
            key=data["key"], is_report=data["is_report"],
        )  # fmt: skip

    if answer := _done(request, form, write, _("The entry is in your log."), found):
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
    row = get_object_or_404(Activity.objects.select_related("appointment"), pk=entry, appointment=found)
    if request.method == "POST":
        try:
            activity.take_back(row, actor=user_of(request))
        except CaseError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The entry was taken back."))
        return redirect("volunteering:appointment", found.pk)
    context = {"appointment": found, "entry": row, "crumbs": _crumbs(found, (_("Take the entry back"), ""))}
    return render(request, "volunteering/take_back.html", context)


@private
def article(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = own(request, pk)
    if not found.recruitment.writes_articles:
        raise Http404
    form = ArticleForm(request.POST if request.method == "POST" else None)
    held.fill(form, request)

    def send() -> None:
        data = form.cleaned_data
        activity.hand_in(found, actor=user_of(request), title=data["title"], text=data["text"], key=data["key"])

    if answer := _done(request, form, send, _("Your article is with the editors of the hub now."), found):
        return answer
    context = {
        "appointment": found, "form": form, "credit": activity.credit(found),
        "crumbs": _crumbs(found, (_("Hand in an article"), "")),
    }  # fmt: skip
    return render(request, "volunteering/article.html", context, status=422 if form.errors else 200)


@private
def profile(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = own(request, pk)
    known = VolunteerProfile.objects.filter(person_id=found.person_id).first() or VolunteerProfile()
    initial = {name: getattr(known, name) for name in profiles.FIELDS}
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=initial)
    held.fill(form, request)

    def save() -> None:
        profiles.save(found.person, actor=user_of(request), **form.cleaned_data)

    if answer := _done(request, form, save, _("What you told about yourself has been saved."), found):
        return answer
    context = {"appointment": found, "form": form, "crumbs": _crumbs(found, (_("About you"), ""))}
    return render(request, "volunteering/profile.html", context, status=422 if form.errors else 200)


@private
def resign(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = own(request, pk)
    form = ResignForm(request.POST if request.method == "POST" else None)
    held.fill(form, request)

    def end() -> None:
        ending.resign(found, actor=user_of(request), reason=form.cleaned_data["reason"])

    waits = found.state == Appointment.State.WAITING
    told = _("You have left the waiting list.") if waits else _("Your appointment has ended. Thank you for your help.")
    if answer := _done(request, form, end, told, found):
        return answer
    here = _("Leave the waiting list") if waits else _("Resign")
    context = {"appointment": found, "form": form, "crumbs": _crumbs(found, (here, ""))}
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


def _done(
    request: HttpRequest, form: Form, work: Callable[[], None], told: str, found: Appointment
) -> HttpResponseBase | None:
    """After a POST that was done: back to the appointment. Else None, and the form says what is wrong."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        work()
    except CaseError as error:
        form.add_error(None, str(error))
        return None
    messages.success(request, told)
    return redirect("volunteering:appointment", found.pk)
