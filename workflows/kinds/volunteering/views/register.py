"""The register of volunteers at the desk: who serves, what they can do, one person's history, and what ends a term."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.audit.refusals import refuse
from cms.core.errors import CaseError, Forbidden
from cms.hubs.models import Hub
from cms.people.models import User
from workflows.cases.services.events import note_reading
from workflows.engine.staff_pages import Crumb, StaffPage, refused
from workflows.kinds.volunteering.models import Appointment, Renewal, VolunteerProfile
from workflows.kinds.volunteering.models.service import spoken
from workflows.kinds.volunteering.panels import reads_register
from workflows.kinds.volunteering.services import activity, ending, holding, profiles, renewing, seen
from workflows.kinds.volunteering.views.actions import ACTIONS, typed

PER_PAGE = 50
DOOR = "volunteer register"
Shared = VolunteerProfile.Shared


def readable(user: User) -> QuerySet[Appointment]:
    """Volunteers of the person's hubs, and those of other hubs who agreed to be seen there."""
    found = Appointment.objects.select_related("hub", "person__volunteer_profile", "case")
    hubs = profiles.hubs_read_by(user)
    if hubs is None:
        return found
    if not hubs:
        return found.none()
    agreed = Q(person__volunteer_profile__contact_for=Shared.ALL_HUBS) | Q(
        person__volunteer_profile__skills_for=Shared.ALL_HUBS
    )
    return found.filter(Q(hub_id__in=hubs) | agreed & Q(state__in=Appointment.HELD))


class FilterForm(django_forms.Form):
    state = django_forms.ChoiceField(
        label=gettext_lazy("State"), required=False,
        choices=[("held", gettext_lazy("serving now")), ("", gettext_lazy("all")), *Appointment.State.choices],
    )  # fmt: skip
    hub = django_forms.ModelChoiceField(
        Hub.objects.all(), label=gettext_lazy("Hub"), required=False, empty_label=gettext_lazy("all")
    )
    q = django_forms.CharField(
        label=gettext_lazy("Skills or times contain"), required=False, max_length=60,
    )  # fmt: skip

    def narrowed(self, rows: QuerySet[Appointment], user: User) -> QuerySet[Appointment]:
        """What is searched for is found only where this person may see it."""
        data: dict[str, Any] = self.cleaned_data if self.is_valid() else {"state": "held"}
        if data.get("state") == "held":
            rows = rows.filter(state__in=Appointment.HELD)
        elif data.get("state"):
            rows = rows.filter(state=data["state"])
        if data.get("hub"):
            rows = rows.filter(hub=data["hub"])
        if text := data.get("q"):
            said = Q(person__volunteer_profile__skills__icontains=text)
            said |= Q(person__volunteer_profile__availability__icontains=text)
            hubs = profiles.hubs_read_by(user)
            if hubs is not None:
                said &= Q(hub_id__in=hubs) | Q(person__volunteer_profile__skills_for=Shared.ALL_HUBS)
            rows = rows.filter(said)
        return rows


