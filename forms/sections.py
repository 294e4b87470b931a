"""A section as a Django form, and the way of its texts: posted → kept as typed → answers → shown again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms as django_forms

from cms.core.dates import wareki
from cms.core.text import unstorable
from forms import budget_field
from forms.budget_field import BudgetField
from forms.definition import MAX_LENGTH, Question, Section
from forms.fields import (
    DateField,
    EmailField,
    KanaField,
    OptionField,
    PhoneField,
    PostalField,
    TextField,
    YenField,
    YesNoField,
)

Texts = dict[str, str]

# How the telephone's keyboard and the browser's memory help; hints only.
HINTS: dict[str, dict[str, str]] = {
    "email": {"inputmode": "email", "autocomplete": "email", "autocapitalize": "none"},
    "phone": {"inputmode": "tel", "autocomplete": "tel"},
    "postal": {"inputmode": "numeric", "autocomplete": "postal-code"},
    "yen": {"inputmode": "numeric", "autocomplete": "off"},
    "date": {"autocomplete": "off"},
}
CODES: dict[str, type[TextField]] = {
    "kana": KanaField,
    "email": EmailField,
    "phone": PhoneField,
    "postal": PostalField,
}


def field_for(question: Question) -> django_forms.Field:
    """The Django field of a question that is answered by text or choice (not a file)."""
    about: dict[str, Any] = {"label": question.label, "help_text": question.help, "required": question.required}
    if question.type == "budget":
        return BudgetField(kinds=question.cost_kinds, **about)
    if question.type == "yesno":
        return YesNoField(**about)
    if question.type == "choice":
        return OptionField(choices=[(option.value, option.label) for option in question.options], **about)
    if question.type == "longtext":
        return TextField(
            longest=question.max_length, one_line=False, widget=django_forms.Textarea(attrs={"rows": 6}), **about
        )
    about["widget"] = django_forms.TextInput(attrs=HINTS.get(question.type, {}))
    if question.type == "yen":
        return YenField(least=question.min_value, most=question.max_value, **about)
    if question.type == "date":
        return DateField(**about)
    return CODES.get(question.type, TextField)(longest=question.max_length, **about)


class SectionForm(django_forms.Form):
    """The questions of one section that are answered by text; ``data`` or ``initial`` are texts as typed."""

    use_required_attribute = False

    def __init__(
        self, section: Section, *, data: Mapping[str, Any] | None = None, initial: Texts | None = None
    ) -> None:
        super().__init__(data, initial=initial or {})
        self.section = section
        for question in section.fields:
            self.fields[question.key] = field_for(question)

    @property
    def answers(self) -> dict[str, Any]:
        """Valid, given answers in stored form (JSON): yen as int, dates ISO, yes/no as bool."""
        self.errors  # noqa: B018  cleaning happens here
        return {key: value for key, value in self.cleaned_data.items() if value not in (None, "", [])}


def input_names(question: Question, texts: Mapping[str, Any]) -> list[str]:
    """The names of the inputs of ``question`` as far as ``texts`` has rows."""
    if question.type != "budget":
        return [question.key]
    return budget_field.names(question.key, budget_field.row_count(question.key, texts))


def posted_texts(section: Section, data: Mapping[str, Any], saved: Texts) -> Texts:
    """The texts of every input of ``section``: from ``data`` where it has them, else as ``saved``.

    A radio group without a choice posts nothing, and a caller may send one field alone, so what is
    absent is unchanged. Line ends become ``\\n`` (browsers send ``\\r\\n``). The button
    ``add_rows=<question>`` lengthens that budget.
    """
    texts: Texts = {}
    for question in section.fields:
        first = f"{question.key}-rows" if question.type == "budget" else question.key
        source = data if first in data else saved
        for name in input_names(question, source):
            texts[name] = str(source.get(name, "")).replace("\r\n", "\n")
        if question.type == "budget" and data.get("add_rows") == question.key:
            _add_rows(question.key, texts)
    return texts


def _add_rows(key: str, texts: Texts) -> None:
    rows = min(budget_field.row_count(key, texts) + budget_field.ADDED_ROWS, budget_field.MAX_ROWS)
    for name in budget_field.names(key, rows):
        texts.setdefault(name, "")
    texts[f"{key}-rows"] = str(rows)


def texts_of(section: Section, answers: Mapping[str, Any]) -> Texts:
    """Answers as a person would have typed them; reading them again gives the same answers."""
    texts: Texts = {}
    for question in section.fields:
        value = answers.get(question.key)
        if question.type == "budget":
            texts |= _budget_texts(question.key, value)
        else:
            texts[question.key] = "" if value is None else _text(question, value)
    return texts


def _text(question: Question, value: Any) -> str:
    if question.type == "yesno" and isinstance(value, bool):
        return "yes" if value else "no"
    if question.type == "yen" and type(value) is int:
        return f"{value:,}"
    if question.type == "date":
        try:
            return wareki(date.fromisoformat(str(value)))
        except ValueError:
            return str(value)
    return str(value)


def _budget_texts(key: str, rows: Any) -> Texts:
    given = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list | tuple) else []
    texts = {f"{key}-rows": str(min(len(given), budget_field.MAX_ROWS))}
    for number, row in enumerate(given[: budget_field.MAX_ROWS]):
        amount = row.get("amount_yen", "")
        texts[f"{key}-{number}-kind"] = str(row.get("kind", ""))
        texts[f"{key}-{number}-description"] = str(row.get("description", ""))
        texts[f"{key}-{number}-amount"] = f"{amount:,}" if type(amount) is int else str(amount)
    return texts


def keepable(text: str) -> bool:
    """A draft can keep it: storable by every database, and not longer than any answer may be."""
    return len(text) <= MAX_LENGTH and not unstorable(text)
