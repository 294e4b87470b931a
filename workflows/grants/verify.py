"""Do the books agree: each budget with its grants, its changes and the cases that it pays?"""

from __future__ import annotations

from django.db.models import F, Sum
from django.utils.translation import gettext as _

from cms.core import money
from workflows.grants.models import Grant
from workflows.programmes.models import Budget, BudgetAmendment


def verify() -> list[str]:
    """One sentence per disagreement; empty when all is well. A handful of queries, whatever there is."""
    return [*_sums(), *_changes(), *_foreign(), *_amounts()]


def _sums() -> list[str]:
    """``committed_yen`` is the sum of the grants."""
    found = []
    for budget in Budget.objects.select_related("programme").annotate(granted=Sum("grants__amount_yen", default=0)):
        if budget.committed_yen != budget.granted:
            found.append(
                _("%(budget)s: committed are %(committed)s, the grants come to %(granted)s.")
                % {"budget": budget, "committed": money.yen(budget.committed_yen), "granted": money.yen(budget.granted)}
            )
    return found


def _changes() -> list[str]:
    """The last change of a budget leaves what it holds, and each begins where the one before ended."""
    found = []
    last: dict[int, BudgetAmendment] = {}
    for entry in BudgetAmendment.objects.select_related("budget__programme").order_by("budget", "pk"):
        before = last.get(entry.budget_id)
        if before is not None and before.after_yen != entry.before_yen:
            found.append(_("%(budget)s: a change is missing on record.") % {"budget": entry.budget})
        last[entry.budget_id] = entry
    for entry in last.values():
        if entry.after_yen != entry.budget.budget_yen:
            found.append(
                _("%(budget)s: it holds %(held)s, but its changes lead to %(told)s.")
                % {
                    "budget": entry.budget,
                    "held": money.yen(entry.budget.budget_yen),
                    "told": money.yen(entry.after_yen),
                }
            )
    return found


def _foreign() -> list[str]:
    """A grant lies in the budget of its case's programme and year."""
    strays = Grant.objects.exclude(
        budget__programme=F("case__programme"), budget__fiscal_year=F("case__budget_fiscal_year")
    )
    return [
        _("%(number)s: granted from the budget of another programme or year.") % {"number": grant.case.number}
        for grant in strays.select_related("case")
    ]


def _amounts() -> list[str]:
    """A grant is what was decided."""
    wrong = Grant.objects.exclude(amount_yen=F("case__decided_yen"), case__outcome="granted").select_related("case")
    return [_("%(number)s: the grant is not what was decided.") % {"number": grant.case.number} for grant in wrong]
