"""Choosing the group for which a form is begun, or going on with one that was begun."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from cms.audit.refusals import refuse
from cms.core.clock import database_now
from cms.core.errors import CaseError
from cms.hubs.models import Hub
from cms.people.groups import groups_of
from cms.people.held import given_back
from cms.people.models import CommunityGroup
from forms.wording import said
from workflows.cases.access import readable_by_applicant
from workflows.cases.applying import Obstacle, obstacle
from workflows.cases.models import Case
from workflows.cases.party import Party
from workflows.intake.crumbs import at_call
from workflows.intake.eligibility import Judgement, judge
from workflows.intake.overview import drafts_for_call
from workflows.intake.services.starting import ConsultationFirst, kind_for, start, wants_consultation_first
from workflows.intake.views.guards import form_page, user_of
from workflows.intake.views.records import published_call
from workflows.programmes.models import Call


@dataclass(frozen=True)
class Choice:
    """One party that the person may apply as: one of their groups, or themselves at a hub."""

    party: Party
    obstacle: Obstacle | None

    @property
    def value(self) -> str:
        return str(self.party.group.pk if self.party.group else self.party.hub.pk)

    @property
    def name(self) -> str:
        return self.party.name or self.party.hub.name


@form_page
def begin(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The groups of the person, or the hubs at which they may apply themselves; a POST begins the form."""
    call = published_call(slug)
    held = given_back(request).texts
    judgement = judge(call, request.POST if request.method == "POST" else {**request.GET.dict(), **held})
    parties = _parties(request, call)
    if request.method == "POST":
        return _begin(request, call, parties, judgement)
    if not judgement.fits and not drafts_for_call(request.user, call):
        return redirect(_with(reverse("intake:eligibility", args=[call.slug]), judgement.query))
    return _page(request, call, parties, judgement)


def _parties(request: HttpRequest, call: Call) -> list[Party]:
    if kind_for(call).is_for_groups:
        groups = groups_of(request.user).select_related("hub").order_by("name_kana", "pk")
        return [Party.of(group) for group in groups]
    hubs = call.hubs.all() or Hub.objects.all()
    return [Party(hub, user=user_of(request)) for hub in hubs.exclude(status=Hub.Status.CLOSED)]


def _begin(request: HttpRequest, call: Call, parties: list[Party], judgement: Judgement) -> HttpResponseBase:
    for_groups = kind_for(call).is_for_groups
    wanted = request.POST.get("group" if for_groups else "hub", "")
    if not wanted:
        problem = _("Please choose a group.") if for_groups else _("Please choose a hub.")
        return _page(request, call, parties, judgement, problem=problem, status=422)
    party = next((one for one in parties if Choice(one, None).value == wanted), None)
    if party is None:
        subject = f"{'group' if for_groups else 'hub'}:{wanted[:20]}"
        refuse(actor=request.user, door="intake:start", subject=subject, reason="not theirs")
        raise Http404
    if not judgement.fits and not any(row.is_for(party) for row in drafts_for_call(request.user, call)):
        return redirect(_with(reverse("intake:eligibility", args=[call.slug]), judgement.query))
    try:
        draft = start(
            call, actor=user_of(request), group=party.group, hub=party.hub, at=database_now(),
            eligibility=judgement.as_context(),
        )  # fmt: skip
    except ConsultationFirst:
        return _page(request, call, parties, judgement, consult=party.group, status=409)
    except CaseError as error:
        return _page(request, call, parties, judgement, problem=str(error), status=409)
    return redirect("intake:draft", draft.pk)


def _page(
    request: HttpRequest,
    call: Call,
    parties: list[Party],
    judgement: Judgement,
    *,
    problem: str = "",
    consult: CommunityGroup | None = None,
    status: int = 200,
) -> HttpResponseBase:
    prefetch_related_objects([call], "hubs")
    choices = [Choice(party, obstacle(call, party)) for party in parties]
    for_groups = kind_for(call).is_for_groups
    name = "group" if for_groups else "hub"
    first = next((party.group for party in parties if wants_consultation_first(call, party)), None)
    context = {
        "call": call,
        "crumbs": at_call(call, said("Begin the application", call.programme.kind)),
        "for_groups": for_groups,
        "choices": choices,
        "any_accepted": any(one.obstacle is None for one in choices),
        "judgement": judgement,
        "drafts": drafts_for_call(request.user, call),
        "cases": _sent_already(request, call),
        "problem": problem,
        "chosen": given_back(request).texts.get(name) or request.POST.get(name, ""),
        "consult": consult or first,
        "is_open": call.is_open(database_now()),
        "register_url": _with(reverse("people:register"), urlencode({"next": request.get_full_path()})),
    }
    return render(request, "intake/start.html", context, status=status)


def _sent_already(request: HttpRequest, call: Call) -> QuerySet[Case]:
    mine = readable_by_applicant(request.user).filter(call=call)
    return mine.select_related("group", "person").order_by("-arrived_at")


def _with(url: str, query: str) -> str:
    return f"{url}?{query}" if query else url
