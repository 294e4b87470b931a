"""What volunteers write: the log, an article, about themselves, the answer of February, a resignation."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from forms.fields import TextField
from workflows.kinds.volunteering.models import Activity, Appointment, Renewal, VolunteerProfile
from workflows.kinds.volunteering.models.service import MOST_MINUTES

CHOOSE = {"required": _("Please choose one.")}


class PlainForm(django_forms.Form):
    use_required_attribute = False


class KeyedForm(PlainForm):
    """A form that is one thing however often it is sent: it brings its own key along."""

    key = django_forms.UUIDField(widget=django_forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid.uuid4


class ActivityForm(KeyedForm):
    done_on = django_forms.DateField(
        label=_("Day"), initial=timezone.localdate,
        widget=django_forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": _("Please give the day."), "invalid": _("Please give the day like 2026-11-22.")},
    )  # fmt: skip
    hours = django_forms.DecimalField(
        label=_("Hours"), min_value=0, max_value=MOST_MINUTES // 60, decimal_places=2,
        help_text=_("Half an hour is 0.5."),
        widget=django_forms.NumberInput(attrs={"step": "0.25", "inputmode": "decimal"}),
        error_messages={
            "required": _("Please give the hours."),
            "invalid": _("Please give the hours as a number."),
            **dict.fromkeys(("min_value", "max_value"), _("Please give hours between 0 and 24.")),
        },
    )  # fmt: skip
    text = TextField(
        longest=2000,
        one_line=False,
        label=pgettext_lazy("activity", "What was done"),
        widget=django_forms.Textarea(attrs={"rows": 4}),
    )
    is_report = django_forms.BooleanField(label=_("This is a report to the hub"), required=False)

    def minutes(self) -> int:
        return round(self.cleaned_data["hours"] * 60)


class TakeBackForm(PlainForm):
    """Names an entry of the log; cleaned it is the entry."""

    entry = django_forms.IntegerField(label=_("entry"), min_value=1, max_value=2**53)

    def __init__(self, *args: Any, appointment: Appointment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.appointment = appointment

    def clean_entry(self) -> Activity:
        rows = Activity.objects.select_related("appointment").filter(appointment=self.appointment)
        entry = rows.filter(pk=self.cleaned_data["entry"]).first()
        if entry is None:
            raise ValidationError(gettext("There is no such entry in this log."))
        return entry


class ArticleForm(KeyedForm):
    title = TextField(longest=80, label=_("Headline"))
    text = TextField(
        longest=10_000, one_line=False, label=pgettext_lazy("volunteer", "Text"),
        widget=django_forms.Textarea(attrs={"rows": 12}),
        help_text=_("An empty line begins a new paragraph. The editors check it before it is published."),
    )  # fmt: skip


class ProfileForm(PlainForm):
    skills = TextField(
        longest=1000, one_line=False, required=False, label=pgettext_lazy("volunteer", "What you can do"),
        widget=django_forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    availability = TextField(
        longest=500, one_line=False, required=False, label=pgettext_lazy("volunteer", "Days and times that suit you"),
        widget=django_forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    skills_for = django_forms.ChoiceField(
        label=_("Who of the staff may see what you can do and when"), choices=VolunteerProfile.Shared.choices,
        widget=django_forms.RadioSelect, error_messages=CHOOSE,
    )  # fmt: skip
    contact_for = django_forms.ChoiceField(
        label=_("Who of the staff may see your address, telephone and e-mail"), choices=VolunteerProfile.Shared.choices,
        widget=django_forms.RadioSelect, error_messages=CHOOSE,
    )  # fmt: skip
    shows_name = django_forms.BooleanField(
        label=_("My name may stand under my articles"),
        required=False,
        help_text=_("Otherwise only the role stands there."),
    )


class RenewalForm(PlainForm):
    answer = django_forms.ChoiceField(
        label=_("Would you like to go on?"),
        choices=[
            (Renewal.Answer.YES, _("Yes, I would like to go on")),
            (Renewal.Answer.NO, _("No, I stop at the end")),
        ],
        widget=django_forms.RadioSelect,
        error_messages=CHOOSE,
    )


class ResignForm(PlainForm):
    reason = TextField(
        longest=1000, one_line=False, required=False, label=_("Reason"), help_text=_("You need not give one."),
        widget=django_forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
