"""The shipped programmes with calls that are open on the day the demo is loaded, whatever day that is.

The files keep the real dates and stay unpublished; only here the calls are moved around today and published.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from cms.core import dates
from workflows.programmes.budgets import Ground, open_budget
from workflows.programmes.forming import has_money
from workflows.programmes.models import Budget, BudgetAmendment, Call

OPEN_SINCE = timedelta(days=30)
OPEN_FOR = timedelta(days=60)
ACTIVITY = timedelta(days=240)
REPORT = timedelta(days=30)
NOTE = "要確認：デモのために、日程を今日の前後に置き換えた募集です。"


def open_calls() -> dict[str, Call]:
    """Programme slug → its call, open now, with a budget of this fiscal year where money is granted."""
    return {call.programme.slug: _opened(call) for call in Call.objects.select_related("programme")}


def _opened(call: Call) -> Call:
    today = timezone.localdate()
    year = dates.fiscal_year(today)
    _budget(call, year)
    call.slug = f"{call.programme.slug}-{year}"
    call.title = f"{dates.fiscal_year_wareki(year)} {call.programme.name}"
    call.fiscal_year = call.budget_fiscal_year = year
    call.opens_at = datetime.combine(today - OPEN_SINCE, time(9), tzinfo=dates.JST)
    call.closes_at = datetime.combine(today + OPEN_FOR, time(23, 59), tzinfo=dates.JST)
    call.activity_from_on, call.activity_until_on = today, today + ACTIVITY
    call.report_due_on = today + ACTIVITY + REPORT
    call.note = NOTE
    call.is_published = True
    call.save()
    return call


def _budget(call: Call, year: int) -> None:
    """The budget of the file's year serves for this year, too; some kinds of request grant no money."""
    if not has_money(call.programme.kind) or Budget.objects.filter(programme=call.programme, fiscal_year=year).exists():
        return
    known = Budget.objects.filter(programme=call.programme, fiscal_year=call.budget_fiscal_year).first()
    if known is None:  # a kind of procedure that grants no money
        return
    ground = Ground(BudgetAmendment.Kind.INITIAL, timezone.localdate(), "デモの予算")
    open_budget(actor=None, programme=call.programme, fiscal_year=year, budget_yen=known.budget_yen, ground=ground)
