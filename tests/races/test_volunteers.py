"""Places and slots under load: never more than there are, and the waiting list keeps its order. PostgreSQL only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from cms.core.errors import Busy, CaseError
from cms.people.models import User
from tests import databases
from tests.database_fixture import OwnDatabase
from tests.factories_people import make_hub, make_staff
from tests.factories_volunteering import (
    make_application,
    make_recruitment,
    make_slot,
    step,
    to_decision,
    to_slot,
)
from tests.races.harness import meet_before, together, without_constraint, without_row_locks
from tests.races.rewinding import Beginning
from tests.races.stepping import meeting, overtaking, unguarded
from workflows.cases.models import Case, CaseEvent
from workflows.kinds.volunteering.models import Appointment, Recruitment, Slot, SlotChoice
from workflows.kinds.volunteering.services import ending, holding, promoting, selecting, slots

pytestmark = [pytest.mark.races, pytest.mark.usefixtures("own_database")]
ROUNDS = 20
State = Appointment.State


def tireless(job: Callable[[], Any]) -> Callable[[], Any]:
    """Tries again when somebody else is just at it, as the page asks people to."""

    def run() -> Any:
        while True:
            try:
                return job()
            except Busy:
                continue

    return run


def decided(case: Case, approver: User) -> Case:
    return step(Case.objects.get(pk=case.pk), approver, "decide", selecting.decide)


def accepting(recruitment: Recruitment, count: int) -> list[Callable[[], Any]]:
    """``count`` applications that wait for their decision, with points 1 to 5 by turns; a job accepts each."""
    hub, jobs = make_hub(), []
    for number in range(count):
        case = make_application(recruitment, hub=hub)
        to_decision(case, points=1 + number % 5)
        jobs.append(partial(decided, case, make_staff("division_approver")))
    return jobs


def states(recruitment: Recruitment) -> tuple[int, int, int]:
    """How many hold a place, how many wait, and what the recruitment counts."""
    rows = Appointment.objects.filter(recruitment=recruitment)
    recruitment.refresh_from_db()
    return rows.filter(state=State.REGISTERED).count(), rows.filter(state=State.WAITING).count(), recruitment.taken


def waiting_order(recruitment: Recruitment) -> list[tuple[int, Any]]:
    return [(-row.points, row.arrived_at) for row in holding.waiting(recruitment.pk)]


def test_50_parallel_acceptances_for_3_places_are_3_and_a_waiting_list_in_order() -> None:
    recruitment = make_recruitment(places=3)
    results = together(*[tireless(job) for job in accepting(recruitment, 50)])
    assert [r for r in results if isinstance(r, Exception)] == []
    assert states(recruitment) == (3, 47, 3)
    order = waiting_order(recruitment)
    assert len(order) == 47
    assert order == sorted(order)
    outcomes = list(Case.objects.filter(call=recruitment.call).values_list("outcome", flat=True))
    assert (outcomes.count("appointed"), outcomes.count("waiting")) == (3, 47)


def test_parallel_acceptances_never_pass_the_places_whatever_the_order(own_database: OwnDatabase) -> None:
    recruitment = make_recruitment(places=3)
    jobs = accepting(recruitment, 6)
    for number in range(ROUNDS):
        with databases.copy_of(own_database.name, f"{own_database.name}_round{number}"):
            results = together(*[tireless(job) for job in jobs])
            assert [r for r in results if isinstance(r, Exception)] == []
            assert states(recruitment) == (3, 3, 3)
            assert waiting_order(recruitment) == sorted(waiting_order(recruitment))


def test_control_without_guards_more_are_accepted_than_there_are_places(monkeypatch: pytest.MonkeyPatch) -> None:
    recruitment = make_recruitment(places=3)
    jobs = accepting(recruitment, 5)
    without_row_locks(monkeypatch)
    without_constraint(Recruitment, "recruitment_places_not_oversold")
    meet_before(monkeypatch, Recruitment, "save", 5)
    results = together(*jobs)
    assert [r for r in results if isinstance(r, Exception)] == []
    held, _waiting, counted = states(recruitment)
    assert held == 5 > 3
    assert counted == 1


def choosing(recruitment: Recruitment, slot: Slot, count: int) -> list[Callable[[], Any]]:
    jobs = []
    for _number in range(count):
        case = make_application(recruitment, hub=slot.hub)
        to_slot(case)
        jobs.append(partial(_choose, case.pk, case.applicant, slot.pk))
    return jobs


def _choose(case: int, actor: User, slot: int) -> SlotChoice:
    return slots.choose(Case.objects.get(pk=case), actor=actor, slot=slot)


def test_a_slot_is_never_overbooked(own_database: OwnDatabase) -> None:
    recruitment = make_recruitment()
    slot = make_slot(recruitment, make_hub(), capacity=2, hour=15)
    jobs = choosing(recruitment, slot, 6)
    for number in range(ROUNDS):
        with databases.copy_of(own_database.name, f"{own_database.name}_round{number}"):
            results = together(*[tireless(job) for job in jobs])
            assert len([r for r in results if isinstance(r, SlotChoice)]) == 2, results
            assert len([r for r in results if isinstance(r, CaseError)]) == 4, results
            assert Slot.objects.get(pk=slot.pk).taken == SlotChoice.objects.filter(slot=slot).count() == 2


def test_control_without_guards_a_slot_is_overbooked(monkeypatch: pytest.MonkeyPatch) -> None:
    recruitment = make_recruitment()
    slot = make_slot(recruitment, make_hub(), capacity=1, hour=15)
    jobs = choosing(recruitment, slot, 3)
    without_row_locks(monkeypatch)
    without_constraint(Slot, "slot_never_overbooked")
    meet_before(monkeypatch, Slot, "save", 3)
    results = together(*jobs)
    assert [r for r in results if isinstance(r, Exception)] == []
    assert SlotChoice.objects.filter(slot=slot).count() == 3 > 1


def full_house(places: int, applications: int) -> tuple[Recruitment, list[Appointment], list[int]]:
    """All places taken, the others waiting: the recruitment, who holds a place, and the list in its order."""
    recruitment = make_recruitment(places=places)
    for job in accepting(recruitment, applications):
        job()
    held = list(Appointment.objects.select_related("user").filter(state=State.REGISTERED))
    return recruitment, held, [row.pk for row in holding.waiting(recruitment.pk)]


def resigning(row: Appointment) -> Callable[[], Any]:
    return lambda: ending.resign(row, actor=row.user)


def promotions() -> dict[int, int]:
    """Appointment → how often it was promoted."""
    events = CaseEvent.objects.filter(verb="promoted").values_list("payload", flat=True)
    return dict(Counter(payload["appointment"] for payload in events))


def test_two_resignations_at_once_promote_the_first_two_however_many_workers_look() -> None:
    recruitment, held, expected = full_house(places=2, applications=5)
    beginning = Beginning()
    look = partial(promoting.promote_all, {"recruitment": recruitment.pk})
    for _ in beginning.rounds(ROUNDS):
        jobs = [*[resigning(row) for row in held], look, look]
        results = together(*[tireless(job) for job in jobs])
        assert [r for r in results if isinstance(r, Exception)] == []
        together(tireless(look), tireless(look))
        promoted = Appointment.objects.filter(state=State.REGISTERED).order_by("-points", "arrived_at", "pk")
        assert [row.pk for row in promoted] == expected[:2]
        assert [row.pk for row in holding.waiting(recruitment.pk)] == expected[2:]
        assert promotions() == dict.fromkeys(expected[:2], 1)
        assert states(recruitment) == (2, 1, 2)


def test_control_without_guards_one_person_is_promoted_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    recruitment, held, expected = full_house(places=2, applications=4)
    for row in held:
        resigning(row)()
    unguarded(monkeypatch)
    look = partial(promoting.promote_next, recruitment.pk)
    assert together(*meeting(look, look)) == [True, True]
    assert promotions() == {expected[0]: 2}
    assert states(recruitment) == (1, 1, 1)


def test_control_without_guards_more_are_promoted_than_there_are_places(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow worker appoints the first of the list, who has meanwhile been appointed, and left to the second."""
    recruitment, held, expected = full_house(places=1, applications=3)
    resigning(held[0])()
    unguarded(monkeypatch)
    look = partial(promoting.promote_next, recruitment.pk)

    def quick() -> None:
        look()
        resigning(Appointment.objects.select_related("user").get(pk=expected[0]))()

    results = together(*overtaking(look, quick))
    assert [r for r in results if isinstance(r, Exception)] == []
    assert promotions() == {expected[0]: 2, expected[1]: 1}
    assert states(recruitment) == (2, 0, 1)


def test_control_without_guards_two_resignations_at_once_free_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    recruitment, held, expected = full_house(places=2, applications=4)
    unguarded(monkeypatch)
    results = together(*meeting(*[resigning(row) for row in held]))
    assert [r for r in results if isinstance(r, Exception)] == []
    assert states(recruitment) == (0, 2, 1)
    promoting.promote_all({"recruitment": recruitment.pk})
    assert promotions() == {expected[0]: 1}
    assert states(recruitment) == (1, 1, 2)
