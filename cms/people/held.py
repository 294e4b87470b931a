"""Text that came back: what somebody wrote before their session ended stands in the form again.

Who keeps it and whose it is are decided elsewhere (workflows.intake.middleware); a form only asks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

ATTRIBUTE = "text_given_back"


@dataclass(frozen=True)
class GivenBack:
    """``texts``: input name → text as it was posted. ``left_out``: inputs whose text could not be kept."""

    texts: dict[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


NOTHING = GivenBack()


def given_back(request: HttpRequest) -> GivenBack:
    """What comes back with this request; usually nothing."""
    found: GivenBack = getattr(request, ATTRIBUTE, NOTHING)
    return found


def fill(form: forms.BaseForm, request: HttpRequest) -> None:
    """The texts stand in the fields of the unbound ``form``, unjudged and unsent."""
    found = given_back(request)
    if form.is_bound or found is NOTHING:
        return
    form.initial.update({name: found.texts[name] for name in form.fields if name in found.texts})
    name_left_out(request, [str(form[name].label) for name in found.left_out if name in form.fields])


def rows(
    form_class: type[forms.Form | forms.ModelForm], request: HttpRequest, *, prefix: str, most: int
) -> list[dict[str, Any]]:
    """The same for a formset: its filled rows as initial data. Empty when nothing comes back."""
    found = given_back(request)
    names = [*form_class.base_fields, "DELETE"]
    every = [{name: found.texts.get(f"{prefix}-{row}-{name}", "") for name in names} for row in range(most)]
    labels = {name: str(asked.label or "") for name, asked in form_class.base_fields.items()}
    name_left_out(request, [labels[name] for name in labels if any(n.endswith(f"-{name}") for n in found.left_out)])
    return [row for row in every if any(row.values())]


def name_left_out(request: HttpRequest, labels: list[str]) -> None:
    """Says which texts could not be kept, in the words that stand beside the fields."""
    if labels:
        text = _("This text was too long or held characters that cannot be kept, so please write it again: %(fields)s")
        messages.warning(request, text % {"fields": "、".join(labels)})
