"""The draft's question about an amount above what the application's own figures come to."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from cms.core import money
from workflows.cases.models import Case
from workflows.cases.services.grantable import above_problem, grantable_of
from workflows.engine.staff_form import StaffForm


class AboveForm(StaffForm):
    """Base of the draft's form: one more field, last; asked only where the form sent has a rule about the amount."""

    above_reason = django_forms.CharField(
        label=_("Reason for an amount above the computed one"),
        required=False,
        max_length=4000,
        widget=django_forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        self.most_yen = grantable_of(case)
        field = self.fields.pop("above_reason")
        if self.most_yen is not None:
            field.help_text = _("The figures of the application come to %(most)s. Needed to grant more than that.") % {
                "most": money.yen(self.most_yen)
            }
            self.fields["above_reason"] = field

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        answers.setdefault("above_reason", "")
        granting = answers.get("outcome_wanted") == Case.Outcome.GRANTED
        amount = answers.get("amount_yen") if granting else None
        if amount and (problem := above_problem(amount, self.most_yen, reason=answers["above_reason"])):
            self.add_error("above_reason" if "above_reason" in self.fields else None, problem)
        return answers
