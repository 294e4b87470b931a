"""The form for a prior consultation."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.people.models import CommunityGroup
from forms.fields import PhoneField, TextField
from workflows.cases.services.consultation import LONGEST_WISH


class GroupField(django_forms.ModelChoiceField):
    """One of the person's own groups as radio buttons."""

    widget = django_forms.RadioSelect

    def __init__(self, **more: Any) -> None:
        super().__init__(
            queryset=CommunityGroup.objects.none(),
            label=pgettext_lazy("community", "Group"),
            empty_label=None,
            error_messages={"required": _("Please choose one."), "invalid_choice": _("Please choose one.")},
            **more,
        )


class ConsultationForm(django_forms.Form):
    use_required_attribute = False

    group = GroupField()
    wish = TextField(
        longest=LONGEST_WISH,
        one_line=False,
        label=_("What you would like to talk about"),
        help_text=_("For example what your group plans to do, and what you are unsure about."),
        widget=django_forms.Textarea(attrs={"rows": 5}),
    )
    wanted_dates = TextField(
        longest=200,
        label=_("Days and times that suit you"),
        help_text=_("For example weekdays from 2 p.m., or two or three dates."),
    )
    contact_phone = PhoneField(
        longest=20,
        label=_("Telephone number at which the hub reaches you"),
        widget=django_forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )

    def __init__(self, *args: Any, groups: list[CommunityGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["group"]
        field.queryset = CommunityGroup.objects.filter(pk__in=[group.pk for group in groups])  # type: ignore[attr-defined]
        if len(groups) == 1:
            field.initial = groups[0].pk
