"""Budget lines as rows of kind, description and amount; more rows by a button, so no script is needed.

What is posted: ``<name>-rows`` and for each row ``<name>-<n>-kind``, ``-description``, ``-amount``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cms.core.money import yen
from forms.definition import MAX_YEN, Option
from forms.fields import TextField, YenField

BLANK_ROWS = 3
ADDED_ROWS = 5
MAX_ROWS = 60
MAX_DESCRIPTION = 200
PARTS = ("kind", "description", "amount")

RawRow = dict[str, str]


def names(name: str, rows: int) -> list[str]:
    """Everything that ``rows`` rows of the question ``name`` post."""
    return [f"{name}-rows", *(f"{name}-{row}-{part}" for row in range(rows) for part in PARTS)]


def row_count(name: str, posted: Mapping[str, Any]) -> int:
    """How many rows the page had, bounded; 0 when it had none."""
    text = str(posted.get(f"{name}-rows", ""))
    return min(int(text), MAX_ROWS) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def raw_rows(name: str, posted: Mapping[str, Any]) -> list[RawRow]:
    """The rows as typed, blank ones included."""
    return [
        {part: str(posted.get(f"{name}-{row}-{part}", "")) for part in PARTS} for row in range(row_count(name, posted))
    ]


def filled(rows: list[RawRow]) -> list[RawRow]:
    return [row for row in rows if any(text.strip() for text in row.values())]


def rows_to_show(rows: list[RawRow]) -> int:
    """Rows on the next page: all that were there, and some blank ones at the first visit."""
    return max(len(rows), min(len(filled(rows)) + BLANK_ROWS, MAX_ROWS))


class BudgetBoundField(django_forms.BoundField):
    """What ``forms/budget.html`` draws: rows as typed, errors per cell, the sum."""

    field: BudgetField

    @property
    def _raw(self) -> list[RawRow]:
        form = self.form
        return raw_rows(self.html_name, form.data if form.is_bound else form.initial)  # type: ignore[arg-type]

    @property
    def rows(self) -> list[dict[str, Any]]:
        raw = self._raw
        errors = self.field.row_errors if self.form.is_bound and self.errors else {}
        blank = [dict.fromkeys(PARTS, "") for _row in range(rows_to_show(raw) - len(raw))]
        return [
            {"number": number + 1, **{part: self._cell(number, part, row, errors) for part in PARTS}}
            for number, row in enumerate([*raw, *blank])
        ]

    def _cell(self, number: int, part: str, row: RawRow, errors: dict[int, dict[str, str]]) -> dict[str, str]:
        return {
            "name": f"{self.html_name}-{number}-{part}",
            "id": f"{self.auto_id}-{number}-{part}",
            "text": row[part],
            "error": errors.get(number, {}).get(part, ""),
        }

    @property
    def total(self) -> str:
        """``75,000円``; empty while nothing was typed or an amount cannot be read."""
        rows = filled(self._raw)
        amount = total_yen(rows) if rows else None
        return "" if amount is None else yen(amount)

    @property
    def may_grow(self) -> bool:
        return len(self._raw) < MAX_ROWS


class BudgetWidget(django_forms.Widget):
    """Reads the rows; they are drawn by ``forms/budget.html``, never by itself."""

    use_fieldset = True

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[RawRow]:
        return raw_rows(name, data)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return f"{name}-rows" not in data


class BudgetField(django_forms.Field):
    """Rows → ``[{"kind", "description", "amount_yen"}]``. ``row_errors`` says which cell is wrong."""

    widget = BudgetWidget
    bound_field_class = BudgetBoundField
    is_budget = True

    def __init__(self, *, kinds: tuple[Option, ...], **more: Any) -> None:
        super().__init__(**more)
        self.kinds = kinds
        self.row_errors: dict[int, dict[str, str]] = {}
        self.amount = YenField(least=0, most=MAX_YEN, required=True)
        self.description = TextField(longest=MAX_DESCRIPTION, required=False)

    def clean(self, value: Any) -> list[dict[str, Any]]:
        rows: list[RawRow] = value or []
        self.row_errors = {}
        cleaned = [self._row(number, row) for number, row in enumerate(rows) if filled([row])]
        if self.row_errors:
            raise ValidationError(
                [
                    _("Line %(number)d: %(error)s") % {"number": number + 1, "error": error}
                    for number, errors in self.row_errors.items()
                    for error in errors.values()
                ]
            )
        if self.required and not cleaned:
            raise ValidationError(_("Please fill in at least one line."))
        if sum(row["amount_yen"] for row in cleaned) > MAX_YEN:
            raise ValidationError(_("The total may be up to %(most)s.") % {"most": yen(MAX_YEN)})
        return cleaned

    def _row(self, number: int, row: RawRow) -> dict[str, Any]:
        errors: dict[str, str] = {}
        kind = row["kind"].strip()
        if kind not in {option.value for option in self.kinds}:
            errors["kind"] = _("Please choose the cost item.")
        description = self._part("description", self.description, row, errors)
        amount = self._part("amount", self.amount, row, errors)
        if errors:
            self.row_errors[number] = errors
        return {"kind": kind, "description": description, "amount_yen": amount or 0}

    def _part(self, part: str, field: django_forms.Field, row: RawRow, errors: dict[str, str]) -> Any:
        try:
            return field.clean(row[part])
        except ValidationError as wrong:
            errors[part] = (
                _("Please write the amount.") if part == "amount" and not row[part].strip() else wrong.messages[0]
            )
            return None


def total_yen(rows: list[RawRow]) -> int | None:
    """The sum of the amounts as typed; None while one of them cannot be read."""
    field = YenField(least=0, most=MAX_YEN, required=False)
    try:
        return sum(field.clean(row["amount"]) or 0 for row in rows)
    except ValidationError:
        return None
