"""Which letters a kind of request writes, and what stands in them besides the wording of the programme.

The kinds live in higher layers; the engine says at start where they are found (``use``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from workflows.cases.models import Case, Submission

Item = dict[str, Any]
Marks = dict[str, str | None]


def no_items(case: Case, submission: Submission | None) -> list[Item]:
    return []


def no_marks(case: Case) -> Marks:
    return {}


@dataclass(frozen=True)
class LetterKind:
    """One letter of a kind of request.

    key      as ``Letter.outcome`` and ``LetterText.outcome`` name it
    title    what staff call it before its own title is known
    items    the lines under its text, from ``item`` and ``list_item``
    marks    further marks for its wording, mark → value
    decides  it may only be written when the case was decided so
    addressee  to whom it goes, when that is not the applicant with their address: the keys of ``addressee_of``
    about    the items of a letter that one case gets more than once, by what stands behind the colon of its key
    """

    key: str
    title: Any
    items: Callable[[Case, Submission | None], list[Item]] = no_items
    marks: Callable[[Case], Marks] = no_marks
    decides: bool = True
    addressee: Callable[[Case, Submission | None], dict[str, str]] | None = None
    about: Callable[[Case, str], list[Item]] | None = None

    def lines(self, case: Case, submission: Submission | None, outcome: str) -> list[Item]:
        """The items of the letter ``outcome``, of the very thing that it is about."""
        if self.about is not None:
            return self.about(case, outcome.partition(":")[2])
        return self.items(case, submission)


class Writer(Protocol):
    """What a kind offers here; ``workflows.engine.kind.Kind`` does."""

    @property
    def letters(self) -> tuple[LetterKind, ...]: ...


def _none() -> Mapping[str, Writer]:
    return {}


_find: Callable[[], Mapping[str, Writer]] = _none


def use(find: Callable[[], Mapping[str, Writer]]) -> None:
    """``find`` gives the installed kinds by slug; called once, when the applications are ready."""
    global _find  # noqa: PLW0603  set once, at start
    _find = find


def base_key(key: str) -> str:
    """A letter that one case gets more than once carries what it is about behind a colon: ``renewed:12``."""
    return key.partition(":")[0]


def letter_kind(kind: str, key: str) -> LetterKind:
    """The letter ``key`` of ``kind``; a bare one for a letter that this version no longer knows."""
    writer = _find().get(kind)
    known = {one.key: one for one in writer.letters} if writer else {}
    return known.get(base_key(key)) or LetterKind(key, key)


def item(key: str, label: str, *lines: str) -> Item:
    return {"key": key, "label": label, "lines": list(lines), "list": []}


def list_item(key: str, label: str, entries: list[str]) -> list[Item]:
    """No item for no entry, one line for one, a numbered list for more."""
    if len(entries) > 1:
        return [{"key": key, "label": label, "lines": [], "list": entries}]
    return [item(key, label, *entries)] if entries else []
