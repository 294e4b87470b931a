"""A decision, whole: the case, the money and the letter, in the step's one transaction."""

from __future__ import annotations

from cms.people.models import User
from workflows.cases.models import Case
from workflows.cases.services import decision
from workflows.correspondence.services import issue_letter
from workflows.engine.permissions import deputy_for
from workflows.grants.services import commit


def decide(case: Case, *, actor: User, note: str = "") -> Case:
    """Decided as drafted; money committed when granted; the letter is owed. A deputy is recorded."""
    case = decision.decide(case, actor=actor, principal=deputy_for(actor), note=note)
    if case.outcome == Case.Outcome.GRANTED:
        commit(case)
    issue_letter(case, actor=actor, outcome=case.outcome)
    return case
