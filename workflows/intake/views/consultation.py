"""Asking for the prior consultation, and seeing how it stands."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.audit.refusals import refuse
from cms.core.clock import database_now
from cms.core.errors import CaseError
from cms.people import held
from cms.people.groups import groups_of
from cms.people.held import given_back
from cms.people.models import CommunityGroup, Person
from workflows.cases.models import Consultation
from workflows.cases.services.consultation import cancel, request_consultation
from workflows.intake import limits
from workflows.intake.consultation_form import ConsultationForm
from workflows.intake.crumbs import at_call
from workflows.intake.eligibility import judge
from workflows.intake.views.guards import action, form_page, user_of
from workflows.intake.views.records import published_call
from workflows.programmes.models import Call, Programme

State = Consultation.State


@form_page
def consultation(request: HttpRequest, slug: str) -> HttpResponseBase:
    """State of the consultations of the person's groups, and the form for those who have none."""
    call = published_call(slug)
    if call.programme.consultation == Programme.Consultation.NONE:
        return redirect(_with_answers(reverse("intake:start", args=[call.slug]), call, request))
    groups = list(groups_of(request.user).select_related("hub").order_by("name_kana", "pk"))
    asked = _asked(call, groups)
    waiting = {one.group_id for one in asked if one.state != State.CANCELLED and not one.taken}
    free = [group for group in groups if group.pk not in waiting]
    form = _form(request, free)
    is_open = call.is_open(database_now())
    problem, seconds = "", 0
    if request.method == "POST":
        seconds = limits.to_wait(request, "consultation")
        problem = _why_not(request, is_open, {str(pk) for pk in waiting}, seconds)
        if not problem and form.is_valid() and not (problem := _ask(request, call, form)):
            return redirect(_with_answers(reverse("intake:consultation", args=[call.slug]), call, request))
    written = form.is_bound or bool(given_back(request).texts)
    context = {
        "call": call,
        "crumbs": at_call(call, _("Prior consultation")),
        "asked": asked,
        "groups": groups,
        "form": form if written or (free and is_open) else None,
        "texts": [] if free and is_open else _texts(form),
        "problem": problem,
        "is_open": is_open,
        "required": call.programme.consultation == Programme.Consultation.REQUIRED,
        "query": judge(call, request.GET).query,
    }
    status = 429 if seconds else 422 if problem or form.errors else 200
    answer = render(request, "intake/consultation.html", context, status=status)
    if seconds:
        answer["Retry-After"] = str(limits.in_minutes(seconds) * 60)
    return answer


@action("intake:consultation", "slug")
def cancel_consultation(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    call = published_call(slug)
    found = Consultation.objects.filter(pk=pk, call=call, group__in=groups_of(request.user)).first()
    if found is None:
        refuse(actor=request.user, door="intake:cancel_consultation", subject=f"consultation:{pk}", reason="not theirs")
        raise Http404
    try:
        cancel(found, actor=user_of(request))
        messages.success(request, _("The consultation was cancelled."))
    except CaseError as error:
        messages.error(request, str(error))
    return redirect("intake:consultation", slug=call.slug)


def _asked(call: Call, groups: list[CommunityGroup]) -> list[Consultation]:
    rows = Consultation.objects.filter(call=call, group__in=groups).select_related("group", "hub")
    return list(rows.order_by("group__name_kana", "-created_at"))


def _form(request: HttpRequest, groups: list[CommunityGroup]) -> ConsultationForm:
    if request.method == "POST":
        return ConsultationForm(request.POST, groups=groups)
    person = Person.objects.filter(user=user_of(request)).first()
    form = ConsultationForm(groups=groups, initial={"contact_phone": person.phone if person else ""})
    held.fill(form, request)
    return form


def _why_not(request: HttpRequest, is_open: bool, waiting: set[str], seconds: int) -> str:
    """What stands in the way whatever was written; it is told with the text still on the page."""
    if not is_open:
        return _("This call closed meanwhile, so the request was not sent. What you wrote stands below.")
    if request.POST.get("group") in waiting:
        return _("A consultation has already been asked for by your group, so this request was not sent.")
    if seconds:
        minutes = limits.in_minutes(seconds)
        text = ngettext(
            "This was done very often in a short time, so the request was not sent. What you wrote stands below. "
            "Please send it again in %(minutes)d minute.",
            "This was done very often in a short time, so the request was not sent. What you wrote stands below. "
            "Please send it again in %(minutes)d minutes.",
            minutes,
        )
        return text % {"minutes": minutes}
    return ""


def _texts(form: ConsultationForm) -> list[tuple[str, str]]:
    """What was written where it can no longer be sent: label and text, to read and to copy."""
    return [(str(bound.label), str(bound.value() or "")) for bound in form if bound.name != "group" and bound.value()]


def _ask(request: HttpRequest, call: Call, form: ConsultationForm) -> str:
    """Why the consultation could not be asked for; nothing when it was."""
    try:
        request_consultation(call, actor=user_of(request), at=database_now(), **form.cleaned_data)
    except CaseError as error:
        return str(error)
    messages.success(request, _("The hub has received your request and will call you."))
    return ""


def _with_answers(address: str, call: Call, request: HttpRequest) -> str:
    """The answers about eligibility go along, so that they are asked for once."""
    query = judge(call, request.GET).query
    return f"{address}?{query}" if query else address
