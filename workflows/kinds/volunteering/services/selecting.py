"""Draft and decision: appointed while there are places, else the waiting list; by nobody who gave points."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cms.core.errors import CaseError, Forbidden
from cms.core.waiting import patiently
from cms.people.models import User
from workflows.cases.models import Case, CaseEvent
from workflows.cases.services import decision
from workflows.cases.services.events import record
from workflows.cases.services.locking import lock
from workflows.engine import deciding
from workflows.engine.permissions import deputy_for
from workflows.kinds.volunteering.models import Recruitment, Score
from workflows.kinds.volunteering.services import appointing, guardians, holding, scoring

APPOINTED, WAITING = "appointed", "waiting"
FULL = "places_full"
QUEUE_SECONDS = 20


def draft(case: Case, *, actor: User, outcome: str, **texts: Any) -> Case:
    """As every draft; who is to be appointed has been interviewed, and a minor has their guardian's consent."""
    case = lock(case)
    scoring.must_not_be_close(case, actor)
    if problem := draft_problem(case, outcome):
        raise CaseError(problem)
    return decision.draft_decision(case, actor=actor, outcome=outcome, **texts)


def draft_problem(case: Case, outcome: str) -> str:
    """Why the draft cannot propose ``outcome``, as a sentence; empty when it can."""
    if outcome not in (APPOINTED, WAITING):
        return ""
    if scoring.counted(case) < scoring.recruitment_of(case).scorers:
        return _("There has been no interview with enough points, so nobody can be appointed.")
    return guardians.problem(case)


def decide(case: Case, *, actor: User, note: str = "") -> Case:
    """The draft becomes the decision; an appointment beyond the places becomes a place on the waiting list.

    Raises  Forbidden for whoever gave points, or acts in place of somebody who did, and what every decision raises.
    """
    case = lock(case)
    if problem := separation_problem(case, actor):
        raise Forbidden(problem)
    outcome = case.proposal.get("outcome")
    if outcome in (APPOINTED, WAITING):
        if problem := draft_problem(case, outcome):
            raise CaseError(problem)
        # All decisions of a call meet at this row; on the day of the selection they queue instead of being turned away.
        patiently(QUEUE_SECONDS)
        recruitment = Recruitment.objects.select_for_update().get(call_id=case.call_id)
        if outcome == APPOINTED and not _has_place(recruitment):
            outcome = WAITING
            case.proposal = {**case.proposal, "outcome": WAITING}
            payload = {"places": recruitment.places, "taken": recruitment.taken}
            record(case, actor=actor, verb=FULL, payload=payload, changed=["proposal"])
            if recruitment.taken < recruitment.places:
                holding.owe_look(recruitment, cause=f"decided:{case.pk}")
        appointing.open_appointment(case, recruitment, actor=actor, waits=outcome == WAITING)
    return deciding.decide(case, actor=actor, note=note)


def _has_place(recruitment: Recruitment) -> bool:
    """Whether a place of the locked ``recruitment`` is free that nobody on the waiting list has a claim on.

    Who waits because all places were taken is first at any place that is free now; who was chosen for the
    list has a claim on the places that somebody has left.
    """
    waits = holding.waiting(recruitment.pk)
    crowded = CaseEvent.objects.filter(verb=FULL, case__call=recruitment.call_id).values("case")
    crowded_out = waits.filter(case__in=crowded).count()
    appointed = Case.objects.filter(call_id=recruitment.call_id, outcome=APPOINTED).count()
    left = max(appointed - recruitment.taken, 0)
    claimed = max(crowded_out, min(waits.count(), left))
    return recruitment.taken + claimed < recruitment.places


def separation_problem(case: Case, actor: User) -> str:
    """Why this person may not decide; giving points and deciding are two people's work."""
    people = [actor.pk]
    if deputy := deputy_for(actor, case):
        people.append(deputy.principal_id)
    if Score.objects.filter(case=case, scorer__in=people).exists():
        return _("Whoever gave points or declared to be close to the applicant does not decide on it.")
    return ""
