"""A form for machines: what may be answered, as JSON Schema, and answers in that shape as texts that a form keeps.

The shape is the one in which valid answers are stored: yen are whole numbers, days are ISO 8601, yes and no are
booleans, budget lines are objects. A text that is not valid yet is kept like one that a person typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from forms import budget_field
from forms.definition import MAX_LENGTH, MAX_YEN, Definition, Question, Section
from forms.sections import Texts, input_names, texts_of

DRAFT = "https://json-schema.org/draft/2020-12/schema"
LINE = ("kind", "description", "amount_yen")


@dataclass(frozen=True)
class Misfit:
    """An answer that is not in the shape of its question; ``place`` leads to it from the section."""

    place: tuple[str | int, ...]
    message: str
    is_unknown: bool = False


def schema_of(definition: Definition) -> dict[str, Any]:
    """The JSON Schema of all answers: section → question → answer. Files are sent by requests of their own."""
    return {
        "$schema": DRAFT,
        "title": definition.title,
        "type": "object",
        "additionalProperties": False,
        "properties": {section.key: section_schema(section) for section in definition.sections},
    }


def section_schema(section: Section) -> dict[str, Any]:
    required = [question.key for question in section.fields if question.required]
    return {
        "title": section.title,
        "type": "object",
        "additionalProperties": False,
        "properties": {question.key: question_schema(question) for question in section.fields},
        **({"required": required} if required else {}),
    }


def question_schema(question: Question) -> dict[str, Any]:
    about: dict[str, Any] = {"title": question.label}
    if question.help:
        about["description"] = question.help
    if question.type == "yesno":
        return {**about, "type": "boolean"}
    if question.type == "yen":
        return {**about, "type": "integer", "minimum": question.min_value, "maximum": question.max_value}
    if question.type == "choice":
        return {**about, "oneOf": [{"const": one.value, "title": one.label} for one in question.options]}
    if question.type == "budget":
        return {**about, "type": "array", "maxItems": budget_field.MAX_ROWS, "items": _line_schema(question)}
    if question.type == "date":
        return {**about, "type": "string", "format": "date"}
    form = {"format": "email"} if question.type == "email" else {}
    return {**about, "type": "string", "maxLength": question.max_length, **form}


def _line_schema(question: Question) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["kind", "amount_yen"],
        "properties": {
            "kind": {"oneOf": [{"const": one.value, "title": one.label} for one in question.cost_kinds]},
            "description": {"type": "string", "maxLength": budget_field.MAX_DESCRIPTION},
            "amount_yen": {"type": "integer", "minimum": 0, "maximum": MAX_YEN},
        },
    }


def misfits(section: Section, answers: Mapping[str, Any]) -> list[Misfit]:
    """What cannot be an answer to a question of ``section`` at all; null clears one."""
    found = []
    for key, value in answers.items():
        question = section.question(key)
        if question is None or question.type == "file":
            found.append(Misfit((key,), _("There is no such question."), is_unknown=True))
        elif value is not None:
            found += _misfit(question, value)
    return found


def _misfit(question: Question, value: Any) -> list[Misfit]:
    if question.type == "budget":
        return _line_misfits(question.key, value)
    wanted: dict[str, tuple[type, str]] = {
        "yesno": (bool, _("Give true or false.")),
        "yen": (int, _("Give a whole number of yen.")),
    }
    type_, message = wanted.get(question.type, (str, _("Give a text.")))
    if type(value) is not type_:
        return [Misfit((question.key,), message)]
    if isinstance(value, str) and len(value) > MAX_LENGTH:
        return [Misfit((question.key,), _("At most %(most)s characters.") % {"most": MAX_LENGTH})]
    return []


def _line_misfits(key: str, lines: Any) -> list[Misfit]:
    if not isinstance(lines, list) or len(lines) > budget_field.MAX_ROWS:
        return [Misfit((key,), _("Give a list of at most %(most)d lines.") % {"most": budget_field.MAX_ROWS})]
    found = []
    for number, line in enumerate(lines):
        if not isinstance(line, Mapping):
            found.append(Misfit((key, number), _("Give an object with kind, description and amount_yen.")))
            continue
        for name, value in line.items():
            if name not in LINE:
                found.append(Misfit((key, number, name), _("There is no such field."), is_unknown=True))
            elif value is not None and type(value) is not (int if name == "amount_yen" else str):
                found.append(Misfit((key, number, name), _("This does not have the right form.")))
    return found


def texts_from(section: Section, answers: Mapping[str, Any]) -> Texts:
    """The texts of the inputs of those questions that ``answers`` names, as a page would post them."""
    all_texts = texts_of(section, {key: _plain(value) for key, value in answers.items()})
    named = [question for question in section.fields if question.key in answers]
    return {name: all_texts.get(name, "") for question in named for name in input_names(question, all_texts)}


def _plain(value: Any) -> Any:
    """Lines without what is not given."""
    if not isinstance(value, list):
        return value
    return [{name: part for name, part in line.items() if part is not None} for line in value]


def typed_of(section: Section, texts: Texts, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Question → what was typed, for those without a valid answer: nothing is hidden from its writer."""
    found: dict[str, Any] = {}
    for question in section.fields:
        if question.key in answers:
            continue
        if question.type == "budget":
            rows = budget_field.filled(budget_field.raw_rows(question.key, texts))
            if rows:
                found[question.key] = rows
        elif texts.get(question.key, "").strip():
            found[question.key] = texts[question.key]
    return found
