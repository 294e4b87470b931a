"""A budget edited while a case is approved; two applications of one group at once. PostgreSQL only.

Every rule runs ≥ 20 rounds with its guards on, and once with every guard off, where the exact
wrong outcome is asserted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from cms.core.errors import CaseError
from cms.people.models import CommunityGroup
from forms.models import Draft
from tests.factories_cases import bring_to, make_call, make_case, make_programme
from tests.factories_intake import make_applicant, make_draft_complete, make_whole_call
from tests.factories_people import make_group, make_membership, make_person, make_user
from tests.races.harness import meet_before, together, without_constraint, without_row_locks
from tests.races.test_decisions import approving, ready
from workflows.cases.applying import MayNotApply
from workflows.cases.models import Case
from workflows.cases.services import submission
from workflows.grants.models import Grant
from workflows.grants.verify import verify
from workflows.intake.services import sending
from workflows.programmes.budgets import Ground, amend
from workflows.programmes.models import Budget, BudgetAmendment, Call

pytestmark = [pytest.mark.races, pytest.mark.usefixtures("own_database")]
ROUNDS = 20
LOWERED = 40_000


def lowering(budget: Budget) -> Callable[[], Budget]:
    """A job: the budget is cut below what the approval that runs beside it needs."""
    ground = Ground(BudgetAmendment.Kind.SUPPLEMENTARY, timezone.localdate(), "減額補正")
    return lambda: amend(budget, actor=None, budget_yen=LOWERED, ground=ground, seen_yen=budget.budget_yen)


def test_an_approval_and_a_cut_of_its_budget_never_both_happen() -> None:
    for _ in range(ROUNDS):
        case = ready(call=make_call(budget_yen=100_000))
        budget = Budget.objects.get(programme=case.programme)
        approved, cut = together(approving(case), lowering(budget))
        budget.refresh_from_db()
        granted = sum(budget.grants.values_list("amount_yen", flat=True))
        assert budget.committed_yen == granted <= budget.budget_yen
        assert isinstance(approved, CaseError) != isinstance(cut, CaseError), (approved, cut)
        assert (granted, budget.budget_yen) in ((50_000, 100_000), (0, LOWERED))
        assert verify() == []


def test_control_without_guards_more_is_granted_than_the_budget_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    case = ready(call=make_call(budget_yen=100_000))
    budget = Budget.objects.get(programme=case.programme)
    without_row_locks(monkeypatch)
    without_constraint(Budget, "budget_not_exceeded")
    meet_before(monkeypatch, Budget, "save", 2)
    results = together(approving(case), lowering(budget))
    assert [r for r in results if isinstance(r, Exception)] == []
    budget.refresh_from_db()
    assert (budget.committed_yen, budget.budget_yen) == (50_000, LOWERED)


def test_two_applications_of_one_group_are_not_both_granted() -> None:
    for _ in range(ROUNDS):
        call, group = make_call(make_programme(applications_per_group=1)), make_group()
        first, second = (bring_to("decision", make_case(call=call, group=group)) for _ in range(2))
        results = together(approving(first), approving(second))
        assert sorted(isinstance(r, CaseError) for r in results) == [False, True], results
        assert Grant.objects.filter(case__group=group).count() == 1
        assert Budget.objects.get(programme=call.programme).committed_yen == 50_000


def test_control_without_guards_one_group_is_granted_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    call, group = make_call(make_programme(applications_per_group=1)), make_group()
    cases = [bring_to("decision", make_case(call=call, group=group)) for _ in range(2)]
    without_row_locks(monkeypatch)
    meet_before(monkeypatch, Budget, "save", 2)
    results = together(*[approving(case) for case in cases])
    assert [r for r in results if isinstance(r, Exception)] == []
    assert Grant.objects.filter(case__group=group).count() == 2


def colleagues(call: Call) -> tuple[CommunityGroup, list[Draft]]:
    """Two people of one group, each with a form that is ready to be sent."""
    user, group = make_applicant()
    other = make_user(name="試験 次郎")
    make_person(user=other, name="試験 次郎")
    make_membership(group, other)
    return group, [make_draft_complete(one, call, group) for one in (user, other)]


def sending_of(draft: Draft) -> Callable[[], Case]:
    return lambda: sending.submit(draft, actor=draft.owner, arrived_at=timezone.now())


def test_two_people_of_one_group_who_send_at_once_make_one_case() -> None:
    call = make_whole_call(programme={"applications_per_group": 1})
    for _ in range(ROUNDS):
        group, drafts = colleagues(call)
        results = together(*[sending_of(draft) for draft in drafts])
        assert sorted(isinstance(r, MayNotApply) for r in results) == [False, True], results
        assert Case.objects.filter(group=group).count() == 1


def test_control_without_guards_one_group_applies_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    group, drafts = colleagues(make_whole_call(programme={"applications_per_group": 1}))
    without_row_locks(monkeypatch)
    meet_before(monkeypatch, submission, "open_case", 2)
    results: list[Any] = together(*[sending_of(draft) for draft in drafts])
    assert [r for r in results if isinstance(r, Exception)] == []
    assert Case.objects.filter(group=group).count() == 2
