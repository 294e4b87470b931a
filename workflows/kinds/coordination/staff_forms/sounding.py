"""Naming a candidate and asking it; taking down its answer and the consents that came by telephone or on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms as django_forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.core.text import unstorable
from cms.people.models import CommunityGroup
from workflows.cases.models import Case
from workflows.engine.staff_form import StaffForm
from workflows.engine.step_forms import DayInput, long_text
from workflows.kinds.coordination.models import Side, Sounding, Way
from workflows.kinds.coordination.services import recording, sounding
from workflows.kinds.coordination.staff_forms.talks import FAILED

ANSWER_DAYS = 14
MOST_NAMED = 10


class GroupField(django_forms.CharField):
    """A group by its name or its number in the ward's register; several of one name are told apart by the number."""

    def clean(self, value: Any) -> CommunityGroup | None:
        text = super().clean(value).strip()
        if not text or unstorable(text):
            return None
        groups = CommunityGroup.objects.filter(is_active=True)
        found = list(groups.filter(register_number=text)[:2]) or list(groups.filter(name=text)[:MOST_NAMED])
        found = found or list(groups.filter(name__contains=text)[:MOST_NAMED])
        if len(found) == 1:
            return found[0]
        if not found:
            raise django_forms.ValidationError(
                _("No group has this name or number. Please look it up in the register.")
            )
        names = "、".join(f"{group.name}（{group.register_number or group.pk}）" for group in found)
        raise django_forms.ValidationError(_("Several groups fit: %(names)s. Give the whole name or the number.")
                                           % {"names": names})  # fmt: skip


class CandidatesForm(StaffForm):
    submit_label = _("Go on")
    result = django_forms.ChoiceField(
        label=_("How it goes on"), widget=django_forms.RadioSelect,
        choices=[
            ("done", _("Ask this group and wait for its answer")),
            ("more", _("Ask this group and name one more")),
            ("hearing", _("One more hearing")),
            FAILED,
        ],
    )  # fmt: skip
    group = GroupField(
        label=_("Candidate"), required=False, max_length=100,
        help_text=_("Name of the group, or its number in the ward's register."),
    )  # fmt: skip
    reason = long_text(
        _("Why this group"), required=False, help_text=_("For the file. Read by staff, never by the group.")
    )
    message = long_text(
        _("Request to the group"), required=False,
        help_text=_("The group reads this. Neither telephone numbers nor addresses: these follow after both consents."),
    )  # fmt: skip
    answer_due_on = django_forms.DateField(label=_("Answer awaited until"), required=False, widget=DayInput())

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        self.fields["answer_due_on"].initial = timezone.localdate() + timedelta(days=ANSWER_DAYS)

    @property
    def asks(self) -> bool:
        return self.cleaned_data.get("result") in ("done", "more")

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        needed = {
            "group": _("Please name the group."),
            "message": _("Please write the request to the group."),
            "answer_due_on": _("Please give the day until which the answer is awaited."),
        }
        for name, problem in needed.items() if self.asks else ():
            if not answers.get(name) and name not in self.errors:
                self.add_error(name, problem)
        if not self.asks and not answers.get("reason") and "result" in answers:
            self.add_error("reason", _("Please write why no group is asked."))
        return answers

    def outcome(self) -> str:
        return self.cleaned_data["result"]

    def service(self) -> Callable[..., Any]:
        return sounding.ask_group if self.asks else recording.name_nobody

    def data_for_service(self) -> dict[str, Any]:
        names = ("group", "reason", "message", "answer_due_on") if self.asks else ("reason",)
        return {name: self.cleaned_data[name] for name in names}


class SoundingForm(StaffForm):
    """Most answers come by My page; this is for the others, and for going on."""

    submit_label = _("Go on")
    sounding = django_forms.ModelChoiceField(
        Sounding.objects.none(), label=_("Group that was asked"), required=False, empty_label=_("(nothing to note)"),
        help_text=_("Only to note what a group or the applicant said by telephone, on paper or in person."),
    )  # fmt: skip
    said = django_forms.ChoiceField(
        label=_("What it said"), required=False, widget=django_forms.RadioSelect,
        choices=[
            ("accepts", _("The group accepts")),
            ("declines", _("The group declines")),
            ("consent", _("Only a consent came")),
        ],
    )  # fmt: skip
    way = django_forms.ChoiceField(
        label=_("How it was said"), required=False, choices=[one for one in Way.choices if one[0] != Way.ONLINE]
    )
    conditions = long_text(_("Conditions of the group"), required=False)
    partner_name = django_forms.CharField(label=_("The group's contact: name"), required=False, max_length=80)
    partner_phone = django_forms.CharField(label=_("The group's contact: telephone"), required=False, max_length=40)
    applicant_name = django_forms.CharField(label=_("The applicant's contact: name"), required=False, max_length=80)
    applicant_phone = django_forms.CharField(
        label=_("The applicant's contact: telephone"), required=False, max_length=40,
        help_text=_("Filled in only when the side has consented to showing exactly this to the other."),
    )  # fmt: skip
    result = django_forms.ChoiceField(
        label=_("How it goes on"), widget=django_forms.RadioSelect,
        choices=[
            ("again", _("Only note this and wait on")),
            ("done", _("Go on to the meeting")),
            ("candidates", _("Ask another group")),
            FAILED,
        ],
    )  # fmt: skip

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        asked = case.soundings.select_related("group")
        field = self.fields["sounding"]
        field.queryset = asked  # type: ignore[attr-defined]
        field.label_from_instance = lambda one: f"{one.group.name}（{one.get_state_display()}）"  # type: ignore[attr-defined]
        if asked.count() == 1:
            field.initial = asked.first()

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        noted = answers.get("said") or answers.get("partner_name") or answers.get("applicant_name")
        if noted and not answers.get("sounding"):
            self.add_error("sounding", _("Please choose the group of which you note something."))
        for side in Side.values:
            if answers.get(f"{side}_name") and not answers.get(f"{side}_phone"):
                self.add_error(f"{side}_phone", _("Please give the telephone number that may be shown."))
        return answers

    def outcome(self) -> str:
        return self.cleaned_data["result"]

    def service(self) -> Callable[..., Any]:
        return recording.go_on

    def data_for_service(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        contacts = {
            side: (given[f"{side}_name"], given[f"{side}_phone"]) for side in Side.values if given[f"{side}_name"]
        }
        names = ("sounding", "said", "way", "conditions")
        return {**{name: given[name] for name in names}, "contacts": contacts, "onward": given["result"]}
