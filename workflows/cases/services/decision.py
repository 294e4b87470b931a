"""Draft (起案), return (差戻し) and decision (決裁), with the rules about persons and money."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core import money
from cms.core.errors import CaseError, Forbidden
from cms.people.models import User
from workflows.cases.models import Case
from workflows.cases.services.events import record
from workflows.cases.services.grantable import judged
from workflows.cases.services.locking import lock

GRANT, REFUSE = Case.Outcome.GRANTED.value, Case.Outcome.REFUSED.value


def draft_decision(
    case: Case,
    *,
    actor: User,
    outcome: str,
    amount_yen: int | None,
    reason: str,
    conditions: str = "",
    above_reason: str = "",
) -> Case:
    """A proposal stands on the case; whoever made it may not decide it.

    amount_yen    whole yen, only with a grant; at most what was asked for and at most the cap
    above_reason  why more is granted than the application's own figures come to, see grantable.py
    """
    case = lock(case)
    if outcome == GRANT:
        _amount_allowed(case, amount_yen)
    else:
        amount_yen = None
        if not reason.strip():
            raise CaseError(_("A refusal needs its reasons in writing."))
    figures = judged(case, amount_yen, reason=above_reason)
    before = {"outcome": case.proposal.get("outcome"), "amount_yen": case.proposed_yen}
    case.proposal = {"outcome": outcome, "reason": reason, "conditions": conditions}
    case.proposed_yen = amount_yen
    case.drafted_by = actor
    record(
        case,
        actor=actor,
        verb="drafted",
        payload={"before": before, "after": {"outcome": outcome, "amount_yen": amount_yen}, **figures},
        details={"reason": reason, "conditions": conditions, "above_reason": above_reason.strip()},
        changed=["proposal", "proposed_yen", "drafted_by"],
    )
    return case


def _amount_allowed(case: Case, amount_yen: int | None) -> None:
    if not amount_yen:
        raise CaseError(_("A grant needs an amount."))
    if amount_yen > case.requested_yen:
        raise CaseError(
            _("The amount is more than was asked for (%(asked)s).") % {"asked": money.yen(case.requested_yen)}
        )
    if amount_yen > case.programme.cap_yen:
        raise CaseError(
            _("The amount is above the cap of the programme (%(cap)s).") % {"cap": money.yen(case.programme.cap_yen)}
        )


def return_draft(case: Case, *, actor: User, reason: str) -> Case:
    """The draft goes back to the division with reasons; nothing is decided."""
    case = lock(case)
    _not_the_drafter(case, actor)
    if not reason.strip():
        raise CaseError(_("Returning a draft needs its reasons."))
    record(case, actor=actor, verb="draft_returned", payload={}, details={"reason": reason})
    return case


def decide(case: Case, *, actor: User, principal: User | None = None, note: str = "") -> Case:
    """The draft becomes the decision. ``principal`` is set when a deputy acts in their place (代決).

    The money is committed by ``workflows.grants.services.commit`` in the same transaction.
    """
    case = lock(case)
    _not_the_drafter(case, actor)
    if principal is not None:
        _not_the_drafter(case, principal)
    outcome = case.proposal.get("outcome")
    if outcome not in (GRANT, REFUSE):
        raise CaseError(_("There is no draft to decide on."))
    case.outcome = outcome
    case.decided_yen = case.proposed_yen if outcome == GRANT else None
    case.decided_at = timezone.now()
    case.decided_by = actor
    case.decided_for = principal
    payload: dict[str, Any] = {"before": {"outcome": ""}, "after": {"outcome": outcome, "amount_yen": case.decided_yen}}
    if principal is not None:
        payload["deputy_for"] = principal.pk
    record(
        case,
        actor=actor,
        verb=outcome,
        payload=payload,
        details={"reason": case.proposal.get("reason", ""), "note": note},
        changed=["outcome", "decided_yen", "decided_at", "decided_by", "decided_for"],
    )
    return case


def _not_the_drafter(case: Case, person: User) -> None:
    if case.drafted_by_id == person.pk:
        raise Forbidden(_("Whoever drafted the decision cannot decide it."))
