"""Many approvals, one budget: it is never exceeded. PostgreSQL only."""

from __future__ import annotations

import pytest
from django.db.models import Sum

from cms.core.errors import CaseError
from tests import databases
from tests.database_fixture import OwnDatabase
from tests.factories_cases import bring_to, make_call, make_case
from tests.factories_people import make_group, make_hub, make_staff
from tests.races.deciding import approving, ready
from tests.races.harness import meet_before, together, without_constraint, without_row_locks
from workflows.cases.models import Case
from workflows.grants.models import Grant
from workflows.programmes.models import Budget

pytestmark = [pytest.mark.races, pytest.mark.usefixtures("own_database")]
ROUNDS = 20


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
    assert Budget.objects.get(programme=call.programme).committed_yen == 50_000
