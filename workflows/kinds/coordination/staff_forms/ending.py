"""Looking back with both sides, and the decision whether it is told publicly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from workflows.cases.models import Case
from workflows.engine.staff_form import StaffForm
from workflows.engine.step_forms import long_text
from workflows.kinds.coordination.models import Side, Talk, Way
from workflows.kinds.coordination.services import closing, reviewing
from workflows.kinds.coordination.staff_forms.talks import TalkForm

YES_NO = [("yes", _("Yes")), ("no", _("No"))]
SHEET = ("achieved", "went_well", "difficulties", "learned")


class ReviewForm(TalkForm):
    """The talk with both sides; while a sheet is missing, one on paper is typed in here, or why it will not come."""

    phase = Talk.Phase.REVIEW
    ways = (("done", _("Go on to the publication")), ("again", _("Wait for a sheet, or talk once more")))
    side = django_forms.ChoiceField(label=_("A sheet that came on paper: of whom"), required=False)
    achieved = long_text(_("What was achieved"), required=False)
    went_well = long_text(_("What went well"), required=False)
    difficulties = long_text(_("What was difficult"), required=False)
    learned = long_text(_("What was learned"), required=False)
    again = django_forms.ChoiceField(label=_("Would do it again"), required=False, choices=[("", "—"), *YES_NO])
    may_publish = django_forms.ChoiceField(label=_("It may be told publicly"), required=False,
                                           choices=[("", "—"), *YES_NO])  # fmt: skip
    without = django_forms.CharField(
        label=_("Why a sheet is missing"), required=False, max_length=400,
        help_text=_("Needed to go on while one of the two sheets is missing."),
    )  # fmt: skip

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        missing = reviewing.missing_sheets(case)
        if not missing:
            for name in ("side", *SHEET, "again", "may_publish", "without"):
                del self.fields[name]
            return
        sides = [(value, label) for value, label in Side.choices if value in missing]
        self.fields["side"].choices = [("", _("(none)")), *sides]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        side = answers.get("side")
        if side:
            for name in ("achieved", "again", "may_publish"):
                if not answers.get(name) and name not in self.errors:
                    self.add_error(name, _("Needed for the sheet."))
        missing = reviewing.missing_sheets(self.case) - {side}
        if answers.get("result") == "done" and missing and not answers.get("without"):
            self.add_error("without", _("A sheet is missing. Wait for it, or write why it will not come."))
        return answers

    def service(self) -> Callable[..., Any]:
        return closing.review

    def data_for_service(self) -> dict[str, Any]:
        given = self.cleaned_data
        sheet = {name: given.get(name, "") for name in SHEET}
        sheet |= {name: given.get(name) == "yes" for name in ("again", "may_publish")}
        return {
            **super().data_for_service(), "side": given.get("side", ""), "sheet": sheet,
            "without": given.get("without", ""), "way": Way.PAPER,
        }  # fmt: skip


class PublicationForm(StaffForm):
    submit_label = _("Decide and close")
    publish = django_forms.ChoiceField(
        label=_("Told publicly"), choices=YES_NO, widget=django_forms.RadioSelect,
        help_text=_("Possible when both sides said on their sheets that it may be told."),
    )  # fmt: skip
    reason = long_text(_("Reason"))

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("publish") == "yes" and not reviewing.both_agree_to_publish(self.case):
            self.add_error("publish", _("Both sides have to say on their sheets that it may be told."))
        return answers

    def service(self) -> Callable[..., Any]:
        return reviewing.decide_publication

    def data_for_service(self) -> dict[str, Any]:
        return {"publish": self.cleaned_data["publish"] == "yes", "reason": self.cleaned_data["reason"]}
