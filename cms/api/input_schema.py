"""A Django form told as JSON Schema, and JSON turned into what a page would have posted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

Schema = dict[str, Any]


def of_form(form: forms.Form) -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            name: _of_field(field, form.get_initial_for_field(field, name)) for name, field in asked(form).items()
        },
        "required": [name for name, field in asked(form).items() if field.required],
    }


def asked(form: forms.Form) -> dict[str, forms.Field]:
    """What a person fills in. What the page hides is not asked of a machine: it takes its initial value."""
    return {name: field for name, field in form.fields.items() if not field.widget.is_hidden}


def _of_field(field: forms.Field, initial: Any) -> Schema:
    about: Schema = {"title": str(field.label or "")}
    if field.help_text:
        about["description"] = str(field.help_text)
    if isinstance(field, forms.ChoiceField) and isinstance(initial, int) and not isinstance(initial, bool):
        initial = str(initial)
    if initial not in (None, "") and isinstance(initial, str | int | bool):
        about["default"] = initial
    elif initial is not None and hasattr(initial, "isoformat"):
        about["default"] = initial.isoformat()
    return {**about, **_type_of(field)}


def _type_of(field: forms.Field) -> Schema:
    if isinstance(field, forms.MultipleChoiceField):
        return {"type": "array", "uniqueItems": True, "items": {"oneOf": _choices(field)}}
    if isinstance(field, forms.ModelChoiceField):
        pairs = [(str(value), str(text)) for value, text in field.choices if value not in (None, "")]  # type: ignore[misc,union-attr]
        return {"oneOf": [{"const": value, "title": text} for value, text in pairs]}
    if isinstance(field, forms.ChoiceField):
        return {"oneOf": _choices(field)}
    if isinstance(field, forms.BooleanField):
        return {"type": "boolean"}
    if isinstance(field, forms.IntegerField):
        type_ = "number" if isinstance(field, forms.DecimalField | forms.FloatField) else "integer"
        limits = {"minimum": field.min_value, "maximum": field.max_value}
        return {"type": type_, **{name: limit for name, limit in limits.items() if limit is not None}}
    if isinstance(field, forms.DateField):
        return {"type": "string", "format": "date"}
    longest = getattr(field, "max_length", None)
    return {"type": "string", **({"maxLength": longest} if longest else {})}


def _choices(field: Any) -> list[Schema]:
    found = []
    for value, text in field.choices:
        if isinstance(text, list | tuple):
            found += [{"const": str(one), "title": str(words)} for one, words in text]
        elif value != "" or not field.required:
            found.append({"const": str(value), "title": str(text)})
    return found


def faults(form: forms.Form, given: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Names with what is wrong about their JSON type; null is as if it were not given."""
    found = []
    for name, value in given.items():
        if value is None:
            continue
        type_ = _type_of(form.fields[name]).get("type", "string")
        if not _fits(type_, value):
            found.append((name, _("This does not have the right form.")))
    return found


def _fits(type_: str, value: Any) -> bool:
    if type_ == "array":
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    if type_ == "number":
        return type(value) in (int, float)
    return type(value) is {"boolean": bool, "integer": int}.get(type_, str)


def as_posted(form: forms.Form, given: Mapping[str, Any]) -> QueryDict:
    """What a browser would send for ``given``; what is left out takes the initial value that the page would show."""
    posted = QueryDict(mutable=True)
    for name, field in form.fields.items():
        value = given.get(name)
        if name not in given:
            value = form.get_initial_for_field(field, name)
        if value is None or value is False:
            continue
        if isinstance(value, list | tuple):
            posted.setlist(name, [str(one) for one in value])
        else:
            posted[name] = "on" if value is True else str(value)
    return posted
