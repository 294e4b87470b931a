"""Two people, one step; approval against withdrawal; many approvals, one budget. PostgreSQL only.

Every rule runs ≥ 20 rounds with its guards on, and once with every guard off, where the exact
wrong outcome is asserted.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db.models import Sum

from cms.core.errors import CaseError, Stale
from cms.jobs.models import OutboxItem
from tests import databases
from tests.cms.admin.walking import client_of, seen_revision, step_address
from tests.database_fixture import OwnDatabase
from tests.factories_cases import bring_to, complete, make_call, make_case, open_task
from tests.factories_people import make_group, make_hub, make_staff
from tests.races.harness import meet_before, together, without_constraint, without_row_locks, without_uniqueness
from workflows.cases.models import Case, CaseEvent
from workflows.cases.services import closing
from workflows.correspondence.models import Letter
from workflows.engine import deciding
from workflows.engine.withdrawing import withdraw
from workflows.grants.models import Grant
from workflows.programmes.models import Budget

pytestmark = [pytest.mark.races, pytest.mark.usefixtures("own_database")]
ROUNDS = 20


def ready(**fields: Any) -> Case:
    return bring_to("decision", make_case(**fields))


def approving(case: Case) -> Callable[[], Case]:
    """A job: an approver of their own decides the case as drafted, from the page as it is now."""
    approver = make_staff("division_approver")
    seen, task = Case.objects.get(pk=case.pk), open_task(case)
    return lambda: complete(seen, approver, task=task)


def unguard_case(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every guard of "one step, one effect": the row locks, and the constraints behind them."""
    without_row_locks(monkeypatch)
    without_constraint(CaseEvent, "case_event_seq_once")
    without_uniqueness(Grant, "case_id")


def test_two_approvers_of_one_step_have_one_effect() -> None:
    call = make_call(budget_yen=10_000_000)
    for _ in range(ROUNDS):
        case = ready(call=call)
        results = together(approving(case), approving(case))
        assert sorted(isinstance(r, Stale) for r in results) == [False, True], results
        assert Grant.objects.filter(case=case).count() == 1
        assert Letter.objects.filter(case=case).count() == 1
        assert case.events.filter(verb="granted").count() == 1
    assert Budget.objects.get(programme=call.programme).committed_yen == ROUNDS * 50_000


def test_the_slower_approver_reads_who_did_what() -> None:
    """The same race through the pages of the desk: one redirect, one 409 with the winner's name."""
    for _ in range(5):
        case = ready()
        people = [make_staff("division_approver", name=name) for name in ("先着 一郎", "先着 二郎")]
        clients = [client_of(person) for person in people]
        address = step_address(case)
        sent = {"result": "decide", "confirmed": "1", "seen_revision": seen_revision(clients[0].get(address))}
        pages = together(*[partial(client.post, address, sent) for client in clients])
        assert sorted(page.status_code for page in pages) == [302, 409]
        winner = people[[page.status_code for page in pages].index(302)]
        late = next(page for page in pages if page.status_code == 409)
        assert winner.get_full_name() in late.content.decode()
        assert Grant.objects.filter(case=case).count() == 1


def test_control_without_guards_two_approvers_decide_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    case = ready()
    unguard_case(monkeypatch)
    meet_before(monkeypatch, Budget, "save", 2)
    results = together(approving(case), approving(case))
    assert [r for r in results if isinstance(r, Exception)] == []
    assert Grant.objects.filter(case=case).count() == 2
    assert case.events.filter(verb="granted").count() == 2
    # Twice ¥50,000 is promised, and the budget knows of half of it.
    assert Budget.objects.get(programme=case.programme).committed_yen == 50_000


def test_approval_and_withdrawal_tell_one_story() -> None:
    call = make_call(budget_yen=10_000_000)
    for _ in range(ROUNDS):
        case = ready(call=call)
        approved, withdrawn = together(approving(case), lambda case=case: withdraw(case, actor=case.applicant))
        case.refresh_from_db()
        if case.outcome == Case.Outcome.GRANTED:
            assert isinstance(withdrawn, CaseError)
            assert (Grant.objects.filter(case=case).count(), Letter.objects.filter(case=case).count()) == (1, 1)
            assert not case.events.filter(verb="withdrawn").exists()
        else:
            assert isinstance(approved, CaseError)
            assert case.outcome == Case.Outcome.WITHDRAWN
            assert (Grant.objects.filter(case=case).count(), Letter.objects.filter(case=case).count()) == (0, 0)
            assert not case.events.filter(verb="granted").exists()
    assert OutboxItem.objects.filter(kind="letter").count() == Letter.objects.count()


def test_control_without_guards_a_withdrawn_case_is_paid(monkeypatch: pytest.MonkeyPatch) -> None:
    case = ready()
    unguard_case(monkeypatch)
    without_constraint(Case, "case_decided_exactly_with_outcome")
    without_constraint(Case, "case_amount_exactly_when_granted")
    meet_before_two(monkeypatch)
    results = together(approving(case), lambda: withdraw(case, actor=case.applicant))
    assert [r for r in results if isinstance(r, Exception)] == []
    assert set(case.events.values_list("verb", flat=True)) >= {"granted", "withdrawn"}
    assert Grant.objects.filter(case=case).count() == 1


def meet_before_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """The approver and the applicant are both past their checks when either writes."""
    import threading

    barrier = threading.Barrier(2)
    record_decision, record_end = deciding.decision.record, closing.record

    def decided(*args: Any, **kwargs: Any) -> Any:
        barrier.wait(60)
        return record_decision(*args, **kwargs)

    def ended(*args: Any, **kwargs: Any) -> Any:
        if kwargs.get("verb") == "withdrawn":
            barrier.wait(60)
        return record_end(*args, **kwargs)

    monkeypatch.setattr(deciding.decision, "record", decided)
    monkeypatch.setattr(closing, "record", ended)


def test_parallel_approvals_never_exceed_the_budget(own_database: OwnDatabase) -> None:
    """20 approvals of ¥50,000 over ¥500,000: ten fit, whatever the order. Each round starts from one copy."""
    call = make_call(budget_yen=500_000)
    hub, drafter = make_hub(), make_staff("division_reviewer")
    reviewer = make_staff("reviewer", hub)
    cases = [
        bring_to("decision", make_case(call=call, group=make_group(hub)), reviewer=reviewer, drafter=drafter)
        for _ in range(20)
    ]
    jobs = [approving(case) for case in cases]
    for number in range(ROUNDS):
        with databases.copy_of(own_database.name, f"{own_database.name}_round{number}"):
            results = together(*jobs)
            granted = [r for r in results if isinstance(r, Case)]
            refused = [r for r in results if isinstance(r, CaseError)]
            spent = Grant.objects.filter(budget__programme=call.programme).aggregate(sum=Sum("amount_yen"))["sum"]
            assert (len(granted), len(refused)) == (10, 10), results
            assert spent == Budget.objects.get(programme=call.programme).committed_yen == 500_000


def test_control_without_guards_the_budget_is_exceeded(monkeypatch: pytest.MonkeyPatch) -> None:
    call = make_call(budget_yen=50_000)
    cases = [ready(call=call) for _ in range(3)]
    without_row_locks(monkeypatch)
    without_constraint(Budget, "budget_not_exceeded")
    meet_before(monkeypatch, Budget, "save", 3)
    results = together(*[approving(case) for case in cases])
    assert [r for r in results if isinstance(r, Exception)] == []
    spent = Grant.objects.filter(budget__programme=call.programme).aggregate(sum=Sum("amount_yen"))["sum"]
    assert spent == 150_000 > 50_000
