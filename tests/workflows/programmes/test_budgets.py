"""A budget's amount changes under its lock, alone, with an entry; and the admin tells mistakes beside the field."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.core.errors import CaseError, Stale
from tests.cms.admin.walking import client_of
from tests.factories_cases import bring_to, complete, make_call, make_case, make_programme
from tests.factories_people import make_staff
from workflows.grants.models import Grant
from workflows.grants.verify import verify
from workflows.programmes.budgets import Ground, amend, move, open_budget
from workflows.programmes.models import Budget, BudgetAmendment

pytestmark = pytest.mark.django_db
Kind = BudgetAmendment.Kind


def ground(kind: str = Kind.SUPPLEMENTARY) -> Ground:
    return Ground(kind, timezone.localdate(), "第1回補正予算")


def budget_with_a_grant(*, budget_yen: int = 100_000) -> Budget:
    """A budget from which ¥50,000 are granted."""
    call = make_call(budget_yen=budget_yen)
    complete(bring_to("decision", make_case(call=call)), make_staff("division_approver"))
    return Budget.objects.get(programme=call.programme)


def edit_page(budget: Budget) -> str:
    return reverse("wagtailsnippets_programmes_budget:edit", args=[budget.pk])


def given(budget: Budget, **changes: Any) -> dict[str, Any]:
    """What the page of ``budget`` posts."""
    return {
        "programme": budget.programme_id,
        "fiscal_year": budget.fiscal_year,
        "budget_yen": 200_000,
        "seen_yen": budget.budget_yen,
        "change_kind": Kind.SUPPLEMENTARY,
        "dated_on": timezone.localdate().isoformat(),
        "change_reason": "第1回補正予算",
        **changes,
    }


@pytest.fixture
def desk() -> Client:
    return client_of(make_staff("administrator"))


def test_a_change_is_on_record_with_who_when_before_after_and_why(desk: Client) -> None:
    budget = budget_with_a_grant()
    assert desk.post(edit_page(budget), given(budget)).status_code == 302
    entry = BudgetAmendment.objects.get(budget=budget)
    assert (entry.before_yen, entry.after_yen, entry.kind) == (100_000, 200_000, Kind.SUPPLEMENTARY)
    assert (entry.reason, entry.dated_on) == ("第1回補正予算", timezone.localdate())
    assert entry.actor is not None
    page = desk.get(edit_page(budget)).content.decode()
    assert "第1回補正予算" in page
    assert "補正予算（補正）" in page or "補正" in page


def test_a_new_budget_begins_with_its_first_entry(desk: Client) -> None:
    programme = make_programme()
    fresh = Budget(programme=programme, fiscal_year=2027)
    sent = given(fresh, budget_yen=300_000, seen_yen="", change_kind=Kind.INITIAL, change_reason="当初予算")
    assert desk.post(reverse("wagtailsnippets_programmes_budget:add"), sent).status_code == 302
    entry = BudgetAmendment.objects.get(budget__programme=programme)
    assert (entry.before_yen, entry.after_yen, entry.kind) == (0, 300_000, Kind.INITIAL)


def test_less_than_what_is_granted_is_refused_beside_the_field_and_changes_nothing(desk: Client) -> None:
    budget = budget_with_a_grant()
    answer = desk.post(edit_page(budget), given(budget, budget_yen=49_999))
    assert answer.status_code == 200
    assert "50,000円は、すでに交付決定" in answer.content.decode()
    assert answer.context["form"].errors.keys() == {"budget_yen"}
    budget.refresh_from_db()
    assert (budget.budget_yen, BudgetAmendment.objects.count()) == (100_000, 0)


def test_programme_and_year_stay_whatever_is_posted(desk: Client) -> None:
    budget = budget_with_a_grant()
    other = make_programme()
    desk.post(edit_page(budget), given(budget, programme=other.pk, fiscal_year=2031))
    after = Budget.objects.get(pk=budget.pk)
    assert (after.programme_id, after.fiscal_year, after.budget_yen) == (budget.programme_id, 2026, 200_000)


def test_a_decision_between_looking_and_saving_is_kept(desk: Client) -> None:
    """The page was opened before the grant; what it does not show it does not write."""
    call = make_call(budget_yen=100_000)
    budget = Budget.objects.get(programme=call.programme)
    opened = given(budget)
    complete(bring_to("decision", make_case(call=call)), make_staff("division_approver"))
    assert desk.post(edit_page(budget), opened).status_code == 302
    budget.refresh_from_db()
    assert (budget.budget_yen, budget.committed_yen) == (200_000, 50_000)
    assert verify() == []


def test_the_second_of_two_editors_is_told(desk: Client) -> None:
    budget = budget_with_a_grant()
    first, second = given(budget), given(budget, budget_yen=150_000)
    desk.post(edit_page(budget), first)
    answer = desk.post(edit_page(budget), second)
    assert "200,000円に変更しました" in answer.content.decode()
    budget.refresh_from_db()
    assert budget.budget_yen == 200_000


def test_a_change_needs_its_reason(desk: Client) -> None:
    budget = budget_with_a_grant()
    answer = desk.post(edit_page(budget), given(budget, change_reason=" "))
    assert answer.context["form"].errors.keys() == {"change_reason"}
    with pytest.raises(IntegrityError, match="budget_amendment_has_reason|CHECK"), transaction.atomic():
        BudgetAmendment.objects.create(
            budget=budget, kind=Kind.TRANSFER, dated_on=timezone.localdate(), before_yen=1, after_yen=2, reason=""
        )


def test_a_budget_for_the_wrong_year_is_moved_as_long_as_nothing_is_granted(desk: Client) -> None:
    programme = make_programme()
    budget = open_budget(actor=None, programme=programme, fiscal_year=2025, budget_yen=7, ground=ground(Kind.INITIAL))
    sent = given(budget, fiscal_year=2026, budget_yen=7, change_reason="年度の誤り")
    assert desk.post(edit_page(budget), sent).status_code == 302
    budget.refresh_from_db()
    assert (budget.fiscal_year, budget.budget_yen) == (2026, 7)
    entry = budget.amendments.last()
    assert (entry.kind, entry.reason.startswith("年度の誤り"), "2025" in entry.reason) == (Kind.MENDED, True, True)
    assert verify() == []


def test_the_service_moves_no_budget_from_which_money_is_granted() -> None:
    budget = budget_with_a_grant()
    with pytest.raises(CaseError):
        move(budget, actor=None, programme=budget.programme, fiscal_year=2031, reason="x")
    budget.refresh_from_db()
    assert budget.fiscal_year == 2026


def test_the_service_refuses_too_little_and_what_was_not_seen() -> None:
    budget = budget_with_a_grant()
    with pytest.raises(CaseError):
        amend(budget, actor=None, budget_yen=1, ground=ground())
    with pytest.raises(Stale):
        amend(budget, actor=None, budget_yen=200_000, ground=ground(), seen_yen=99_999)
    assert amend(budget, actor=None, budget_yen=100_000, ground=ground()).budget_yen == 100_000
    assert not BudgetAmendment.objects.exists()


def test_the_books_agree_until_somebody_writes_past_the_services() -> None:
    budget = budget_with_a_grant()
    amend(budget, actor=None, budget_yen=120_000, ground=ground())
    amend(budget, actor=None, budget_yen=130_000, ground=ground(Kind.TRANSFER))
    assert verify() == []
    call_command("verify_budgets")
    Budget.objects.filter(pk=budget.pk).update(committed_yen=10, budget_yen=131_000, fiscal_year=2031)
    BudgetAmendment.objects.filter(after_yen=120_000).update(after_yen=125_000)
    Grant.objects.update(amount_yen=49_000)
    assert len(verify()) == 5
    with pytest.raises(CommandError):
        call_command("verify_budgets")


def test_a_year_has_one_budget() -> None:
    programme = make_programme()
    open_budget(actor=None, programme=programme, fiscal_year=2026, budget_yen=1, ground=ground(Kind.INITIAL))
    with pytest.raises(IntegrityError), transaction.atomic():
        open_budget(actor=None, programme=programme, fiscal_year=2026, budget_yen=1, ground=ground(Kind.INITIAL))
