"""The amount of a budget changes here alone: under its row's lock, one column, with a dated entry beside it.

``committed_yen`` belongs to ``workflows.grants``; programme and fiscal year are fixed once something is granted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core import money
from cms.core.errors import CaseError, Stale
from cms.people.models import User
from workflows.programmes.models import Budget, BudgetAmendment, Programme

Kind = BudgetAmendment.Kind


@dataclass(frozen=True)
class Ground:
    """Why an amount changes: the kind of change, the day it takes effect, and the reason in words."""

    kind: str
    dated_on: date
    reason: str


def open_budget(
    *, actor: User | None, programme: Programme, fiscal_year: int, budget_yen: int, ground: Ground
) -> Budget:
    """The budget of ``programme`` in ``fiscal_year`` exists, with its first entry.

    Guard  constraint ``budget_once_per_year``.
    """
    with transaction.atomic():
        budget = Budget.objects.create(programme=programme, fiscal_year=fiscal_year, budget_yen=budget_yen)
        _enter(budget, actor=actor, before_yen=0, ground=ground)
    return budget


def amend(
    budget: Budget, *, actor: User | None, budget_yen: int, ground: Ground, seen_yen: int | None = None
) -> Budget:
    """The budget holds ``budget_yen``; decisions that are being made wait for it, or it waits for them.

    seen_yen  the amount that the person saw when they wrote; None when nobody looked
    Raises    Stale when somebody else changed it meanwhile, CaseError below what is committed.
    Guard     constraint ``budget_not_exceeded``.
    """
    with transaction.atomic():
        row = Budget.objects.select_for_update(of=("self",)).get(pk=budget.pk)
        if seen_yen is not None and seen_yen != row.budget_yen:
            raise Stale(
                _("Somebody else has changed this budget to %(now)s meanwhile. Please open the page again.")
                % {"now": money.yen(row.budget_yen)}
            )
        if problem := too_low(row, budget_yen):
            raise CaseError(problem)
        if row.budget_yen == budget_yen:
            return row
        before_yen, row.budget_yen = row.budget_yen, budget_yen
        row.save(update_fields=["budget_yen"])
        _enter(row, actor=actor, before_yen=before_yen, ground=ground)
    return row


def is_used(budget: Budget) -> bool:
    """Something was granted from it, so its programme and year stand."""
    return budget.committed_yen > 0 or budget.grants.exists()


def move(budget: Budget, *, actor: User | None, programme: Programme, fiscal_year: int, reason: str) -> Budget:
    """A budget that was entered for the wrong programme or year stands where it belongs; the entry says from where.

    Raises CaseError once something is granted from it.
    """
    with transaction.atomic():
        row = Budget.objects.select_for_update(of=("self",)).select_related("programme").get(pk=budget.pk)
        if (row.programme_id, row.fiscal_year) == (programme.pk, fiscal_year):
            return row
        if is_used(row):
            raise CaseError(_("Money is granted from this budget, so its programme and year stay as they are."))
        told = _("%(reason)s (before: %(budget)s)") % {"reason": reason, "budget": row}
        row.programme, row.fiscal_year = programme, fiscal_year
        row.save(update_fields=["programme", "fiscal_year"])
        _enter(row, actor=actor, before_yen=row.budget_yen, ground=Ground(Kind.MENDED, timezone.localdate(), told))
    return row


def too_low(budget: Budget, budget_yen: int) -> str:
    """Why the budget cannot be ``budget_yen``, as a sentence; empty when it can."""
    if budget_yen >= budget.committed_yen:
        return ""
    return _("%(committed)s of this budget are granted already. Please give at least that amount.") % {
        "committed": money.yen(budget.committed_yen)
    }


def _enter(budget: Budget, *, actor: User | None, before_yen: int, ground: Ground) -> None:
    BudgetAmendment.objects.create(
        budget=budget,
        kind=ground.kind,
        dated_on=ground.dated_on,
        before_yen=before_yen,
        after_yen=budget.budget_yen,
        reason=ground.reason,
        actor=actor,
    )
