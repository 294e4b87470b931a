"""What a draft is for, as the text that a draft carries: a call, a correction, a form on paper."""

from __future__ import annotations

from dataclasses import dataclass

from workflows.cases.models import Case
from workflows.programmes.models import Call

CALL, CORRECTION, PAPER = "call", "correction", "paper"


@dataclass(frozen=True)
class Subject:
    """``record`` is the id of the call (call, paper) or of the case (correction).

    ``round`` is the number of the submission that a correction starts from; 0 elsewhere.
    """

    purpose: str
    record: int
    round: int = 0

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.purpose, self.record, self.round) if part)


def for_call(call: Call) -> Subject:
    return Subject(CALL, call.pk)


def for_paper(call: Call) -> Subject:
    return Subject(PAPER, call.pk)


def for_correction(case: Case, *, submission: int) -> Subject:
    return Subject(CORRECTION, case.pk, submission)


def parse(text: str) -> Subject:
    """The subject that ``str()`` wrote. Raises ValueError for any other text."""
    purpose, *numbers = text.split(":")
    if purpose not in (CALL, CORRECTION, PAPER) or not 1 <= len(numbers) <= 2:
        raise ValueError(f"no subject of a draft: {text!r}")
    return Subject(purpose, *(int(number) for number in numbers))
