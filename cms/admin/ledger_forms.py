"""The forms of the ledger of collaboration."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.admin.case_forms import DeskForm, storable
from cms.admin.inbox_form import DayInput
from cms.hubs.models import Area, Topic
from workflows.ledger.models import Collaboration, NamedPerson, Partner

MOST_PARTNERS = 20
TO_BE_READ = _("Everybody reads this once it is published: please write no names of persons who have not agreed.")


def text(label: Any, longest: int, help_text: Any = "") -> django_forms.CharField:
    widget = django_forms.Textarea(attrs={"rows": 5})
    return django_forms.CharField(
        label=label, help_text=help_text, max_length=longest, validators=[storable], widget=widget
    )


class CollaborationForm(DeskForm):
    title = django_forms.CharField(
        label=pgettext_lazy("collaboration", "Title"), max_length=120, validators=[storable], help_text=TO_BE_READ
    )
    topic: django_forms.ModelChoiceField[Any] = django_forms.ModelChoiceField(
        label=_("Topic"), queryset=Topic.objects.filter(is_active=True), required=False, empty_label=_("none")
    )
    area: django_forms.ModelChoiceField[Any] = django_forms.ModelChoiceField(
        label=_("Area"), queryset=Area.objects.all(), required=False, empty_label=_("none")
    )
    began_on = django_forms.DateField(label=_("First day"), widget=DayInput())
    ended_on = django_forms.DateField(label=_("Last day"), required=False, widget=DayInput())
    agenda_by = django_forms.ChoiceField(
        label=_("Who set the agenda?"), choices=Collaboration.Agenda.choices, widget=django_forms.RadioSelect
    )
    agenda = text(_("How it began"), 2000, _("Whose wish it was, and how it became a common one."))
    done = text(_("What was done"), 4000)
    learned = text(_("What was learned"), 4000, _("What went well, what did not, what you would do again."))
    cost_note = django_forms.CharField(
        label=_("About the costs"), max_length=300, required=False, validators=[storable]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="entry-%s", **kwargs)  # type: ignore[misc]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        began, ended = given.get("began_on"), given.get("ended_on")
        if began and ended and ended < began:
            self.add_error("ended_on", _("The last day is before the first one."))
        return given


class PartnerForm(DeskForm):
    """One line of those who took part; a line without a name is left out."""

    kind = django_forms.ChoiceField(label=_("Kind"), choices=Partner.Kind.choices, initial=Partner.Kind.GROUP)
    name = django_forms.CharField(
        label=_("Name of the group or section"),
        max_length=100,
        required=False,
        validators=[storable],
        help_text=_("A group: as it stands in the register. Then suggestions know who has worked together."),
    )
    part = django_forms.CharField(label=_("What they did"), max_length=300, required=False, validators=[storable])
    cost_yen = django_forms.IntegerField(
        label=_("Cost borne (yen)"), min_value=0, max_value=999_999_999, required=False,
        widget=django_forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if bool(given.get("name")) != bool(given.get("part")):
            missing = "part" if given.get("name") else "name"
            raise ValidationError({missing: _("Please write both the name and what they did, or neither.")})
        return given


def given_partners(lines: BaseFormSet[PartnerForm]) -> list[dict[str, Any]]:
    """The lines that have a name, ready for the service."""
    given = [form.cleaned_data for form in lines.forms if form.cleaned_data.get("name")]
    return [{**line, "cost_yen": line["cost_yen"] or 0} for line in given]


PartnerForms = formset_factory(
    PartnerForm, extra=3, max_num=MOST_PARTNERS, absolute_max=MOST_PARTNERS, validate_max=True
)


class ConsentForm(DeskForm):
    name = django_forms.CharField(label=_("Name as it stands in the text"), max_length=80, validators=[storable])
    how = django_forms.ChoiceField(label=_("How did they agree?"), choices=NamedPerson.How.choices)
    agreed_on = django_forms.DateField(label=_("On which day?"), widget=DayInput(), initial=timezone.localdate)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="consent-%s", **kwargs)  # type: ignore[misc]


class PublishForm(DeskForm):
    confirmed = django_forms.BooleanField(
        label=_("I have read it through: it names nobody who has not agreed."), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="publish-%s", **kwargs)  # type: ignore[misc]