class RegisterView(StaffPage):
    template_name = "volunteering/desk/register.html"
    page_title = gettext_lazy("Volunteers")
    header_icon = "group"
    door = DOOR

    def may_enter(self, user: User) -> bool:
        return reads_register(user)

    def crumbs(self) -> list[Crumb]:
        return [{"url": reverse("volunteering_desk:register"), "label": _("Volunteers")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = FilterForm(self.request.GET or {"state": "held"})
        rows = form.narrowed(readable(self.user), self.user).order_by("hub__code", "role", "pk")
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("p"))
        lines = [(row, profiles.sight(self.user, row, profile_of(row)), profile_of(row)) for row in page]
        return {
            **super().get_context_data(**kwargs),
            "form": form,
            "page": page,
            "lines": lines,
            "alone": holding.single_holders(profiles.hubs_read_by(self.user)),
            "wishes": renewing.undecided(profiles.hubs_read_by(self.user))[:PER_PAGE],
            "query": urlencode([(key, value) for key, value in self.request.GET.items() if key != "p"]),
        }


def profile_of(appointment: Appointment) -> VolunteerProfile | None:
    return getattr(appointment.person, "volunteer_profile", None)


class VolunteerView(StaffPage):
    """One volunteer: facts as far as this person may see them, history, and what they may do. Reading is on record."""

    template_name = "volunteering/desk/volunteer.html"
    header_icon = "user"
    door = DOOR
    found: Appointment

    def may_enter(self, user: User) -> bool:
        return reads_register(user)

    def get_page_title(self) -> str:
        return self.found.role

    def crumbs(self) -> list[Crumb]:
        return [
            {"url": reverse("volunteering_desk:register"), "label": _("Volunteers")},
            {"url": self.request.path, "label": str(self.found)},
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self._find(kwargs["pk"])
        note_reading(self.found.case, reader=self.user, door=DOOR)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What ends or begins a term is shown once more first, and done as it was shown or not at all."""
        self._find(kwargs["pk"])
        name = request.POST.get("action", "")
        if name not in ACTIONS:
            raise Http404
        action = ACTIONS[name]
        form = action.form(request.POST, auto_id=f"{name}_%s") if action.form else None
        if form is not None and not form.is_valid():
            return self.render_to_response(self.get_context_data(**{f"{name}_form": form}))
        if action.confirm and "confirmed" not in request.POST:
            if action.allows(self.user, self.found):
                return self._ask(name, form)
            return refused(request, case=self.found.case, door=DOOR, reason=_("Your role does not include this."))
        given = form.cleaned_data if form else {}
        if action.confirm:
            given["seen"] = request.POST.get("seen", "")
        try:
            action.work(self.found, self.user, given)
        except Forbidden as error:
            return refused(request, case=self.found.case, door=DOOR, reason=str(error))
        except CaseError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, str(action.told))
        return redirect("volunteering_desk:volunteer", pk=self.found.pk)

    def _ask(self, name: str, form: Any) -> HttpResponse:
        context = {
            **self.get_context_data(),
            "action": name,
            "question": ACTIONS[name].confirm,
            "form": form,
            "typed": typed(form) if form else [],
            "seen": seen.mark(self.found),
        }
        return render(self.request, "volunteering/desk/confirm.html", context)

    def _find(self, pk: int) -> None:
        found = readable(self.user).select_related("recruitment").filter(pk=pk).first()
        if found is None:
            refuse(actor=self.user, door=DOOR, subject=f"appointment:{pk}", reason="not readable")
            raise Http404
        self.found = found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found, user = self.found, self.user
        profile = profile_of(found)
        sight = profiles.sight(user, found, profile)
        ours = holding.cares_for(user, found)
        renewal = Renewal.objects.select_related("opinion_by", "decided_by").filter(appointment=found).first()
        if renewal is not None:
            renewal.appointment = found
        mine = profiles.hubs_read_by(user) is None or found.hub_id in (profiles.hubs_read_by(user) or set())
        # Several forms stand on the page, so that each has ids of its own.
        forms = {f"{name}_form": one.form(auto_id=f"{name}_%s") for name, one in ACTIONS.items() if one.form}
        return {
            **super().get_context_data(**{**forms, **kwargs}),
            "appointment": found,
            "profile": profile,
            "sight": sight,
            "is_ours": mine,
            "history": holding.of_person(found, hubs=profiles.hubs_read_by(user)) if mine else [],
            "hours": spoken(activity.minutes_of(found)),
            "entries": found.activities.filter(taken_back_at=None)[:PER_PAGE] if mine else [],
            "trainings": found.attendances.select_related("training") if mine else [],
            "articles": found.articles.all()[:PER_PAGE] if mine else [],
            "renewal": renewal if mine else None,
            "may_end": ours and (found.is_held or found.state == Appointment.State.WAITING),
            "may_ask_dismissal": ours and found.is_held and found.dismissal_asked_by_id is None,
            "may_decide_dismissal": bool(found.dismissal_asked_by_id)
            and found.is_held
            and ending.may_decide(user, found),
            "may_give_opinion": ours and renewal is not None and renewal.answer == "yes" and not renewal.decided_at,
            "may_answer": ours and renewal is not None and renewing.is_open(renewal),
            "may_renew": renewal is not None and renewing.is_open(renewal) and renewing.may_decide(user, renewal),
            "may_mark_seen": ours,
        }
