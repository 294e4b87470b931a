"""What stands between the answers and sending them, with the figures in the sentence."""

from __future__ import annotations

from typing import Any

import pytest

from forms.checks import Problem, problems
from tests.factories_forms import make_version

pytestmark = pytest.mark.django_db

FILES = {"rules": 1}


def answers(**changes: dict[str, Any]) -> dict[str, Any]:
    """Answers with which the trial form may be sent."""
    whole: dict[str, Any] = {
        "group": {"name": "町会", "person": "会長"},
        "plan": {"title": "ホームページ", "from_on": "2026-12-01", "until_on": "2027-03-31"},
        "budget": {
            "expenses": [{"kind": "web", "description": "", "amount_yen": 80_000}],
            "income": [{"kind": "own", "description": "", "amount_yen": 80_000}],
            "requested": 40_000,
        },
    }
    for section, given in changes.items():
        whole[section] = {**whole[section], **given}
    return whole


def line(kind: str, amount: int) -> dict[str, Any]:
    return {"kind": kind, "description": "", "amount_yen": amount}


def found(files: dict[str, int] | None = None, **changes: dict[str, Any]) -> list[Problem]:
    return problems(make_version(), answers(**changes), FILES if files is None else files)


def test_a_whole_form_has_no_problem() -> None:
    assert found() == []


def test_an_empty_form_names_each_required_question_in_order() -> None:
    missing = [(p.section, p.question) for p in problems(make_version(), {}, {})]
    assert missing == [("group", "name"), ("group", "person"), ("plan", "title"), ("papers", "rules")]


def test_sums_that_do_not_agree_are_named_with_both_figures() -> None:
    (problem,) = found(budget={"income": [line("own", 75_000)]})
    assert (problem.section, problem.question) == ("budget", "income")
    assert problem.message == "収入の合計（75,000円）と支出の合計（80,000円）が一致していません。"


def test_sums_are_not_compared_while_one_side_is_missing() -> None:
    assert found(budget={"income": []}) == []


def test_an_amount_within_rate_and_rounding_passes_and_one_yen_more_does_not() -> None:
    costs = {"expenses": [line("web", 81_999)], "income": [line("own", 81_999)]}  # half: 40,999 → 40,000
    assert found(budget={**costs, "requested": 40_000}) == []
    (problem,) = found(budget={**costs, "requested": 40_001})
    assert "40,001円" in problem.message
    assert "40,000円" in problem.message
    assert problem.question == "requested"


def test_the_cap_holds_whatever_the_costs_are() -> None:
    costs = {"expenses": [line("web", 900_000)], "income": [line("own", 900_000)]}
    assert found(budget={**costs, "requested": 70_000}) == []
    (problem,) = found(budget={**costs, "requested": 71_000})
    assert "上限は70,000円" in problem.message


def test_what_is_not_eligible_is_budgeted_but_never_granted() -> None:
    costs = {"expenses": [line("web", 60_000), line("food", 20_000)]}
    assert found(budget={**costs, "requested": 30_000}) == []
    (problem,) = found(budget={**costs, "requested": 31_000})
    assert "対象となる支出は60,000円" in problem.message


def test_income_that_is_deducted_lowers_what_can_be_granted() -> None:
    income = {"income": [line("own", 60_000), line("fee", 20_000)]}
    assert found(budget={**income, "requested": 30_000}) == []
    (problem,) = found(budget={**income, "requested": 40_000})
    assert "差し引く収入は20,000円" in problem.message


def test_an_end_before_its_beginning_is_named_with_both_days() -> None:
    (problem,) = found(plan={"until_on": "2026-11-30"})
    assert (
        problem.message == "「終える日」（令和8年11月30日）が「始める日」（令和8年12月1日）より前の日付になっています。"
    )
    assert found(plan={"until_on": "2026-12-01"}) == []


def test_files_are_counted() -> None:
    assert [p.message for p in found(files={})] == ["ファイルを添付してください。"]
    assert "2件まで" in found(files={"rules": 3})[0].message


@pytest.mark.parametrize(
    "section, given",
    [
        ("group", {"notice": "pigeon"}),
        ("group", {"new": "perhaps"}),
        ("group", {"name": "a\x00b"}),
        ("group", {"name": "a\ud800"}),
        ("group", {"name": {"deep": [1]} | {str(n): n for n in range(100)}}),
        ("plan", {"from_on": 20}),
        ("plan", {"content": "あ" * 101}),
        ("budget", {"requested": "many"}),
        ("budget", {"requested": -1}),
        ("budget", {"requested": 10**12}),
        ("budget", {"expenses": [{"kind": "web"}]}),
        ("budget", {"expenses": [{"kind": ["x"], "amount_yen": 1}]}),
    ],
)
def test_answers_of_a_wrong_shape_are_problems_not_errors(section: str, given: dict[str, Any]) -> None:
    """Answers may come from a program: the same rules as for the form hold."""
    assert [p for p in found(**{section: given}) if p.question in given]
