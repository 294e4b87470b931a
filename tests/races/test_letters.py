"""One decision, one letter; one letter, one issuing; one letter, one correction. PostgreSQL only."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from cms.core.errors import CaseError
from cms.mailings.models import OutgoingMail
from media.models import PrivateFile
from tests.factories_letters import make_call, make_decided_case, make_programme
from tests.races.harness import meet_before, together, without_constraint, without_row_locks, without_uniqueness
from workflows.cases.models import Case, CaseEvent
from workflows.correspondence import issuing, services
from workflows.correspondence.handlers import make_letter
from workflows.correspondence.models import Letter
from workflows.programmes.models import Programme

pytestmark = [pytest.mark.races, pytest.mark.usefixtures("own_database")]
ROUNDS = 20


def ordering(case: Case) -> Callable[[], Letter]:
    """A job: another process orders the letter of the decided case."""

    def order() -> Letter:
        with transaction.atomic():
            return services.issue_letter(Case.objects.get(pk=case.pk), actor=None, outcome="granted")

    return order


def ordered(case: Case) -> Letter:
    return ordering(case)()


def issued(case: Case) -> Letter:
    letter = ordered(case)
    make_letter({"letter": letter.pk})
    letter.refresh_from_db()
    return letter


def unguard(monkeypatch: pytest.MonkeyPatch) -> None:
    without_row_locks(monkeypatch)
    without_constraint(CaseEvent, "case_event_seq_once")
    without_uniqueness(Letter, "number")
    without_uniqueness(Letter, "replaces_id")
    without_constraint(Letter, "letter_branch_once")
    without_constraint(Letter, "letter_version_once_per_outcome")


@pytest.fixture
def programme() -> Programme:
    """Shared by the rounds, so that a round costs few rows."""
    programme = make_programme()
    make_call(programme)
    return programme


def test_a_letter_ordered_by_four_at_once_is_one_letter(programme: Programme) -> None:
    for _round in range(ROUNDS):
        case = make_decided_case(programme=programme)
        results = together(*[ordering(case)] * 4)
        assert len({getattr(result, "pk", result) for result in results}) == 1, results
        assert list(case.letters.values_list("branch", "version")) == [(1, 1)]
        assert case.events.filter(verb="letter_owed").count() == 1


def test_control_without_guards_two_letters_bear_one_number(monkeypatch: pytest.MonkeyPatch) -> None:
    case = make_decided_case()
    unguard(monkeypatch)
    meet_before(monkeypatch, services, "freeze", 2)
    results = together(ordering(case), ordering(case))
    assert [result for result in results if isinstance(result, Exception)] == []
    assert list(case.letters.values_list("branch", "version")) == [(1, 1), (1, 1)]
    assert case.letters.values("number").distinct().count() == 1


def test_two_workers_with_one_letter_issue_it_once(programme: Programme) -> None:
    for _round in range(ROUNDS):
        case = make_decided_case(programme=programme)
        payload = {"letter": ordered(case).pk}
        results = together(*[lambda payload=payload: make_letter(payload)] * 2)
        assert results == [None, None]
        assert case.letters.get().state == Letter.State.ISSUED
        assert case.events.filter(verb="letter_issued").count() == 1
        assert OutgoingMail.objects.filter(subject_ref=f"letter:{payload['letter']}").count() == 1
    assert PrivateFile.objects.count() == ROUNDS


def test_control_without_guards_a_letter_is_issued_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    case = make_decided_case()
    payload = {"letter": ordered(case).pk}
    unguard(monkeypatch)
    meet_before(monkeypatch, issuing, "_issue", 2)
    assert together(lambda: make_letter(payload), lambda: make_letter(payload)) == [None, None]
    assert case.events.filter(verb="letter_issued").count() == 2
    assert PrivateFile.objects.count() == 2


def correcting(letter: Letter, address: str) -> Callable[[], Letter]:
    actor = letter.case.decided_by
    return lambda: services.reissue(
        Letter.objects.get(pk=letter.pk), actor=actor, reason="誤り", changes={"addressee.address": address}
    )


def test_two_corrections_of_one_letter_make_one_new_version(programme: Programme) -> None:
    for _round in range(ROUNDS):
        letter = issued(make_decided_case(programme=programme))
        results = together(correcting(letter, "見本町1"), correcting(letter, "見本町2"))
        assert sorted(isinstance(result, CaseError) for result in results) == [False, True], results
        assert list(letter.case.letters.values_list("version", flat=True)) == [1, 2]


def test_control_without_guards_one_letter_is_replaced_by_two(monkeypatch: pytest.MonkeyPatch) -> None:
    letter = issued(make_decided_case())
    unguard(monkeypatch)
    meet_before(monkeypatch, services, "identified", 2)
    results = together(correcting(letter, "見本町1"), correcting(letter, "見本町2"))
    assert [result for result in results if isinstance(result, Exception)] == []
    assert Letter.objects.filter(replaces=letter).count() == 2
