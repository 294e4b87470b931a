"""The forms of the subsidy's own steps: the consultation, the draft with its amount, the decision on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from cms.core import money
from workflows.cases.models import Case
from workflows.cases.services import decision, review
from workflows.engine import step_forms
from workflows.engine.staff_form import StaffForm
from workflows.engine.step_forms import SEND_BACK, DayInput, long_text
from workflows.kinds.subsidy.above_form import AboveForm


class ConsultationForm(StaffForm):
    submit_label = _("Record the consultation")
    held_on = django_forms.DateField(label=_("Day of the consultation"), widget=DayInput())
    record_text = long_text(_("Record"))

    def service(self) -> Callable[..., Any]:
        return review.record_consultation


class DraftForm(AboveForm):
    submit_label = _("Submit the draft")
    outcome_wanted = django_forms.ChoiceField(
        label=_("Draft"),
        choices=[
            (decision.GRANT, _("Grant")),
            (decision.REFUSE, _("Refuse")),
            (SEND_BACK, _("No draft yet: back to the hub's check")),
        ],
        widget=django_forms.RadioSelect,
    )
    amount_yen = django_forms.IntegerField(label=_("Amount (yen)"), required=False, min_value=1)
    reason = long_text(
        _("Grounds of the draft"),
        help_text=_(
            "For the file. Read by staff, never by the applicant. "
            "When it goes back, write what the hub has to clear up."
        ),
    )
    letter_reason = long_text(
        _("Reasons for the letter"),
        required=False,
        help_text=_("Needed to refuse, or to grant less than was asked for. Printed in the letter, one per line."),
    )
    conditions = long_text(
        _("Further conditions"), required=False, help_text=_("Printed in the letter, one per line.")
    )  # fmt: skip

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        unit = case.programme.rounding_yen
        whole = min(case.requested_yen, case.programme.cap_yen)
        self.fields["amount_yen"].initial = case.proposed_yen or whole - whole % unit
        asked = {"asked": money.yen(case.requested_yen), "unit": money.yen(unit)}
        self.fields["amount_yen"].help_text = (
            _("Asked for: %(asked)s. A multiple of %(unit)s.") % asked
            if unit > 1
            else _("Asked for: %(asked)s.") % asked
        )
        for name in ("reason", "letter_reason", "conditions"):
            self.fields[name].initial = case.proposal.get(name, "")

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        outcome, amount = answers.get("outcome_wanted"), answers.get("amount_yen")
        if outcome in (None, "", SEND_BACK) or "amount_yen" in self.errors:
            return answers
        if outcome == decision.GRANT and (problem := decision.amount_problem(self.case, amount)):
            self.add_error("amount_yen", problem)
            return answers
        given = answers.get("letter_reason", "")
        problem = decision.letter_reason_problem(self.case, outcome=outcome, amount_yen=amount, text=given)
        if problem and "letter_reason" not in self.errors:
            self.add_error("letter_reason", problem)
        return answers

    def outcome(self) -> str:
        return SEND_BACK if self.cleaned_data["outcome_wanted"] == SEND_BACK else super().outcome()

    def service(self) -> Callable[..., Any]:
        return review.return_to_hub if self.outcome() == SEND_BACK else decision.draft_decision

    def data_for_service(self) -> dict[str, Any]:
        if self.outcome() == SEND_BACK:
            return {"reason": self.cleaned_data["reason"]}
        names = ("amount_yen", "reason", "letter_reason", "above_reason", "conditions")
        return {"outcome": self.cleaned_data["outcome_wanted"], **{name: self.cleaned_data[name] for name in names}}


class DecisionForm(step_forms.DecisionForm):
    def as_drafted(self, case: Case) -> Any:
        refusing = case.proposal.get("outcome") == decision.REFUSE
        return _("Refuse the grant as drafted") if refusing else _("Grant as drafted")
