"""What the pages of a case show of its coordination."""

from __future__ import annotations

from typing import Any

from cms.people.models import User
from workflows.cases.models import Case
from workflows.kinds.coordination import contact
from workflows.kinds.coordination.models import Agreement, Coordination, Side, Sounding
from workflows.kinds.coordination.services.reviewing import STEP
from workflows.kinds.coordination.services.sides import takes_down

State = Sounding.State


def at_desk(case: Case, user: User) -> dict[str, Any]:
    """Officer, issue, talks, soundings with the state of both consents, agreement, sheets, opinions: no contact."""
    soundings = list(case.soundings.select_related("group", "asked_by").prefetch_related("consents", "remarks"))
    return {
        "own": Coordination.objects.select_related("officer").filter(case=case).first(),
        "talks": case.talks.select_related("recorded_by"),
        "soundings": [(one, consents_of(one)) for one in soundings],
        "agreement": Agreement.objects.select_related("sounding__group").filter(case=case).first(),
        "sheets": case.review_sheets.all(),
        "advice": case.advice.select_related("asked_of", "asked_by"),
        "may_act": case.closed_at is None and takes_down(user, case),
        "may_take_back": takes_down(user, case),
        "speaks": contact.speaks_for_ward(user, case),
        "case": case,
    }


def consents_of(sounding: Sounding) -> list[tuple[str, Any]]:
    """Each side in words with its standing consent, None where there is none; from prefetched rows."""
    standing = {one.side: one for one in sounding.consents.all() if one.withdrawn_at is None}
    return [(str(label), standing.get(value)) for value, label in Side.choices]


def of_applicant(case: Case, user: User) -> dict[str, Any] | None:
    """Groups that accepted, each with its page; the sheet, to fill in or to read. None while there is nothing."""
    accepted = list(case.soundings.select_related("group").filter(state=State.ACCEPTED))
    if not accepted:
        return None
    for one in accepted:
        one.case = case
    return {
        "case": case,
        "soundings": [(one, contact.standing(one).filter(side=Side.APPLICANT).exists()) for one in accepted],
        **sheet_state(case, Side.APPLICANT),
    }


def sheet_state(case: Case, side: str) -> dict[str, bool]:
    """Whether the sheet of this side is asked for now, or there to be read."""
    there = case.review_sheets.filter(side=side).exists()
    return {"asks_sheet": case.step == STEP and not there, "has_sheet": there}
