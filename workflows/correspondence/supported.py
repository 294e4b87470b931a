"""What the money is for, as the newest submission says: the costs that count, and the time of the activity.

As with the addressee, no kind of request is known here: a budget of expenses knows which of its kinds
of cost count, and the form's check on the order of two days names the first and the last day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from cms.core import dates, money
from workflows.cases.models import Case, Submission


def eligible_costs(submission: Submission | None) -> list[str]:
    """``委託費　48,000円`` for each kind of cost that counts, in the form's order, and the sum of several."""
    if submission is None:
        return []
    sums: dict[str, int] = {}
    for section, question in _questions(submission.version.definition):
        if question.get("type") == "budget" and question.get("side") == "expense":
            rows = submission.answers.get(section, {}).get(question["key"]) or []
            for kind in question.get("cost_kinds", []):
                amount = sum(row["amount_yen"] for row in rows if row["kind"] == _key(kind))
                if amount and kind.get("eligible", True):
                    sums[kind["label"]] = sums.get(kind["label"], 0) + amount
    lines = [f"{label}　{money.yen(amount)}" for label, amount in sums.items()]
    return [*lines, f"合計　{money.yen(sum(sums.values()))}"] if len(lines) > 1 else lines


def period(case: Case, submission: Submission | None) -> str:
    """``令和8年12月1日から令和9年2月28日まで``: of the application, else of the call; empty when neither says."""
    first, last = _answered_days(submission)
    if first is None or last is None:
        first, last = case.call.activity_from_on, case.call.activity_until_on
    return f"{dates.wareki(first)}から{dates.wareki(last)}まで" if first and last else ""


def _answered_days(submission: Submission | None) -> tuple[date | None, date | None]:
    checks = submission.version.definition.get("checks", []) if submission else []
    order = next((check for check in checks if check.get("type") == "date_order"), None)
    if submission is None or order is None:
        return None, None
    return _day(submission, order["from"]), _day(submission, order["until"])


def _day(submission: Submission, place: str) -> date | None:
    section, _dot, key = place.partition(".")
    answer = submission.answers.get(section, {}).get(key)
    return date.fromisoformat(answer) if answer else None


def _key(kind: dict[str, Any]) -> str:
    return str(kind.get("value", kind.get("key", "")))


def _questions(definition: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for section in definition.get("sections", []):
        for question in section.get("questions", []):
            yield section["key"], question
