"""What the hub takes down at the step of sounding out, and which way the case goes on."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cms.core.errors import CaseError
from cms.people.models import User
from workflows.cases.models import Case
from workflows.cases.services.events import record
from workflows.cases.services.locking import lock
from workflows.kinds.coordination.models import Sounding, Way
from workflows.kinds.coordination.services import agreeing, consenting
from workflows.kinds.coordination.services.sounding import answer


def name_nobody(case: Case, *, actor: User, reason: str) -> Case:
    """No group is asked at this time, and why."""
    case = lock(case)
    if not reason.strip():
        raise CaseError(_("Please write why no group is asked."))
    record(case, actor=actor, verb="no_candidate", details={"reason": reason})
    return case


def go_on(
    case: Case,
    *,
    actor: User,
    sounding: Sounding | None,
    said: str,
    way: str,
    conditions: str,
    contacts: dict[str, tuple[str, str]],
    onward: str,
) -> Case:
    """Notes an answer and consents that came by telephone, on paper or in person; ``onward`` is the way out.

    contacts  side → name and telephone that the side lets the other see
    Raises    CaseError when the case is to go on to a meeting without a group that has accepted and both consents.
    """
    case = lock(case)
    if sounding is not None:
        sounding.case = case
        way = way or Way.PHONE
        if said in ("accepts", "declines"):
            answer(sounding, actor=actor, accepts=said == "accepts", conditions=conditions, way=way)
        for side, (name, phone) in contacts.items():
            consenting.give_consent(sounding, actor=actor, side=side, name=name, phone=phone, email="", way=way)
    if onward == "done":
        agreeing.require_partner(case)
    if onward in ("candidates", "failed"):
        record(case, actor=actor, verb="sounding_ended", payload={"onward": onward})
    return case
