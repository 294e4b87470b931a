"""Steps that are a talk and its record; each may be held again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from django import forms as django_forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workflows.cases.models import Case
from workflows.engine.staff_form import StaffForm
from workflows.engine.step_forms import DayInput, long_text
from workflows.kinds.coordination.models import Coordination, Talk
from workflows.kinds.coordination.services import agreeing, talking

FAILED = ("failed", _("It cannot be brought about: draft the end"))
CANDIDATES = ("candidates", _("Ask another group"))


class TalkForm(StaffForm):
    """``phase`` of the talk; ``ways`` out of the step, the outcome with its words."""

    phase: ClassVar[str] = ""
    ways: ClassVar[tuple[tuple[str, Any], ...]] = ()
    submit_label = _("Keep the record")
    held_on = django_forms.DateField(label=_("Day of the talk"), widget=DayInput(), initial=timezone.localdate)
    attended = django_forms.CharField(
        label=pgettext_lazy("hearing", "Who took part"), required=False, max_length=400,
        help_text=_("Groups and offices. Names only where they are needed."),
    )  # fmt: skip
    record_text = long_text(_("Record"))
    result = django_forms.ChoiceField(label=_("How it goes on"), widget=django_forms.RadioSelect)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        self.fields["result"].choices = list(self.ways)  # type: ignore[attr-defined]

    def outcome(self) -> str:
        return self.cleaned_data["result"]

    def service(self) -> Callable[..., Any]:
        return partial(talking.keep_talk, phase=self.phase)

    def data_for_service(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("held_on", "attended", "record_text")}


class HearingForm(TalkForm):
    phase = Talk.Phase.HEARING
    ways = (("done", _("Enough was heard: sort out the issue")), ("again", _("One more hearing")))


class MeetingForm(TalkForm):
    phase = Talk.Phase.MEETING
    ways = (("done", _("Go on to the coordination")), ("again", _("One more meeting")), CANDIDATES, FAILED)


class ArrangingForm(TalkForm):
    phase = Talk.Phase.ARRANGING
    ways = (
        ("done", _("Agreed in substance: draft the agreement")),
        ("again", _("One more talk")),
        ("meeting", _("Back to a meeting")),
        CANDIDATES,
        FAILED,
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("result") == "done" and not agreeing.partners_ready(self.case):
            self.add_error("result", _("No group has accepted with the consents of both sides yet."))
        return answers


class ActivityForm(TalkForm):
    """The activity goes on, or has come to its end in one of two ways."""

    def outcome(self) -> str:
        chosen = self.cleaned_data["result"]
        return "finished" if chosen in (Coordination.Carried.FINISHED, Coordination.Carried.EARLY) else chosen

    def service(self) -> Callable[..., Any]:
        if self.outcome() == "finished":
            return partial(talking.finish_activity, phase=self.phase, carried=self.cleaned_data["result"])
        return super().service()


ENDS = (
    ("finished", _("Carried out: ask both sides to look back")),
    ("early", _("Ended early: ask both sides to look back")),
)


class CarryingForm(ActivityForm):
    phase = Talk.Phase.CARRYING
    ways = (("again", _("It goes on")), ("interim", _("Hold the interim check")), *ENDS)


class InterimForm(ActivityForm):
    phase = Talk.Phase.INTERIM
    ways = (("carry_on", _("It goes on")), ("again", _("One more interim check")), *ENDS)
