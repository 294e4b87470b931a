"""The base of every staff step's form: fields, an outcome, one service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms

from cms.people.models import User
from forms import wording
from workflows.cases.models import Case


class StaffForm(django_forms.Form):
    """``outcome`` names the way out of the step; ``service`` does the work with ``data``."""

    submit_label: Any = ""

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        wording.speak(self, case.kind)

    def outcome(self) -> str:
        return "done"

    def service(self) -> Callable[..., Any]:
        raise NotImplementedError("each step's form names its service")

    def data_for_service(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    def summary(self, actor: User) -> list[tuple[Any, Any]]:
        """Label and text of what this person should have before their eyes when doing the step."""
        return []

    def must_be_confirmed(self) -> bool:
        """True when the valid form is shown once more, with its summary, before anything is done."""
        return False
