"""The forms of the steps of a recruitment: what is asked, which way it leads, which service does it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from cms.people.models import User
from workflows.cases.services import review
from workflows.engine import step_forms
from workflows.engine.staff_form import StaffForm
from workflows.engine.step_forms import SEND_BACK, long_text
from workflows.kinds.volunteering.services import guardians, scoring, selecting, slots

AGAIN, ABSENT, NO_CONSENT = "again", "absent", "no_consent"


class ReceiveForm(step_forms.ReceiveForm):
    def service(self) -> Callable[..., Any]:
        return guardians.receive


class CheckForm(step_forms.HubCheckForm):
    """A minor goes on with the guardian's consent only; who has a slot already goes straight to the interview."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            ("forward", _("Complete: invite to the interview")),
            (SEND_BACK, _("Incomplete: ask for a correction")),
        ]
        needed = _("Needed to invite to the interview.")
        if guardians.has_failed(self.case):
            choices.append((NO_CONSENT, _("No consent of the guardian: to the division, to be refused")))
            needed = _("Needed unless you ask for a correction.")
        self.fields["result"].choices = choices  # type: ignore[attr-defined]
        self.fields["opinion"].help_text = needed

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("result") == "forward" and (problem := guardians.problem(self.case)):
            self.add_error("result", problem)
        if answers.get("result") == NO_CONSENT and not answers.get("opinion"):
            self.add_error("opinion", _("Please write the opinion of the hub."))
        return answers

    def outcome(self) -> str:
        found = super().outcome()
        return "interview" if found == "forward" and slots.chosen(self.case) else found

    def service(self) -> Callable[..., Any]:
        if self.cleaned_data["result"] == NO_CONSENT:
            return guardians.pass_on_without
        return review.send_back if self.cleaned_data["result"] == SEND_BACK else forward

    def data_for_service(self) -> dict[str, Any]:
        names = ["sections", "reason", "due_on"] if self.cleaned_data["result"] == SEND_BACK else ["opinion"]
        return {name: self.cleaned_data[name] for name in names}


def forward(case: Any, *, actor: User, opinion: str) -> Any:
    """Checked; the guardian's answer is asked for once more under the lock."""
    guardians.require(case)
    return review.forward(case, actor=actor, opinion=opinion)


class InterviewForm(StaffForm):
    submit_label = _("Record the interview")
    result = django_forms.ChoiceField(
        label=_("Interview"),
        choices=[
            ("done", _("Took place, and the points are in")),
            (AGAIN, _("The applicant did not come and chooses anew")),
            (ABSENT, _("The applicant did not come; on to the draft")),
        ],
        widget=django_forms.RadioSelect,
    )
    note = long_text(_("Note"), required=False)

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("result") == "done":
            wanted, given = scoring.recruitment_of(self.case).scorers, scoring.counted(self.case)
            if given < wanted:
                self.add_error(
                    "result",
                    _("%(given)d of %(wanted)d people have given their points. The others have to do so first.")
                    % {"given": given, "wanted": wanted},
                )
        return answers

    def outcome(self) -> str:
        return self.cleaned_data["result"]

    def service(self) -> Callable[..., Any]:
        return scoring.finish if self.outcome() == "done" else scoring.stayed_away

    def data_for_service(self) -> dict[str, Any]:
        return {"note": self.cleaned_data["note"]}


class DraftForm(step_forms.DraftForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["conditions"].label = _("Further promises of the volunteer")

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        wanted = answers.get("outcome_wanted", "")
        if wanted and (problem := selecting.draft_problem(self.case, wanted)):
            self.add_error("outcome_wanted", problem)
        return answers

    def summary(self, actor: User) -> list[tuple[Any, Any]]:
        return [
            (_("Points"), f"{score.total}（{score.scorer}）")
            for score in scoring.visible(actor, self.case)
            if not score.has_conflict
        ]

    def service(self) -> Callable[..., Any]:
        return super().service() if self.outcome() == SEND_BACK else selecting.draft


class DecisionForm(step_forms.DecisionForm):
    def service(self) -> Callable[..., Any]:
        return selecting.decide if self.outcome() == "decide" else super().service()
