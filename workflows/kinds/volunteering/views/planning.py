"""The hub plans: trainings with who came, and the interview slots of a call."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cms.audit.refusals import refuse
from cms.core.errors import CaseError, Forbidden
from cms.hubs.models import Hub
from cms.people.models import User
from workflows.engine.staff_pages import Crumb, StaffPage, refused_page
from workflows.kinds.volunteering.models import Attendance, Recruitment, Slot, Training
from workflows.kinds.volunteering.services import slots, training

SHOWN = 100


class WhenForm(django_forms.Form):
    """A time and a place at one of the person's hubs."""

    hub = django_forms.ModelChoiceField(Hub.objects.none(), label=gettext_lazy("Hub"))
    starts_at = django_forms.SplitDateTimeField(
        label=gettext_lazy("Day and time"),
        widget=django_forms.SplitDateTimeWidget(
            date_format="%Y-%m-%d", time_format="%H:%M", date_attrs={"type": "date"}, time_attrs={"type": "time"}
        ),
    )
    minutes = django_forms.IntegerField(label=gettext_lazy("Minutes"), min_value=5, max_value=600, initial=30)
    place = django_forms.CharField(label=pgettext_lazy("volunteer", "Place"), max_length=120)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, label in enumerate((_("Date"), _("Time"))):
            self.fields["starts_at"].widget.widgets[number].attrs["aria-label"] = label  # type: ignore[attr-defined]
        hubs = Hub.objects.filter(pk__in=training.hubs_of(user))
        self.fields["hub"].queryset = hubs  # type: ignore[attr-defined]
        self.fields["hub"].initial = hubs.first()


class TrainingForm(WhenForm):
    title = django_forms.CharField(label=gettext_lazy("Title of the training"), max_length=100)
    field_order = ["title"]


class SlotForm(WhenForm):
    recruitment = django_forms.ModelChoiceField(Recruitment.objects.none(), label=gettext_lazy("Recruitment"))
    capacity = django_forms.IntegerField(
        label=gettext_lazy("People at the same time"), min_value=1, max_value=100, initial=1
    )
    field_order = ["recruitment"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        theirs = Q(hub=None) | Q(hub_id__in=training.hubs_of(user))
        self.fields["recruitment"].queryset = Recruitment.objects.select_related("call").filter(theirs)  # type: ignore[attr-defined]
        self.fields["recruitment"].label_from_instance = lambda row: f"{row.call.title}（{row.role}）"  # type: ignore[attr-defined]


class HubPage(StaffPage):
    """For the reviewers and the chief of a hub."""

    def may_enter(self, user: User) -> bool:
        return bool(training.hubs_of(user))

    def forbidden(self, error: Forbidden) -> HttpResponse:
        refuse(actor=self.user, door=self.door, subject=self.request.path, reason=str(error))
        return refused_page(self.request, reason=str(error), crumbs=self.get_breadcrumbs_items())


class TrainingsView(HubPage):
    template_name = "volunteering/desk/trainings.html"
    page_title = gettext_lazy("Trainings of volunteers")
    door = "volunteer trainings"

    def crumbs(self) -> list[Crumb]:
        return [{"url": reverse("volunteering_desk:trainings"), "label": _("Trainings of volunteers")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = {"form": TrainingForm(user=self.user, initial={"minutes": 90}), **kwargs}
        rows = Training.objects.select_related("hub").filter(hub_id__in=training.hubs_of(self.user))
        return {**super().get_context_data(**given), "trainings": rows[:SHOWN]}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = TrainingForm(request.POST, user=self.user)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        data = dict(form.cleaned_data)
        made = training.plan(data.pop("hub"), actor=self.user, **data)
        messages.success(request, _("The training is planned."))
        return redirect("volunteering_desk:training", pk=made.pk)


class TrainingView(HubPage):
    """Who came. One button a person, so that two people can note at once."""

    template_name = "volunteering/desk/training.html"
    door = "volunteer training"
    training: Training

    def get_page_title(self) -> str:
        return self.training.title

    def crumbs(self) -> list[Crumb]:
        first = {"url": reverse("volunteering_desk:trainings"), "label": _("Trainings of volunteers")}
        return [first, {"url": self.request.path, "label": self.training.title}]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        found = Training.objects.select_related("hub").filter(
            pk=kwargs["pk"], hub_id__in=training.hubs_of(request.user) if request.user.is_authenticated else ()
        )
        row = found.first()
        if row is None:
            refuse(actor=request.user, door=self.door, subject=request.path, reason="not readable")
            raise Http404
        self.training = row
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        noted = {row.appointment_id: row for row in Attendance.objects.filter(training=self.training)}
        lines = [
            (one, noted.get(one.pk)) for one in training.invited(self.training).order_by("person__name_kana", "pk")
        ]
        return {**super().get_context_data(**kwargs), "training": self.training, "lines": lines}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wanted = request.POST.get("appointment", "")
        pk = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 15 else 0
        row = get_object_or_404(training.invited(self.training), pk=pk)
        try:
            training.note(self.training, actor=self.user, appointment=row, came=request.POST.get("came") == "yes")
        except Forbidden as error:
            return self.forbidden(error)
        except CaseError as error:
            messages.error(request, str(error))
        return redirect("volunteering_desk:training", pk=self.training.pk)


class SlotsView(HubPage):
    """Interview slots of the person's hubs: those to come, how full they are, one more."""

    template_name = "volunteering/desk/slots.html"
    page_title = gettext_lazy("Interview slots")
    door = "volunteer slots"

    def crumbs(self) -> list[Crumb]:
        return [{"url": reverse("volunteering_desk:slots"), "label": _("Interview slots")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = {"form": SlotForm(user=self.user), **kwargs}
        rows = Slot.objects.select_related("recruitment", "hub").filter(hub_id__in=training.hubs_of(self.user))
        return {**super().get_context_data(**given), "slots": rows.order_by("closed_at", "starts_at")[:SHOWN]}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "close" in request.POST:
            wanted = request.POST["close"]
            pk = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 15 else 0
            slots.close_slot(get_object_or_404(Slot, pk=pk, hub_id__in=training.hubs_of(self.user)), actor=self.user)
            messages.success(request, _("This slot is offered no more. Who has it keeps it."))
            return redirect("volunteering_desk:slots")
        form = SlotForm(request.POST, user=self.user)
        if form.is_valid():
            data = dict(form.cleaned_data)
            try:
                slots.plan(data.pop("recruitment").call_id, actor=self.user, hub=data.pop("hub").pk, **data)
            except CaseError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("The slot is offered to applicants."))
                return redirect("volunteering_desk:slots")
        return self.render_to_response(self.get_context_data(form=form))
