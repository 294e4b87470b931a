"""Money is promised against a budget, never more than it holds."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cms.core import money
from cms.core.errors import CaseError
from workflows.cases.models import Case
from workflows.grants.models import Grant
from workflows.programmes.models import Budget


def commit(case: Case) -> Grant:
    """A granted case holds its amount in the budget of its year; the budget's row is locked till commit.

    Raises  CaseError when the remaining budget does not suffice, no budget is set, or the group has been granted
            as often in this call as the programme allows.
    Guard   constraint ``budget_not_exceeded``.
    """
    budget = (
        Budget.objects.select_for_update()
        .filter(programme_id=case.programme_id, fiscal_year=case.budget_fiscal_year)
        .first()
    )
    if budget is None:
        raise CaseError(_("No budget is set for this programme and fiscal year."))
    _not_too_many(case)
    amount = case.decided_yen or 0
    left = budget.budget_yen - budget.committed_yen
    if amount > left:
        raise CaseError(
            _("The remaining budget (%(left)s) does not suffice for %(amount)s.")
            % {"left": money.yen(left), "amount": money.yen(amount)}
        )
    budget.committed_yen += amount
    budget.save(update_fields=["committed_yen"])
    return Grant.objects.create(case=case, budget=budget, amount_yen=amount)


def _not_too_many(case: Case) -> None:
    """Under the lock of the budget's row: one call has one budget, so nobody counts at the same time."""
    granted = Grant.objects.filter(case__call_id=case.call_id, case__group_id=case.group_id).exclude(case=case)
    most = case.programme.applications_per_group
    if granted.count() >= most:
        raise CaseError(
            _(
                "This group has been granted already in this call (%(number)s). "
                "The programme allows %(most)d for one group."
            )
            % {"number": granted.select_related("case").order_by("-pk")[0].case.number, "most": most}
        )
