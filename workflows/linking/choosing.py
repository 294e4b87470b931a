"""The field of a form in which a person ticks what is undone with the case."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows.linking.hanging import Hanging

NAME = "chosen"


def add_choice(form: forms.Form, found: list[Hanging]) -> None:
    """Everything that this person may undo, ticked; without the field when there is nothing."""
    choices = [(one.key, f"{one.sort.title}：{one.remedy.do}") for one in found if one.remedy.do]
    if choices:
        form.fields[NAME] = forms.MultipleChoiceField(
            label=_("Undo at the same time"),
            help_text=_("What you do not tick stays, and those who take care of it are told."),
            required=False,
            choices=choices,
            initial=[key for key, _words in choices],
            widget=forms.CheckboxSelectMultiple,
        )


def chosen(form: forms.Form) -> list[str]:
    return list(form.cleaned_data.get(NAME, []))


def told(found: list[Hanging]) -> list[str]:
    """The lines about what this person cannot undo themselves."""
    return [one.line for one in found if not one.remedy.do]
