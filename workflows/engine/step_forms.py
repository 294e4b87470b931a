"""The forms of steps that every kind of request has: what is asked, which way it leads, which service does it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms as django_forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.people.models import User
from workflows.cases import outcomes
from workflows.cases.models import Case
from workflows.cases.services import decision, review
from workflows.correspondence.services import current_letter, record_posting
from workflows.engine import deciding
from workflows.engine.kind import kind_of
from workflows.engine.staff_form import StaffForm

SEND_BACK = "send_back"


class DayInput(django_forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def long_text(label: Any, *, required: bool = True, help_text: Any = "") -> django_forms.CharField:
    return django_forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        max_length=4000,
        widget=django_forms.Textarea(attrs={"rows": 5}),
    )


class ReceiveForm(StaffForm):
    submit_label = _("Take in")
    received_on = django_forms.DateField(
        label=_("Day of receipt"), widget=DayInput(), initial=timezone.localdate,
        help_text=_("For paper: the day on the receipt stamp."),
    )  # fmt: skip
    note = long_text(_("Note"), required=False)

    def service(self) -> Callable[..., Any]:
        return review.receive


class HubCheckForm(StaffForm):
    submit_label = _("Finish the check")
    result = django_forms.ChoiceField(
        label=_("Result"),
        choices=[
            ("forward", _("Complete: pass on to the division")),
            ("send_back", _("Incomplete: ask for a correction")),
        ],
        widget=django_forms.RadioSelect,
    )
    opinion = long_text(_("Opinion of the hub"), required=False, help_text=_("Needed to pass the application on."))
    sections = django_forms.MultipleChoiceField(
        label=_("Sections to correct"), required=False, widget=django_forms.CheckboxSelectMultiple
    )
    reason = long_text(
        _("Reason, as the applicant will read it"), required=False, help_text=_("Needed to ask for a correction.")
    )
    due_on = django_forms.DateField(
        label=_("Correction awaited until"), required=False, widget=DayInput(), help_text=_("A reasonable time.")
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        newest = case.submissions.select_related("version").order_by("-number").first()
        sections = newest.version.definition["sections"] if newest else []
        choices = [(section["key"], section["title"]) for section in sections]
        self.fields["sections"].choices = choices  # type: ignore[attr-defined]
        self.fields["due_on"].initial = timezone.localdate() + timedelta(days=case.programme.correction_days)

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("result") == "forward":
            if not answers.get("opinion"):
                self.add_error("opinion", _("Please write the opinion of the hub."))
        elif answers.get("result") == "send_back":
            if not answers.get("sections"):
                self.add_error("sections", _("Choose at least one section that needs a correction."))
            if not answers.get("reason"):
                self.add_error("reason", _("Please write what has to be corrected and why."))
            if not answers.get("due_on") and "due_on" not in self.errors:
                self.add_error("due_on", _("Please give the day until which the correction is awaited."))
        return answers

    def outcome(self) -> str:
        return self.cleaned_data["result"]

    def service(self) -> Callable[..., Any]:
        return review.forward if self.outcome() == "forward" else review.send_back

    def data_for_service(self) -> dict[str, Any]:
        names = ["opinion"] if self.outcome() == "forward" else ["sections", "reason", "due_on"]
        return {name: self.cleaned_data[name] for name in names}


class DraftForm(StaffForm):
    """The draft of a decision without money: one of the kind's outcomes, its grounds, what the letter says."""

    submit_label = _("Submit the draft")
    outcome_wanted = django_forms.ChoiceField(label=_("Draft"), widget=django_forms.RadioSelect)
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
        help_text=_("Needed to refuse. Printed in the letter, one per line."),
    )
    conditions = long_text(
        _("Further conditions"), required=False, help_text=_("Printed in the letter, one per line.")
    )  # fmt: skip

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        choices = [*kind_of(case).outcomes.items(), (SEND_BACK, _("No draft yet: back to the hub's check"))]
        self.fields["outcome_wanted"].choices = choices  # type: ignore[attr-defined]
        for name in ("reason", "letter_reason", "conditions"):
            self.fields[name].initial = case.proposal.get(name, "")

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        outcome = answers.get("outcome_wanted")
        if outcome in (None, "", SEND_BACK) or "letter_reason" in self.errors:
            return answers
        given = answers.get("letter_reason", "")
        if problem := decision.letter_reason_problem(self.case, outcome=outcome, amount_yen=None, text=given):
            self.add_error("letter_reason", problem)
        return answers

    def outcome(self) -> str:
        return SEND_BACK if self.cleaned_data["outcome_wanted"] == SEND_BACK else super().outcome()

    def service(self) -> Callable[..., Any]:
        return review.return_to_hub if self.outcome() == SEND_BACK else decision.draft_decision

    def data_for_service(self) -> dict[str, Any]:
        if self.outcome() == SEND_BACK:
            return {"reason": self.cleaned_data["reason"]}
        texts = {name: self.cleaned_data[name] for name in ("reason", "letter_reason", "conditions")}
        return {"outcome": self.cleaned_data["outcome_wanted"], "amount_yen": None, **texts}


class DecisionForm(StaffForm):
    """As drafted, or back to the drafter; the first choice says what the draft comes to (decision 0031)."""

    submit_label = _("Confirm")
    result = django_forms.ChoiceField(label=_("Decision"), widget=django_forms.RadioSelect)
    reason = long_text(
        _("Reasons"), required=False, help_text=_("Needed to return the draft. Read by staff, not by the applicant.")
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        as_drafted = self.as_drafted(case)
        choices = [("decide", as_drafted), ("send_back", _("Return the draft"))]
        self.fields["result"].choices = choices  # type: ignore[attr-defined]

    def as_drafted(self, case: Case) -> Any:
        drafted = outcomes.words(case.kind, case.proposal.get("outcome", ""))
        return _("Decide as drafted: %(outcome)s") % {"outcome": drafted}

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("result") == "send_back" and not answers.get("reason"):
            self.add_error("reason", _("Returning a draft needs its reasons."))
        return answers

    def summary(self, actor: User) -> list[tuple[Any, Any]]:
        return deciding.summary(self.case, actor=actor)

    def must_be_confirmed(self) -> bool:
        return self.outcome() == "decide"

    def outcome(self) -> str:
        return self.cleaned_data["result"]

    def service(self) -> Callable[..., Any]:
        return deciding.decide if self.outcome() == "decide" else decision.return_draft

    def data_for_service(self) -> dict[str, Any]:
        name = "note" if self.outcome() == "decide" else "reason"
        return {name: self.cleaned_data["reason"]}


class DispatchForm(StaffForm):
    submit_label = _("Record the posting")
    posted_on = django_forms.DateField(label=_("Posted on"), widget=DayInput(), initial=timezone.localdate)

    def service(self) -> Callable[..., Any]:
        return post_letter


def post_letter(case: Case, *, actor: Any, posted_on: Any) -> None:
    """The newest letter of the case is on record as posted; its event joins the chain of this very case."""
    letter = current_letter(case)
    if letter is not None:
        letter.case = case
    record_posting(letter, actor=actor, posted_on=posted_on)
