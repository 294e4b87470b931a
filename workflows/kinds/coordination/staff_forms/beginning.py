"""Until the issue is clear: consultation, receipt with an officer, the check of the form, sorting out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from cms.people.models import User
from workflows.cases.models import Case
from workflows.cases.services import review
from workflows.engine import step_forms
from workflows.engine.reminders import hub_staff_of
from workflows.engine.staff_form import StaffForm
from workflows.engine.step_forms import SEND_BACK, DayInput, long_text
from workflows.kinds.coordination.models import Coordination
from workflows.kinds.coordination.services import talking


class ConsultationForm(StaffForm):
    submit_label = _("Record the consultation")
    held_on = django_forms.DateField(label=_("Day of the consultation"), widget=DayInput())
    record_text = long_text(_("Record"))

    def service(self) -> Callable[..., Any]:
        return review.record_consultation


class ReceiveForm(step_forms.ReceiveForm):
    officer = django_forms.ModelChoiceField(
        User.objects.none(), label=_("Officer in charge"), empty_label=None,
        help_text=_("Whoever looks after this request. The step itself can be done by every reviewer of the hub."),
    )  # fmt: skip

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        self.fields["officer"].queryset = hub_staff_of(case).order_by("last_name", "pk")  # type: ignore[attr-defined]

    def service(self) -> Callable[..., Any]:
        return talking.receive


class CheckForm(step_forms.HubCheckForm):
    """As in every kind; what is complete goes on to the hearing. The ward corrects its own request by hand."""

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        choices = [("forward", _("Complete: go on to the hearing"))]
        if not case.is_of_ward:
            choices.append((SEND_BACK, _("Incomplete: ask for a correction")))
        self.fields["result"].choices = choices  # type: ignore[attr-defined]
        self.fields["opinion"].help_text = _("Needed to go on to the hearing.")


class SortingForm(StaffForm):
    submit_label = _("Keep the issue")
    issue = long_text(_("Issue"), help_text=_("What is it about, in words that both sides share?"))
    agenda = django_forms.ChoiceField(
        label=_("Who set the agenda"), choices=Coordination.Agenda.choices, widget=django_forms.RadioSelect
    )
    result = django_forms.ChoiceField(
        label=_("How it goes on"), widget=django_forms.RadioSelect,
        choices=[
            ("candidates", _("Look for candidates")),
            ("again", _("One more hearing")),
            ("failed", _("It cannot be brought about: draft the end")),
        ],
    )  # fmt: skip

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        own = Coordination.objects.filter(case=case).first()
        self.fields["issue"].initial = own.issue if own else ""
        self.fields["agenda"].initial = own.agenda if own else ""

    def outcome(self) -> str:
        return self.cleaned_data["result"]

    def service(self) -> Callable[..., Any]:
        return talking.sort_issue

    def data_for_service(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("issue", "agenda")}
