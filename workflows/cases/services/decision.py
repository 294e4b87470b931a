"""Draft (起案), return (差戻し) and decision (決裁), with the rules about persons and money."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core import money
from cms.core.errors import CaseError, Forbidden
from cms.people.deputies import records_for
from cms.people.models import Deputy, User
from workflows.cases import outcomes
from workflows.cases.access import has_own_interest
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
    letter_reason: str = "",
    conditions: str = "",
    above_reason: str = "",
) -> Case:
    """A proposal stands on the case; whoever made it may not decide it.

    amount_yen     whole yen, only with a grant; at most what was asked for and at most the cap
    reason         the grounds of the draft (起案理由): staff alone read them
    letter_reason  what the letter tells the applicant; needed for a refusal and for a grant below the request
    above_reason   why more is granted than the application's own figures come to, see grantable.py
    """
    case = lock(case)
    amount_yen = amount_yen if outcome == GRANT else None
    _may_be_drafted(case, outcome=outcome, amount_yen=amount_yen, reason=reason, letter_reason=letter_reason)
    figures = judged(case, amount_yen, reason=above_reason)
    before = {"outcome": case.proposal.get("outcome"), "amount_yen": case.proposed_yen}
    texts = {"reason": reason, "letter_reason": letter_reason.strip(), "conditions": conditions}
    case.proposal = {"outcome": outcome, **texts}
    case.proposed_yen = amount_yen
    case.drafted_by = actor
    record(
        case,
        actor=actor,
        verb="drafted",
        payload={"before": before, "after": {"outcome": outcome, "amount_yen": amount_yen}, **figures},
        details={**texts, "above_reason": above_reason.strip()},
        changed=["proposal", "proposed_yen", "drafted_by"],
    )
    return case


def _may_be_drafted(case: Case, *, outcome: str, amount_yen: int | None, reason: str, letter_reason: str) -> None:
    if outcome == GRANT:
        _amount_allowed(case, amount_yen)
    if not reason.strip():
        raise CaseError(_("Please write the grounds of the draft."))
    if problem := letter_reason_problem(case, outcome=outcome, amount_yen=amount_yen, text=letter_reason):
        raise CaseError(problem)


def needs_letter_reason(case: Case, *, outcome: str, amount_yen: int | None) -> bool:
    """A refusal, also of a part of what was asked for, gives its reasons in writing (行政手続法第8条)."""
    return outcome == REFUSE or (outcome == GRANT and (amount_yen or 0) < case.requested_yen)


def letter_reason_problem(case: Case, *, outcome: str, amount_yen: int | None, text: str) -> str:
    """Why ``text`` will not do as the reasons in the letter, as a sentence; empty when it will."""
    needed = needs_letter_reason(case, outcome=outcome, amount_yen=amount_yen)
    if needed and not text.strip():
        if outcome == REFUSE:
            told = {"outcome": outcomes.words(case.kind, outcome)}
            return _("The letter gives the reasons of the outcome “%(outcome)s”: please write them.") % told
        return _("The amount is below the request: please write the reasons for the letter.")
    if not needed and text.strip() and outcome != GRANT:
        told = {"outcome": outcomes.words(case.kind, outcome)}
        return _("The letter gives no reasons of the outcome “%(outcome)s”. Please leave this field empty.") % told
    if not needed and text.strip():
        return _("The whole request is granted, so the letter gives no reasons. Please leave this field empty.")
    return ""


def amount_problem(case: Case, amount_yen: int | None) -> str:
    """Why ``amount_yen`` cannot be granted, as a sentence; empty when it can."""
    programme = case.programme
    if not amount_yen:
        return _("A grant needs an amount.")
    if amount_yen > case.requested_yen:
        return _("The amount is more than was asked for (%(asked)s).") % {"asked": money.yen(case.requested_yen)}
    if amount_yen > programme.cap_yen:
        return _("The amount is above the cap of the programme (%(cap)s).") % {"cap": money.yen(programme.cap_yen)}
    if amount_yen % programme.rounding_yen:
        return _("The programme rounds amounts down: please give a multiple of %(unit)s.") % {
            "unit": money.yen(programme.rounding_yen)
        }
    return ""


def _amount_allowed(case: Case, amount_yen: int | None) -> None:
    if problem := amount_problem(case, amount_yen):
        raise CaseError(problem)


def return_draft(case: Case, *, actor: User, reason: str) -> Case:
    """The draft goes back to the division with reasons; nothing is decided."""
    case = lock(case)
    _may_decide(case, actor)
    if not reason.strip():
        raise CaseError(_("Returning a draft needs its reasons."))
    record(case, actor=actor, verb="draft_returned", payload={}, details={"reason": reason})
    return case


def decide(case: Case, *, actor: User, deputy: Deputy | None = None, note: str = "") -> Case:
    """The draft becomes the decision. ``deputy`` is the record under which a deputy decides (代決).

    The money is committed by ``workflows.grants.services.commit`` in the same transaction.
    """
    case = lock(case)
    _may_decide(case, actor)
    if deputy is not None:
        if not records_for(actor).filter(pk=deputy.pk).exists():
            raise Forbidden(_("There is no record under which you may decide in place of somebody else today."))
        _may_decide(case, deputy.principal)
    outcome = case.proposal.get("outcome")
    if not outcome:
        raise CaseError(_("There is no draft to decide on."))
    _draft_is_whole(case, outcome)
    case.outcome = outcome
    case.decided_yen = case.proposed_yen if outcome == GRANT else None
    case.decided_at = timezone.now()
    case.decided_by = actor
    case.decided_for = deputy.principal if deputy else None
    payload: dict[str, Any] = {"before": {"outcome": ""}, "after": {"outcome": outcome, "amount_yen": case.decided_yen}}
    if deputy is not None:
        payload |= {"deputy_for": deputy.principal_id, "deputy_record": deputy.pk}
    texts = {name: case.proposal.get(name, "") for name in ("reason", "letter_reason")}
    record(
        case,
        actor=actor,
        verb=outcome,
        payload=payload,
        details={**texts, "note": note},
        changed=["outcome", "decided_yen", "decided_at", "decided_by", "decided_for"],
    )
    return case


def _draft_is_whole(case: Case, outcome: str) -> None:
    """A draft from before these rules goes back to the division, not out as a letter without reasons."""
    if outcome == GRANT:
        _amount_allowed(case, case.proposed_yen)
    text = case.proposal.get("letter_reason", "")
    if needs_letter_reason(case, outcome=outcome, amount_yen=case.proposed_yen) and not text.strip():
        raise CaseError(_("The draft lacks the reasons for the letter. Please return it to the division."))


def _may_decide(case: Case, person: User) -> None:
    """Neither the drafter nor a member of the group decides, nor does anybody in their place."""
    _not_the_drafter(case, person)
    if has_own_interest(person, case):
        raise Forbidden(_("A member of the group of this case cannot decide it, nor can a deputy in their place."))


def _not_the_drafter(case: Case, person: User) -> None:
    if case.drafted_by_id == person.pk:
        raise Forbidden(_("Whoever drafted the decision cannot decide it."))
