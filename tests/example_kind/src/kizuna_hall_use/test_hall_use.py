"""Use of a hall: what is special about this kind. The promises that every kind keeps are tests/every_kind/."""

from __future__ import annotations

import pytest

from tests.every_kind.driving import bring, sent
from workflows.engine.kind import kinds

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("outcome", ["accepted", "refused"])
def test_a_decided_application_has_the_outcome_that_was_drafted(outcome: str) -> None:
    case = bring(sent("hall_use"), outcome)
    assert (case.outcome, case.step) == (outcome, "letter")


def test_its_words_are_there_in_japanese() -> None:
    kind = kinds()["hall_use"]
    assert str(kind.title) == "集会室の使用申込"
    assert all(str(step.public_label) for step in kind.steps.values())
