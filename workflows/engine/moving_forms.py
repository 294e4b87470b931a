"""The forms for handing a step over and for moving a case, wherever they are filled in: at the desk or over the API."""

from __future__ import annotations

import copy
from typing import Any

from django import forms as django_forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cms.core.text import unstorable
from cms.hubs.models import Hub
from cms.people.models import User
from workflows.cases.models import Case
from workflows.engine.reminders import people_for


def candidates(case: Case) -> QuerySet[User]:
    """Active accounts to whom the open step may be handed: all with the role, the holder left out."""
    free = copy.copy(case)
    free.holder_id = None
    people = people_for(free).order_by("last_name", "first_name", "pk")
    return people.exclude(pk=case.holder_id) if case.holder_id else people


def storable(text: str) -> None:
    if unstorable(text):
        raise django_forms.ValidationError(_("This text has a character that cannot be kept."))


class ReasonField(django_forms.CharField):
    """A reason in writing, at most 200 characters."""

    def __init__(self, **more: Any) -> None:
        about = {"label": _("Reason"), "max_length": 200, "validators": [storable], **more}
        super().__init__(**about)


class DeskForm(django_forms.Form):
    use_required_attribute = False


class HandOverForm(DeskForm):
    holder: django_forms.ModelChoiceField[Any] = django_forms.ModelChoiceField(
        label=_("To whom"), queryset=None, empty_label=_("— choose —")
    )
    reason = ReasonField(required=False, help_text=_("Needed when a colleague has taken the step."))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="hand-%s", **kwargs)  # type: ignore[misc]
        self.fields["holder"].queryset = candidates(case)  # type: ignore[attr-defined]


class GiveBackForm(DeskForm):
    reason = ReasonField(required=False, help_text=_("Needed when a colleague has taken the step."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="back-%s", **kwargs)  # type: ignore[misc]


class MoveForm(DeskForm):
    hub: django_forms.ModelChoiceField[Any] = django_forms.ModelChoiceField(
        label=_("To which hub"), queryset=None, empty_label=_("— choose —")
    )
    reason = ReasonField()

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="move-%s", **kwargs)  # type: ignore[misc]
        hubs = Hub.objects.exclude(status=Hub.Status.CLOSED).exclude(pk=case.hub_id)
        self.fields["hub"].queryset = hubs  # type: ignore[attr-defined]
