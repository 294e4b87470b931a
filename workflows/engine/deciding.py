"""A decision, whole: the case, the money and the letter, in the step's one transaction."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cms.core import money
from cms.people.models import User
from workflows.cases import outcomes
from workflows.cases.models import Case
from workflows.cases.services import decision
from workflows.correspondence.services import issue_letter
from workflows.engine import ending
from workflows.engine.kind import kind_of
from workflows.engine.permissions import deputy_for
from workflows.grants.services import commit
from workflows.programmes.models import Budget


def decide(case: Case, *, actor: User, note: str = "") -> Case:
    """Decided as drafted; money committed when granted; the letter is owed. A deputy is recorded."""
    case = decision.decide(case, actor=actor, deputy=deputy_for(actor, case), note=note)
    if case.outcome == Case.Outcome.GRANTED:
        commit(case)
    issue_letter(case, actor=actor, outcome=case.outcome)
    if ending.has_failed(case):
        ending.case_failed.send(sender=Case, case=case, actor=actor, chosen=())
    return case


def summary(case: Case, *, actor: User) -> list[tuple[Any, Any]]:
    """What somebody who decides must know: the draft, the money that is left, and in whose place they act."""
    proposal = case.proposal
    rows = [(_("Draft"), drafted(case))]
    if case.proposed_yen is not None:
        rows.append((_("Amount"), money.yen(case.proposed_yen)))
        rows.append((_("Asked for"), money.yen(case.requested_yen)))
        rows.append((_("Remaining budget"), _remaining(case)))
    words = [
        ("reason", _("Grounds of the draft (not in the letter)")),
        ("letter_reason", _("Reasons for the letter")),
        ("conditions", _("Further conditions")),
    ]
    rows += [(label, proposal[key]) for key, label in words if proposal.get(key)]
    if proposal.get("outcome") == decision.REFUSE and (lines := ending.hanging(case, actor)):
        rows.append((_("Begun from this case"), "\n".join(lines)))
    if case.drafted_by is not None:
        rows.append((_("Drafted by"), str(case.drafted_by)))
    if deputy := deputy_for(actor, case):
        rows.append((_("Deputy decision"), _("You decide in place of %(name)s.") % {"name": deputy.principal}))
    return rows


def drafted(case: Case) -> str:
    """What the draft proposes, in words: the whole, a part, or nothing of what was asked for."""
    outcome = case.proposal.get("outcome", "")
    if not outcome:
        return _("There is no draft to decide on.")
    if not kind_of(case).has_money:
        return outcomes.words(case.kind, outcome)
    if outcome == decision.REFUSE:
        return _("Refuse")
    return _("Grant a part of the request") if (case.proposed_yen or 0) < case.requested_yen else _("Grant")


def _remaining(case: Case) -> str:
    budget = Budget.objects.filter(programme_id=case.programme_id, fiscal_year=case.budget_fiscal_year).first()
    if budget is None:
        return _("No budget is set for this programme and fiscal year.")
    left = budget.budget_yen - budget.committed_yen
    after = left - (case.proposed_yen or 0)
    return _("%(left)s, %(after)s after this decision") % {"left": money.yen(left), "after": money.yen(after)}
