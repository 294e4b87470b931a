"""What a group's people fill in: a need or an offer, and their answer to an introduction."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cms.hubs.models import Area
from cms.people.models import CommunityGroup
from forms.fields import CHOOSE, DateField, TextField
from workflows.exchange.addressless import refuse_address
from workflows.exchange.models import Listing
from workflows.exchange.models.listing import WEEKDAYS
from workflows.exchange.services.listing import longest_day


class PlainTextField(TextField):
    """A text that others read before they may reach its writer."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        refuse_address(text)
        return text


class DayField(DateField):
    """A day as a date; several ways of writing it are understood."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return date.fromisoformat(text) if text else None


def choice(label: Any, choices: Any, **more: Any) -> django_forms.ChoiceField:
    return django_forms.ChoiceField(
        label=label, choices=choices, widget=django_forms.RadioSelect, error_messages=CHOOSE, **more
    )


class ListingForm(django_forms.Form):
    use_required_attribute = False

    group = django_forms.ModelChoiceField(
        queryset=CommunityGroup.objects.none(), label=pgettext_lazy("community", "Group"), empty_label=None,
        widget=django_forms.RadioSelect, error_messages={**CHOOSE, "invalid_choice": CHOOSE["required"]},
    )  # fmt: skip
    side = choice(gettext_lazy("Need or offer"), Listing.Side.choices)
    kind = choice(gettext_lazy("What it is about"), Listing.Kind.choices)
    title = PlainTextField(
        longest=80,
        label=pgettext_lazy("listing", "Title"),
        help_text=gettext_lazy("For example: Two tents for a summer festival"),
    )
    text = PlainTextField(
        longest=1000, one_line=False, label=gettext_lazy("Description"),
        help_text=gettext_lazy(
            "Write no telephone number and no address here. Others learn how to reach you after you agree."
        ),
        widget=django_forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip
    area = django_forms.ModelChoiceField(
        queryset=Area.objects.all(), label=gettext_lazy("For which area"), empty_label=gettext_lazy("— choose —"),
        error_messages={**CHOOSE, "invalid_choice": CHOOSE["required"]},
    )  # fmt: skip
    from_on = DayField(required=False, label=gettext_lazy("From which day"), help_text=gettext_lazy("Empty: any time."))
    until_on = DayField(required=False, label=gettext_lazy("Until which day"))
    weekdays = django_forms.TypedMultipleChoiceField(
        label=gettext_lazy("On which days of the week"), required=False, coerce=int,
        choices=list(enumerate(WEEKDAYS)), widget=django_forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Nothing ticked: on any day."),
    )  # fmt: skip
    conditions = PlainTextField(
        longest=500, one_line=False, required=False, label=gettext_lazy("Conditions"),
        help_text=gettext_lazy("For example: to be fetched and brought back; free of charge."),
        widget=django_forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    audience = choice(gettext_lazy("Who sees it"), Listing.Audience.choices)
    expires_on = DayField(
        required=False, label=gettext_lazy("Shown until"), help_text=gettext_lazy("You can renew it at any time.")
    )

    def __init__(self, *args: Any, groups: list[CommunityGroup], listing: Listing | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if listing is None:
            field = self.fields["group"]
            field.queryset = CommunityGroup.objects.filter(pk__in=[group.pk for group in groups])  # type: ignore[attr-defined]
            if len(groups) == 1:
                field.initial = groups[0].pk
        else:
            del self.fields["group"]

    @staticmethod
    def of(listing: Listing) -> dict[str, Any]:
        """What stands in the form of an existing one."""
        names = ("side", "kind", "title", "text", "area", "from_on", "until_on", "conditions", "audience", "expires_on")
        return {**{name: getattr(listing, name) for name in names}, "weekdays": listing.days}

    def clean_weekdays(self) -> int:
        return sum(1 << day for day in self.cleaned_data["weekdays"])

    def clean_expires_on(self) -> date:
        today = timezone.localdate()
        wanted: date = self.cleaned_data["expires_on"] or longest_day(today)
        if not today <= wanted <= longest_day(today):
            last = longest_day(today)
            raise ValidationError(
                _("Choose a day from today until %(last)s.") % {"last": f"{last.year}-{last.month}-{last.day}"}
            )
        return wanted

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        begin, end = data.get("from_on"), data.get("until_on")
        if begin and end and end < begin:
            self.add_error("until_on", _("The last day lies before the first."))
        elif end and end < timezone.localdate():
            self.add_error("until_on", _("This day is over."))
        return data


class ConsentForm(django_forms.Form):
    """How the other side may reach this one; kept for this introduction alone."""

    use_required_attribute = False

    name = TextField(longest=80, label=gettext_lazy("Name of the person to be contacted"))
    reach = TextField(
        longest=200, label=gettext_lazy("How the other side reaches you"),
        help_text=gettext_lazy("A telephone number or an e-mail address, and hours that suit you."),
    )  # fmt: skip


class DeclineForm(django_forms.Form):
    use_required_attribute = False

    reason = TextField(
        longest=200, required=False, label=gettext_lazy("Reason (read by the staff only)"),
        widget=django_forms.TextInput(),
    )  # fmt: skip
