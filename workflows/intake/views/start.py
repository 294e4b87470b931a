"""Choosing the group for which a form is begun, or going on with one that was begun."""

from __future__ import annotations

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from cms.audit.refusals import refuse
from cms.core.clock import database_now
from cms.core.errors import CaseError
from cms.people.groups import groups_of
from cms.people.held import given_back
from cms.people.models import CommunityGroup
from workflows.cases.applying import obstacle
from workflows.cases.models import Case
from workflows.intake.crumbs import at_call
from workflows.intake.eligibility import Judgement, judge
from workflows.intake.overview import drafts_for_call
from workflows.intake.services.starting import ConsultationFirst, start, wants_consultation_first
from workflows.intake.views.guards import form_page, user_of
from workflows.intake.views.records import published_call
from workflows.programmes.models import Call


@form_page
def begin(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The groups of the person; a POST begins the form of one of them."""
    call = published_call(slug)
    held = given_back(request).texts
    judgement = judge(call, request.POST if request.method == "POST" else {**request.GET.dict(), **held})
    groups = list(groups_of(request.user).select_related("hub").order_by("name_kana", "pk"))
    drafts = drafts_for_call(request.user, call)
    if request.method == "POST":
        return _begin(request, call, groups, judgement)
    if not judgement.fits and not drafts:
        return redirect(_with(reverse("intake:eligibility", args=[call.slug]), judgement.query))
    return _page(request, call, groups, judgement)


def _begin(request: HttpRequest, call: Call, groups: list[CommunityGroup], judgement: Judgement) -> HttpResponseBase:
    wanted = request.POST.get("group", "")
    if not wanted:
        return _page(request, call, groups, judgement, problem=_("Please choose a group."), status=422)
    group = next((group for group in groups if str(group.pk) == wanted), None)
    if group is None:
        refuse(actor=request.user, door="intake:start", subject=f"group:{wanted[:20]}", reason="not theirs")
        raise Http404
    if not judgement.fits and not any(row.group == group for row in drafts_for_call(request.user, call)):
        return redirect(_with(reverse("intake:eligibility", args=[call.slug]), judgement.query))
    try:
        draft = start(call, actor=user_of(request), group=group, at=database_now(), eligibility=judgement.as_context())
    except ConsultationFirst:
        return _page(request, call, groups, judgement, consult=group, status=409)
    except CaseError as error:
        return _page(request, call, groups, judgement, problem=str(error), status=409)
    return redirect("intake:draft", draft.pk)


def _page(
    request: HttpRequest,
    call: Call,
    groups: list[CommunityGroup],
    judgement: Judgement,
    *,
    problem: str = "",
    consult: CommunityGroup | None = None,
    status: int = 200,
) -> HttpResponseBase:
    prefetch_related_objects([call], "hubs")
    choices = [(group, obstacle(call, group)) for group in groups]
    context = {
        "call": call,
        "crumbs": at_call(call, _("Begin the application")),
        "choices": choices,
        "any_accepted": any(found is None for _group, found in choices),
        "judgement": judgement,
        "drafts": drafts_for_call(request.user, call),
        "cases": Case.objects.filter(call=call, group__in=groups).select_related("group").order_by("-arrived_at"),
        "problem": problem,
        "chosen": given_back(request).texts.get("group") or request.POST.get("group", ""),
        "consult": consult or next((group for group in groups if wants_consultation_first(call, group)), None),
        "is_open": call.is_open(database_now()),
        "register_url": _with(reverse("people:register"), urlencode({"next": request.get_full_path()})),
    }
    return render(request, "intake/start.html", context, status=status)


def _with(url: str, query: str) -> str:
    return f"{url}?{query}" if query else url
