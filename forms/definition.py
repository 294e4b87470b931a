"""What a form asks: sections of questions, checks across them, a declaration. Plain data, frozen as JSON.

A definition comes from outside (a kind of request, an installed package), so ``parse`` trusts nothing
in it: every mistake is a DefinitionError that names its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

TYPES = frozenset(
    {
        "text", "longtext", "kana", "email", "phone", "postal", "yen", "date", "choice", "yesno", "budget", "file",
    }
)  # fmt: skip
CHECKS: dict[str, frozenset[str]] = {
    "budget_balances": frozenset({"expense", "income"}),
    "within_grantable": frozenset({"requested", "expense", "cap_yen", "rate", "rounding_yen"}),
    "income_is_requested": frozenset({"requested", "income", "income_kind"}),
    "date_order": frozenset({"from", "until"}),
    "within_dates": frozenset({"from", "until"}),
    "needed_below_age": frozenset({"born", "age", "needs"}),
    "at_least_age": frozenset({"born", "age"}),
    "differ": frozenset({"one", "other"}),
}
REFERENCES = {
    "expense": "budget",
    "income": "budget",
    "requested": "yen",
    "from": "date",
    "until": "date",
    "born": "date",
}
RESERVED = frozenset(
    {"add_rows", "attach", "detach", "revision", "csrfmiddlewaretoken", "action", "next", "held", "tab"}
)
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

DEFAULT_LENGTH = {"text": 200, "longtext": 4_000, "kana": 200, "email": 254, "phone": 20, "postal": 10}
MAX_LENGTH = 20_000
MAX_YEN = 999_999_999
MAX_FILES = 10


class DefinitionError(ValueError):
    """The definition of a form is wrong; the message names the section, question and fault."""


@dataclass(frozen=True)
class Option:
    """One answer that may be chosen. ``value`` is stored, ``label`` is shown.

    ``eligible`` matters for kinds of cost: what is not eligible is budgeted but never granted.
    """

    value: str
    label: str
    eligible: bool = True


@dataclass(frozen=True)
class Question:
    """``key`` is unique in its section (files: in the form). ``personal`` answers can be erased.

    ``min_value`` and ``max_value`` are yen; ``max_length`` counts characters.
    """

    key: str
    type: str
    label: str
    help: str = ""
    required: bool = False
    personal: bool = False
    column: str = ""
    prefill: str = ""
    options: tuple[Option, ...] = ()
    max_length: int = 0
    min_value: int = 0
    max_value: int = MAX_YEN
    cost_kinds: tuple[Option, ...] = ()
    side: str = ""
    accept: tuple[str, ...] = ()
    max_files: int = 1


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    intro: str
    questions: tuple[Question, ...]

    def question(self, key: str) -> Question | None:
        return next((question for question in self.questions if question.key == key), None)

    @property
    def fields(self) -> tuple[Question, ...]:
        """Questions answered by text; files are sent by requests of their own."""
        return tuple(question for question in self.questions if question.type != "file")

    @property
    def file_questions(self) -> tuple[Question, ...]:
        return tuple(question for question in self.questions if question.type == "file")


@dataclass(frozen=True)
class Definition:
    kind: str
    title: str
    sections: tuple[Section, ...]
    checks: tuple[Mapping[str, Any], ...]
    declaration: str

    def section(self, key: str) -> Section | None:
        return next((section for section in self.sections if section.key == key), None)

    def find(self, reference: str) -> tuple[Section, Question] | None:
        """``section.question`` → both, or None."""
        section = self.section(reference.partition(".")[0])
        question = section.question(reference.partition(".")[2]) if section else None
        return (section, question) if section and question else None

    def walk(self) -> Iterator[tuple[Section, Question]]:
        for section in self.sections:
            for question in section.questions:
                yield section, question

    def file_question(self, key: str) -> Question | None:
        return next((q for _section, q in self.walk() if q.key == key and q.type == "file"), None)


def parse(definition: Mapping[str, Any]) -> Definition:
    """``definition`` as objects. Raises DefinitionError."""
    sections = tuple(_section(raw) for raw in _items(definition, "sections", "form"))
    if not sections:
        raise DefinitionError("form: no sections")
    _refuse_twice([section.key for section in sections], "form: section")
    _refuse_twice([q.key for section in sections for q in section.file_questions], "form: file question")
    parsed = Definition(
        kind=_text(definition, "kind", "form"),
        title=_text(definition, "title", "form"),
        sections=sections,
        checks=tuple(dict(raw) for raw in _items(definition, "checks", "form")),
        declaration=str(definition.get("declaration", "")),
    )
    for check in parsed.checks:
        _check(parsed, check)
    return parsed


def _section(raw: Mapping[str, Any]) -> Section:
    key = _key(raw, "section")
    questions = tuple(_question(item, key) for item in _items(raw, "questions", key))
    _refuse_twice([question.key for question in questions], f"{key}: question")
    return Section(key, _text(raw, "title", key), str(raw.get("intro", "")), questions)


def _question(raw: Mapping[str, Any], section: str) -> Question:
    where = f"{section}.{raw.get('key')}"
    key, type_ = _key(raw, where), _text(raw, "type", where)
    if type_ not in TYPES:
        raise DefinitionError(f"{where}: no such type {type_!r}")
    unknown = set(raw) - set(Question.__dataclass_fields__)
    if unknown:
        raise DefinitionError(f"{where}: unknown {sorted(unknown)}")
    question = Question(
        key=key,
        type=type_,
        label=_text(raw, "label", where),
        help=str(raw.get("help", "")),
        required=_flag(raw, "required", where),
        personal=_flag(raw, "personal", where),
        column=str(raw.get("column", "")),
        prefill=str(raw.get("prefill", "")),
        options=_options(raw, "options", where),
        max_length=_number(raw, "max_length", where, DEFAULT_LENGTH.get(type_, 0), MAX_LENGTH),
        min_value=_number(raw, "min_value", where, 0, MAX_YEN),
        max_value=_number(raw, "max_value", where, MAX_YEN, MAX_YEN),
        cost_kinds=_options(raw, "cost_kinds", where),
        side=str(raw.get("side", "")),
        accept=tuple(str(ending) for ending in raw.get("accept", ())),
        max_files=_number(raw, "max_files", where, 1, MAX_FILES),
    )
    _fits_its_type(question, where)
    return question


def _fits_its_type(question: Question, where: str) -> None:
    if question.type == "choice" and not question.options:
        raise DefinitionError(f"{where}: a choice without options")
    if question.type == "budget" and (not question.cost_kinds or question.side not in ("expense", "income")):
        raise DefinitionError(f"{where}: a budget needs cost_kinds and side expense or income")
    if question.type == "file" and question.max_files < 1:
        raise DefinitionError(f"{where}: max_files below 1")
    if question.min_value > question.max_value:
        raise DefinitionError(f"{where}: min_value above max_value")


def _check(form: Definition, check: Mapping[str, Any]) -> None:
    type_ = str(check.get("type"))
    missing = CHECKS[type_] - set(check) if type_ in CHECKS else {"a known type"}
    if missing:
        raise DefinitionError(f"check {type_}: needs {sorted(missing)}")
    for name, wanted in REFERENCES.items():
        if name in check:
            found = form.find(str(check[name]))
            if not found or found[1].type != wanted:
                raise DefinitionError(f"check {type_}: {name} must name a question of type {wanted}")
    if type_ == "within_grantable":
        numbers = [check["rounding_yen"], *check["rate"]]
        if len(numbers) != 3 or any(type(n) is not int or n < 1 for n in numbers) or type(check["cap_yen"]) is not int:
            raise DefinitionError("check within_grantable: cap_yen, rate [n, d] and rounding_yen are whole numbers")
    _check_details(form, check)


def _check_details(form: Definition, check: Mapping[str, Any]) -> None:
    """The kind of income that a check names is one, and its days are days."""
    found = form.find(str(check["income"])) if "income_kind" in check and "income" in check else None
    if found and check["income_kind"] not in {option.value for option in found[1].cost_kinds}:
        raise DefinitionError(f"check {check['type']}: income_kind must be a kind of the income")
    if "age" in check and (type(check["age"]) is not int or not 0 < check["age"] < 120):
        raise DefinitionError(f"check {check['type']}: age must be a number of years")
    for needed in check.get("needs", ()):
        if not form.find(str(needed)):
            raise DefinitionError(f"check {check['type']}: needs must name questions")
    for name in ("not_before", "not_after"):
        if name in check and not DAY.fullmatch(str(check[name])):
            raise DefinitionError(f"check {check['type']}: {name} must be a day like 2026-04-01")


def _items(raw: Mapping[str, Any], name: str, where: str) -> list[Mapping[str, Any]]:
    items = raw.get(name, [])
    if not isinstance(items, list | tuple) or not all(isinstance(item, Mapping) for item in items):
        raise DefinitionError(f"{where}: {name} must be a list of objects")
    return list(items)


def _options(raw: Mapping[str, Any], name: str, where: str) -> tuple[Option, ...]:
    """Each option is a text, or an object with ``value`` (or ``key``) and ``label``, or a pair."""
    options = []
    for item in raw.get(name, ()):
        if isinstance(item, Mapping):
            value = str(item.get("value", item.get("key", "")))
            options.append(Option(value, str(item.get("label", value)), _flag(item, "eligible", where, default=True)))
        elif isinstance(item, list | tuple) and len(item) == 2:
            options.append(Option(str(item[0]), str(item[1])))
        else:
            options.append(Option(str(item), str(item)))
    if any(not option.value for option in options):
        raise DefinitionError(f"{where}: {name} with an empty value")
    _refuse_twice([option.value for option in options], f"{where}: {name}")
    return tuple(options)


def _key(raw: Mapping[str, Any], where: str) -> str:
    key = raw.get("key")
    if not isinstance(key, str) or not KEY.fullmatch(key) or key in RESERVED:
        raise DefinitionError(f"{where}: key {key!r} must be lower-case letters, digits and _, and not reserved")
    return key


def _text(raw: Mapping[str, Any], name: str, where: str) -> str:
    value = raw.get(name)
    if not isinstance(value, str) or not value.strip():
        raise DefinitionError(f"{where}: {name} must be a text")
    return value


def _flag(raw: Mapping[str, Any], name: str, where: str, *, default: bool = False) -> bool:
    value = raw.get(name, default)
    if not isinstance(value, bool):
        raise DefinitionError(f"{where}: {name} must be true or false")
    return value


def _number(raw: Mapping[str, Any], name: str, where: str, default: int, most: int) -> int:
    value = raw.get(name, default)
    if type(value) is not int or not 0 <= value <= most:
        raise DefinitionError(f"{where}: {name} must be a whole number up to {most}")
    return value


def _refuse_twice(keys: list[str], where: str) -> None:
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise DefinitionError(f"{where}: {twice} given twice")
