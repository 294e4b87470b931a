"""Prior consultations that the hub has to arrange, hold and record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from cms.admin.case_forms import DeskForm, storable
from cms.admin.inbox_form import DayInput
from cms.admin.views.base import DeskView
from cms.audit.refusals import refuse
from cms.core.errors import CaseError, Forbidden
from cms.people.access import roles_of
from cms.people.groups import acts_for
from cms.people.models import User
from workflows.cases.access import HUB_READERS, readable_by_staff
from workflows.cases.models import Consultation
from workflows.cases.services import consultation as services

SHOWN = 100
State = Consultation.State
WAITING = (State.REQUESTED, State.BOOKED)


def readable_consultations(user: User) -> QuerySet[Consultation]:
    """Those of the hubs at which the person reviews, or all for roles that read everything; none of a closed case."""
    roles = roles_of(user)
    found = Consultation.objects.select_related("call", "group", "hub", "recorded_by")
    found = found.filter(Q(case=None) | Q(case__in=readable_by_staff(user)))
    return found if roles.reads_all else found.filter(hub_id__in=roles.hubs_as(*HUB_READERS))


class BookForm(DeskForm):
    booked_for = django_forms.SplitDateTimeField(
        label=gettext_lazy("Date and time agreed"),
        widget=django_forms.SplitDateTimeWidget(
            date_format="%Y-%m-%d", time_format="%H:%M", date_attrs={"type": "date"}, time_attrs={"type": "time"}
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="book-%s", **kwargs)  # type: ignore[misc]
        for number, label in enumerate((_("Date"), _("Time"))):
            self.fields["booked_for"].widget.widgets[number].attrs["aria-label"] = label  # type: ignore[attr-defined]


class HoldForm(DeskForm):
    held_on = django_forms.DateField(
        label=gettext_lazy("Day of the consultation"), widget=DayInput(), initial=timezone.localdate
    )
    record = django_forms.CharField(
        label=gettext_lazy("Record of the consultation"), max_length=4000, validators=[storable],
        widget=django_forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="hold-%s", **kwargs)  # type: ignore[misc]


class ListView(DeskView):
    """What waits for a date or a record first, then the newest that are over."""

    template_name = "desk/consultations.html"
    page_title = gettext_lazy("Prior consultations")
    header_icon = "group"
    door = "consultations"

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"url": reverse("desk:consultations"), "label": _("Prior consultations")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = readable_consultations(self.user)
        return {
            **super().get_context_data(**kwargs),
            "waiting": found.filter(state__in=WAITING).order_by("created_at", "pk")[:SHOWN],
            "over": found.exclude(state__in=WAITING).order_by("-created_at", "-pk")[:SHOWN],
        }


class ConsultationView(DeskView):
    """One consultation: book a date, record that it was held, or cancel it."""

    template_name = "desk/consultation.html"
    page_title = gettext_lazy("Prior consultation")
    header_icon = "group"
    door = "consultation"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        found = readable_consultations(request.user).filter(pk=kwargs["consultation"]).first()  # type: ignore[arg-type]
        if found is None:
            refuse(actor=request.user, door=self.door, subject=request.path, reason="not readable")
            raise Http404
        self.consultation = found
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        services.note_reading(self.consultation, reader=self.user)
        return super().get(request, *args, **kwargs)

    def crumbs(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("desk:consultations"), "label": _("Prior consultations")},
            {"url": self.request.path, "label": str(self.consultation.group)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.consultation
        may_act = (
            asked.state in WAITING and services.is_of_the_hub(self.user, asked) and not acts_for(self.user, asked.group)
        )
        case = services.waiting_case(asked)
        shown = {"book_form": BookForm(), "hold_form": HoldForm(), **kwargs}
        return {**super().get_context_data(), **shown, "consultation": asked, "may_act": may_act, "case": case}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actions = {"book": self._book, "hold": self._hold, "cancel": self._cancel}
        action = actions.get(request.POST.get("action", ""))
        if action is None:
            raise Http404
        try:
            return action()
        except Forbidden as error:
            refuse(actor=request.user, door=self.door, subject=request.path, reason=str(error))
            messages.error(request, str(error))
            return self.render_to_response(self.get_context_data(), status=403)
        except CaseError as error:
            messages.error(request, str(error))
            return self.render_to_response(self.get_context_data(**self._forms()))

    def _forms(self) -> dict[str, DeskForm]:
        """The posted form with its texts, so that nothing is lost."""
        asked = self.request.POST["action"]
        if asked == "book":
            return {"book_form": BookForm(self.request.POST)}
        return {"hold_form": HoldForm(self.request.POST)} if asked == "hold" else {}

    def _book(self) -> HttpResponse:
        form = BookForm(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(book_form=form))
        when: datetime = form.cleaned_data["booked_for"]
        services.book(self.consultation, actor=self.user, booked_for=when)
        return self._done(_("The date is on record and the group was told."))

    def _hold(self) -> HttpResponse:
        form = HoldForm(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(hold_form=form))
        services.hold(self.consultation, actor=self.user, **form.cleaned_data)
        return self._done(_("The consultation is on record."))

    def _cancel(self) -> HttpResponse:
        services.cancel(self.consultation, actor=self.user)
        return self._done(pgettext("desk", "The consultation was cancelled."))

    def _done(self, told: str) -> HttpResponse:
        messages.success(self.request, told)
        return redirect("desk:consultations")
