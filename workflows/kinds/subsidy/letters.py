"""What stands in the letters of a subsidy (交付決定通知書, 不交付決定通知書). Letters are written in Japanese."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cms.core import dates, money
from workflows.cases.models import Case, Submission
from workflows.correspondence import supported
from workflows.correspondence.kinds import Item, LetterKind, item, list_item
from workflows.correspondence.listing import listed


def granted(case: Case, submission: Submission | None) -> list[Item]:
    items = _activity(case)
    if case.decided_yen is not None:
        items.append(item("decided", "交付決定額", f"金{money.yen(case.decided_yen)}"))
    items += _requested(case)
    if (case.decided_yen or 0) < case.requested_yen:
        items += _reasons(case, "申請額の一部を交付しない理由")
    items += _supported(case, submission)
    items += _rule(case)
    conditions = [*listed(case.programme.conditions), *listed(case.proposal.get("conditions", ""))]
    items += list_item("conditions", "交付の条件", conditions)
    if case.call.report_due_on:
        items.append(item("report_due", "実績報告期限", dates.wareki(case.call.report_due_on)))
    return items


def refused(case: Case, submission: Submission | None) -> list[Item]:
    return [*_activity(case), *_requested(case), *_reasons(case, "不交付の理由"), *_rule(case)]


def _activity(case: Case) -> list[Item]:
    return [item("activity", "事業名", case.title)] if case.title else []


def _requested(case: Case) -> list[Item]:
    return [item("requested", "申請額", f"金{money.yen(case.requested_yen)}")] if case.requested_yen else []


def _rule(case: Case) -> list[Item]:
    name = case.programme.legal_name
    return [item("legal_name", "根拠", name)] if name else []


def _reasons(case: Case, label: str) -> list[Item]:
    """Why not all of what was asked for is granted (行政手続法第8条); the grounds of the draft stay inside."""
    return list_item("reasons", label, listed(case.proposal.get("letter_reason", "")))


def _supported(case: Case, submission: Submission | None) -> list[Item]:
    """The costs and the time that the grant is for."""
    costs, days = supported.eligible_costs(submission), supported.period(case, submission)
    items = [item("costs", "対象経費", *costs)] if costs else []
    return [*items, item("period", "補助対象期間", days)] if days else items


LETTERS = (
    LetterKind("granted", _("Letter of the grant"), granted),
    LetterKind("refused", _("Letter of the refusal"), refused),
)
