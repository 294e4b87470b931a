"""The draft of the agreement with its terms, or of the end without one; and the decision on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.core import dates
from cms.people.models import User
from workflows.cases.models import Case
from workflows.cases.services import decision, review
from workflows.engine import step_forms
from workflows.engine.staff_form import StaffForm
from workflows.engine.step_forms import SEND_BACK, DayInput, long_text
from workflows.kinds.coordination.models import Agreement, Sounding
from workflows.kinds.coordination.models.agreement import TERMS
from workflows.kinds.coordination.services import agreeing

LABELS = {
    "purpose": _("Purpose"),
    "goals": _("Goals: what, how much, until when"),
    "roles": _("Who does what"),
    "costs": pgettext_lazy("agreement", "Costs"),
    "liability": _("Liability and insurance"),
    "personal_data": pgettext_lazy("agreement", "Personal data"),
    "results": _("To whom the results belong"),
    "termination": _("Termination"),
}
PERIOD = ("from_on", "until_on")


class DraftForm(StaffForm):
    submit_label = _("Submit the draft")
    outcome_wanted = django_forms.ChoiceField(
        label=_("Draft"), widget=django_forms.RadioSelect,
        choices=[
            (agreeing.AGREED, _("Agreement")),
            (decision.REFUSE, _("Not concluded")),
            (SEND_BACK, _("No draft yet: back to the coordination")),
        ],
    )  # fmt: skip
    reason = long_text(_("Grounds of the draft"), help_text=_("For the file. Read by staff, never by the sides."))
    letter_reason = long_text(
        _("Reasons for the letter"), required=False,
        help_text=_("Needed when nothing was concluded. Printed in the letter, one per line."),
    )  # fmt: skip
    partner = django_forms.ModelChoiceField(
        Sounding.objects.none(), label=_("Partner of the agreement"), required=False, empty_label=None,
        help_text=_("Groups that have accepted, with the consents of both sides."),
    )  # fmt: skip
    purpose = long_text(LABELS["purpose"], required=False)
    goals = long_text(LABELS["goals"], required=False, help_text=_("One per line."))
    roles = long_text(LABELS["roles"], required=False, help_text=_("One per line, who does what."))
    costs = long_text(LABELS["costs"], required=False, help_text=_("One per line, who bears what."))
    liability = long_text(LABELS["liability"], required=False)
    personal_data = long_text(LABELS["personal_data"], required=False)
    results = long_text(LABELS["results"], required=False)
    from_on = django_forms.DateField(label=_("First day of the agreement"), required=False, widget=DayInput())
    until_on = django_forms.DateField(label=_("Last day of the agreement"), required=False, widget=DayInput())
    termination = long_text(LABELS["termination"], required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        ready = [one.pk for one in agreeing.partners_ready(case)]
        field = self.fields["partner"]
        field.queryset = Sounding.objects.filter(pk__in=ready).select_related("group")  # type: ignore[attr-defined]
        field.label_from_instance = lambda one: one.group.name  # type: ignore[attr-defined]
        for name in ("reason", "letter_reason"):
            self.fields[name].initial = case.proposal.get(name, "")
        if before := Agreement.objects.filter(case=case).first():
            for name in (*TERMS, *PERIOD):
                self.fields[name].initial = getattr(before, name)

    @property
    def wanted(self) -> str:
        return self.cleaned_data.get("outcome_wanted", "")

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if self.wanted == agreeing.AGREED:
            for name in ("partner", *TERMS, *PERIOD):
                if not answers.get(name) and name not in self.errors:
                    self.add_error(name, _("Needed for an agreement."))
            first, last = answers.get("from_on"), answers.get("until_on")
            if first and last and last < first:
                self.add_error("until_on", _("The last day lies before the first one."))
        elif self.wanted == decision.REFUSE and not answers.get("letter_reason"):
            self.add_error("letter_reason", _("Please write the reasons for the letter."))
        return answers

    def outcome(self) -> str:
        return SEND_BACK if self.wanted == SEND_BACK else super().outcome()

    def service(self) -> Callable[..., Any]:
        if self.wanted == agreeing.AGREED:
            return agreeing.draft_agreement
        return agreeing.draft_failure if self.wanted == decision.REFUSE else review.return_to_hub

    def data_for_service(self) -> dict[str, Any]:
        given = self.cleaned_data
        if self.wanted == agreeing.AGREED:
            terms = {name: given[name] for name in ("reason", *PERIOD, *TERMS)}
            return {**terms, "partner": given["partner"].pk}
        names = ("reason", "letter_reason") if self.wanted == decision.REFUSE else ("reason",)
        return {name: given[name] for name in names}


class DecisionForm(step_forms.DecisionForm):
    """Two letters, two ways: an agreement is carried out afterwards, a failure ends the case."""

    def outcome(self) -> str:
        chosen = self.cleaned_data["result"]
        failed = self.case.proposal.get("outcome") == decision.REFUSE
        return "decide_failed" if chosen == "decide" and failed else chosen

    def must_be_confirmed(self) -> bool:
        return self.cleaned_data["result"] == "decide"

    def summary(self, actor: User) -> list[tuple[Any, Any]]:
        rows = super().summary(actor)
        agreement = Agreement.objects.select_related("sounding__group").filter(case=self.case).first()
        if agreement is None or self.case.proposal.get("outcome") != agreeing.AGREED:
            return rows
        period = f"{dates.wareki(agreement.from_on)}〜{dates.wareki(agreement.until_on)}"
        terms = [(LABELS[name], getattr(agreement, name)) for name in TERMS]
        partner = (_("Partner of the agreement"), agreement.sounding.group.name)
        return [*rows, partner, *terms, (_("Period of the agreement"), period)]

    def service(self) -> Callable[..., Any]:
        return agreeing.decide if self.cleaned_data["result"] == "decide" else decision.return_draft

    def data_for_service(self) -> dict[str, Any]:
        name = "note" if self.cleaned_data["result"] == "decide" else "reason"
        return {name: self.cleaned_data["reason"]}
