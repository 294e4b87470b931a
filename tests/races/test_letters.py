"""One decision, one letter; one letter, one issuing; one correction, one version. PostgreSQL only."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from cms.core.errors import CaseError
from cms.mailings.models import OutgoingMail
from media.models import PrivateFile
from tests.factories_letters import make_call, make_clerk, make_decided_case, make_programme
from tests.factories_people import make_staff
from tests.races.harness import meet_before, together, without_constraint, without_row_locks, without_uniqueness
from tests.races.stepping import overtaking
from workflows.cases.models import Case, CaseEvent
from workflows.correspondence import correcting, issuing, ordering, services
from workflows.correspondence.handlers import make_letter
from workflows.correspondence.models import Letter, LetterCorrection
from workflows.programmes.models import Programme

pytestmark = [pytest.mark.races, pytest.mark.usefixtures("own_database")]
ROUNDS = 20


def ordered_by(case: Case) -> Callable[[], Letter]:
    """A job: another process orders the letter of the decided case."""

    def order() -> Letter:
        with transaction.atomic():
            return services.issue_letter(Case.objects.get(pk=case.pk), actor=None, outcome="granted")

    return order


def ordered(case: Case) -> Letter:
    return ordered_by(case)()


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
    without_constraint(LetterCorrection, "letter_correction_one_at_a_time")


@pytest.fixture
def programme() -> Programme:
    """Shared by the rounds, so that a round costs few rows."""
    programme = make_programme()
    make_call(programme)
    return programme


def test_a_letter_ordered_by_four_at_once_is_one_letter(programme: Programme) -> None:
    for _round in range(ROUNDS):
        case = make_decided_case(programme=programme)
        results = together(*[ordered_by(case)] * 4)
        assert len({getattr(result, "pk", result) for result in results}) == 1, results
        assert list(case.letters.values_list("branch", "version")) == [(1, 1)]
        assert case.events.filter(verb="letter_owed").count() == 1


def test_control_without_guards_two_letters_bear_one_number(monkeypatch: pytest.MonkeyPatch) -> None:
    case = make_decided_case()
    unguard(monkeypatch)
    meet_before(monkeypatch, services, "freeze", 2)
    results = together(ordered_by(case), ordered_by(case))
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


def asking(letter: Letter, address: str) -> Callable[[], LetterCorrection]:
    clerk = make_clerk()
    return lambda: services.ask_correction(
        Letter.objects.get(pk=letter.pk), actor=clerk, reason="誤り", changes={"addressee.address": address}
    )


def test_two_who_ask_at_once_leave_one_request(programme: Programme) -> None:
    for _round in range(ROUNDS):
        letter = issued(make_decided_case(programme=programme))
        results = together(asking(letter, "見本町1"), asking(letter, "見本町2"))
        assert sorted(isinstance(result, CaseError) for result in results) == [False, True], results
        assert letter.corrections.count() == 1


def test_control_without_guards_two_requests_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    letter = issued(make_decided_case())
    unguard(monkeypatch)
    meet_before(monkeypatch, correcting, "checked_reason", 2)
    results = together(asking(letter, "見本町1"), asking(letter, "見本町2"))
    assert [result for result in results if isinstance(result, Exception)] == []
    assert letter.corrections.filter(state="waiting").count() == 2


def confirming(asked: LetterCorrection) -> Callable[[], Letter]:
    """A job: an approver of their own confirms the request."""
    approver = make_staff("division_approver")
    return lambda: services.confirm_correction(LetterCorrection.objects.get(pk=asked.pk), actor=approver)


def declining(asked: LetterCorrection) -> Callable[[], LetterCorrection]:
    approver = make_staff("division_approver")
    return lambda: services.decline_correction(
        LetterCorrection.objects.get(pk=asked.pk), actor=approver, reason="登記のとおり"
    )


def test_two_approvers_of_one_correction_make_one_new_version(programme: Programme) -> None:
    for _round in range(ROUNDS):
        letter = issued(make_decided_case(programme=programme))
        asked = asking(letter, "見本町1")()
        results = together(confirming(asked), confirming(asked))
        assert sorted(isinstance(result, CaseError) for result in results) == [False, True], results
        assert list(letter.case.letters.values_list("version", flat=True)) == [1, 2]


def test_confirming_and_declining_tell_one_story(programme: Programme) -> None:
    for _round in range(ROUNDS):
        letter = issued(make_decided_case(programme=programme))
        asked = asking(letter, "見本町1")()
        confirmed, declined = together(confirming(asked), declining(asked))
        assert isinstance(confirmed, CaseError) != isinstance(declined, CaseError)
        asked.refresh_from_db()
        versions = letter.case.letters.count()
        assert (asked.state, versions) in {("confirmed", 2), ("declined", 1)}
        assert isinstance(declined, CaseError) == (versions == 2)


def test_control_without_guards_one_letter_is_replaced_by_two(monkeypatch: pytest.MonkeyPatch) -> None:
    letter = issued(make_decided_case())
    asked = asking(letter, "見本町1")()
    jobs = [confirming(asked), confirming(asked)]
    unguard(monkeypatch)
    meet_before(monkeypatch, ordering, "identified", 2)
    results = together(*jobs)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert Letter.objects.filter(replaces=letter).count() == 2


def test_control_without_guards_a_declined_correction_goes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    letter = issued(make_decided_case())
    asked = asking(letter, "見本町1")()
    # Both at once would sometimes wait for each other in a ring, for each writes first what the other writes last.
    jobs = overtaking(declining(asked), confirming(asked))
    unguard(monkeypatch)
    results = together(*jobs)
    assert [result for result in results if isinstance(result, Exception)] == []
    verbs = set(letter.case.events.values_list("verb", flat=True))
    assert verbs >= {"letter_correction_declined"}
    assert letter.case.letters.count() == 2
