"""What may be done to a case, for machines: a name, words, the schema of its input, and one service behind it.

Input is cleaned by the very form that the page shows, so a rule stands in one place; its errors come back with
pointers into ``input``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django import forms as django_forms
from django.utils.translation import gettext as _

from cms.api import input_schema
from cms.api.problems import PREFIX, Fault, Problem, pointer
from cms.core.errors import Stale
from cms.people.models import User
from workflows.cases.models import Case
from workflows.engine.story import what_happened

Form = django_forms.Form


@dataclass(frozen=True)
class Action:
    """``form``: None for an action without input. ``do`` gets the valid form; what it returns joins the answer."""

    id: str
    label: Callable[[Case], str]
    offered: Callable[[Case, User], bool]
    form: Callable[[Case, User, Mapping[str, Any] | None], Form] | None
    do: Callable[[Case, User, Form | None], Mapping[str, Any] | None]
    help: Callable[[Case], str] = lambda case: ""

    def perform(self, case: Case, user: User, given: Mapping[str, Any], version: int) -> dict[str, Any]:
        """Done by its service. Raises Problem for a wrong input, Stale for an old ``version``."""
        form = None
        if self.form is not None:
            form = cleaned(lambda data: self.form(case, user, data), given)  # type: ignore[misc]
        elif given:
            raise Problem("unknown-field", errors=[unknown(name) for name in given])
        if case.revision != version:
            raise Stale(what_happened(case))
        more = self.do(case, user, form) or {}
        case.refresh_from_db()
        return {"number": case.number, "version": case.revision, **more}


def told(action_id: str, label: str, help_text: str, href: str, form: Form | None, **more: Any) -> dict[str, Any]:
    """An action as ``allowed_actions`` lists it."""
    empty = {"type": "object", "additionalProperties": False, "properties": {}}
    return {
        "id": action_id,
        "label": label,
        "help": help_text,
        "href": href,
        "input_schema": input_schema.of_form(form) if form is not None else empty,
        "needs_confirmation": False,
        "summary": [],
        **more,
    }


def href(*parts: str) -> str:
    """``("cases", number, "actions", "withdraw")`` as an address of the API."""
    return PREFIX + "/".join(quote(part, safe="") for part in parts)


def cleaned(make: Callable[[Mapping[str, Any]], Form], given: Mapping[str, Any]) -> Form:
    """The form that ``make`` builds, bound to ``given`` and valid. Raises Problem with a pointer to each fault."""
    empty = make({})
    if strange := [name for name in given if name not in input_schema.asked(empty)]:
        raise Problem("unknown-field", errors=[unknown(name) for name in strange])
    if faults := input_schema.faults(empty, given):
        raise Problem("invalid-request", errors=[Fault(pointer("input", name), text) for name, text in faults])
    form = make(input_schema.as_posted(empty, given))
    if form.is_valid():
        return form
    raise Problem(
        "incomplete", _("Something is missing or wrong. Nothing was done and nothing was lost."),
        errors=[
            Fault(pointer("input", name) if name in form.fields else "/input", str(text))
            for name, texts in form.errors.items()
            for text in texts
        ],
    )  # fmt: skip


def unknown(name: str) -> Fault:
    return Fault(pointer("input", name), _("There is no such field."))
