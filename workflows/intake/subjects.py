"""What a draft is for, as the text that a draft carries: a call, a correction, a form on paper."""

from __future__ import annotations

from dataclasses import dataclass

from workflows.cases.models import Case
from workflows.programmes.models import Call

CALL, CORRECTION, PAPER, PAPER_CORRECTION = "call", "correction", "paper", "paper_correction"
# Typed in at the desk, and only there; every such subject begins with the word of the first.
AT_DESK = (PAPER, PAPER_CORRECTION)


@dataclass(frozen=True)
class Subject:
    """``record`` is the id of the call (call, paper) or of the case (correction, on paper or not).

    ``round`` is the number of the submission that a correction starts from; 0 elsewhere.
    """

    purpose: str
    record: int
    round: int = 0

    @property
    def is_at_desk(self) -> bool:
        return self.purpose in AT_DESK

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.purpose, self.record, self.round) if part)


def for_call(call: Call) -> Subject:
    return Subject(CALL, call.pk)


def for_paper(call: Call) -> Subject:
    return Subject(PAPER, call.pk)


def for_correction(case: Case, *, submission: int) -> Subject:
    return Subject(CORRECTION, case.pk, submission)


def for_paper_correction(case: Case, *, submission: int) -> Subject:
    return Subject(PAPER_CORRECTION, case.pk, submission)


def parse(text: str) -> Subject:
    """The subject that ``str()`` wrote. Raises ValueError for any other text."""
    purpose, *numbers = text.split(":")
    if purpose not in (CALL, CORRECTION, *AT_DESK) or not 1 <= len(numbers) <= 2:
        raise ValueError(f"no subject of a draft: {text!r}")
    return Subject(purpose, *(int(number) for number in numbers))
