"""Asking for the prior consultation, and seeing how it stands."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cms.audit.refusals import refuse
from cms.core.clock import database_now
from cms.core.errors import CaseError
from cms.people.groups import groups_of
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
@limits.limited("consultation")
def consultation(request: HttpRequest, slug: str) -> HttpResponseBase:
    """State of the consultations of the person's groups, and the form for those who have none."""
    call = published_call(slug)
    if call.programme.consultation == Programme.Consultation.NONE:
        return redirect(_start_url(call, request))
    groups = list(groups_of(request.user).select_related("hub").order_by("name_kana", "pk"))
    asked = list(_asked(call, groups))
    free = [group for group in groups if group.pk not in {one.group_id for one in asked if one.state != "cancelled"}]
    form = _form(request, free)
    problem = ""
    if request.method == "POST" and form.is_valid():
        problem = _ask(request, call, form)
        if not problem:
            return redirect("intake:consultation", slug=call.slug)
    context = {
        "call": call,
        "crumbs": at_call(call, _("Prior consultation")),
        "asked": asked,
        "groups": groups,
        "form": form if free else None,
        "problem": problem,
        "is_open": call.is_open(database_now()),
        "required": call.programme.consultation == Programme.Consultation.REQUIRED,
        "query": judge(call, request.GET).query,
    }
    return render(request, "intake/consultation.html", context, status=422 if problem or form.errors else 200)


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
    return ConsultationForm(groups=groups, initial={"contact_phone": person.phone if person else ""})


def _ask(request: HttpRequest, call: Call, form: ConsultationForm) -> str:
    """Why the consultation could not be asked for; nothing when it was."""
    try:
        request_consultation(call, actor=user_of(request), at=database_now(), **form.cleaned_data)
    except CaseError as error:
        return str(error)
    messages.success(request, _("The hub has received your request and will call you."))
    return ""


def _start_url(call: Call, request: HttpRequest) -> str:
    query = judge(call, request.GET).query
    return f"/calls/{call.slug}/start/" + (f"?{query}" if query else "")
