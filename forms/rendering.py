"""Answers as people read them: one list of rows for the review page, the desk, print, PDF and CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.utils.translation import gettext as _

from cms.core.dates import wareki
from cms.core.money import yen
from forms.answers import Answers
from forms.definition import Question, Section
from forms.models import FormVersion
from forms.versions import definition_of


class FileLike(Protocol):
    """What is shown of a file; media.PrivateFile is one."""

    name: str
    size: int
    sha256_stored: str


# question key → its files
Files = Mapping[str, Sequence[Any]]


@dataclass(frozen=True)
class Line:
    """One budget line; ``amount`` is ``70,000円``."""

    kind: str
    description: str
    amount: str
    amount_yen: int


@dataclass(frozen=True)
class Row:
    """One question: ``text`` always says it all; ``lines`` and ``files`` allow a better picture of it.

    ``text`` is empty when nothing was answered. ``total`` is the sum of the lines in words.
    """

    key: str
    label: str
    type: str
    text: str
    lines: tuple[Line, ...] | None = None
    total: str = ""
    files: tuple[Any, ...] | None = None
    personal: bool = False


@dataclass(frozen=True)
class SectionRows:
    key: str
    title: str
    rows: list[Row]


def rows(version: FormVersion, answers: Answers, files: Files) -> list[SectionRows]:
    """Every question of ``version`` with its answer; unanswered ones too."""
    return [
        SectionRows(
            section.key,
            section.title,
            [_row(question, answers.get(section.key, {}).get(question.key), files) for question in section.questions],
        )
        for section in definition_of(version).sections
    ]


def row_of(section: Section, question: Question, answers: Answers, files: Files) -> Row:
    return _row(question, answers.get(section.key, {}).get(question.key), files)


def _row(question: Question, answer: Any, files: Files) -> Row:
    about: dict[str, Any] = {
        "key": question.key,
        "label": question.label,
        "type": question.type,
        "personal": question.personal,
    }
    if question.type == "file":
        attached = tuple(files.get(question.key, ()))
        return Row(**about, text="\n".join(file.name for file in attached), files=attached)
    if question.type == "budget":
        lines = _lines(question, answer or [])
        total = yen(sum(line.amount_yen for line in lines))
        return Row(**about, text=_budget_text(lines, total), lines=lines, total=total if lines else "")
    return Row(**about, text="" if answer is None else _text(question, answer))


def _lines(question: Question, answer: Sequence[Mapping[str, Any]]) -> tuple[Line, ...]:
    kinds = {option.value: option.label for option in question.cost_kinds}
    return tuple(
        Line(kinds.get(row["kind"], row["kind"]), row["description"], yen(row["amount_yen"]), row["amount_yen"])
        for row in answer
    )


def _budget_text(lines: Sequence[Line], total: str) -> str:
    if not lines:
        return ""
    parts = [" ".join(part for part in (line.kind, line.description, line.amount) if part) for line in lines]
    return "\n".join([*parts, _("Total %(total)s") % {"total": total}])


def _text(question: Question, answer: Any) -> str:
    if question.type == "yen":
        return yen(answer)
    if question.type == "date":
        return wareki(date.fromisoformat(answer))
    if question.type == "yesno":
        return _("Yes") if answer else _("No")
    if question.type == "choice":
        return next((option.label for option in question.options if option.value == answer), str(answer))
    return str(answer)
