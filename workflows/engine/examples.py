"""What a kind of request shows of itself: one application, and what staff enter on every way through its flow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workflows.cases.models import Case

# Step, outcome, what is typed into the step's form. The days "today" and "later" are filled in when it is used.
StepMove = tuple[str, str, Mapping[str, Any]]
Typed = Mapping[str, Any] | Callable[[Case], Mapping[str, Any]]


@dataclass(frozen=True)
class Elsewhere:
    """A move on a page of the kind's own, whose address ``name`` takes the number of the case.

    step  where the case stands; it may stand there still afterwards
    data  what is typed; a value, or the whole, may be made from the case
    by    ``applicant``, or ``staff``: each time somebody else who may do the open step
    """

    step: str
    name: str
    data: Typed
    by: str = "applicant"


Move = StepMove | Elsewhere


@dataclass(frozen=True)
class Example:
    """For the promises that every kind keeps, for its own tests, and for demo data.

    answers    section → question → what a person types
    letters    key of a letter → its title; the promises give the programme a wording for each
    ways       name of a way → the moves of staff from the first step on; a decided way is named after its outcome
    programme  fields of a programme that suits the example; ``cost_kinds`` its costs, key → label
    prepare    makes what the moves name besides the case, such as a group that takes part
    known      words that moves use for what is only known then (the key of a row) → the value
    """

    answers: Mapping[str, Mapping[str, str]]
    letters: Mapping[str, str]
    ways: Mapping[str, Sequence[Move]]
    programme: Mapping[str, Any] = field(default_factory=dict)
    cost_kinds: Mapping[str, str] = field(default_factory=dict)
    prepare: Callable[[Case], object] | None = None
    known: Callable[[Case], Mapping[str, str]] | None = None
