"""The talk in which both sides look back, with a sheet that came on paper, or why one is missing."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cms.core.errors import CaseError
from cms.people.models import User
from workflows.cases.models import Case
from workflows.cases.services.events import record
from workflows.cases.services.locking import lock
from workflows.kinds.coordination.models import Talk
from workflows.kinds.coordination.services.reviewing import missing_sheets, send_sheet
from workflows.kinds.coordination.services.talking import keep_talk

LONGEST_WHY = 400


def review(
    case: Case,
    *,
    actor: User,
    held_on: date,
    attended: str,
    record_text: str,
    side: str,
    sheet: dict[str, Any],
    without: str,
    way: str,
) -> Case:
    """``side``: of whom a ``sheet`` came in ``way``; empty for none. ``without``: why a sheet is missing."""
    case = lock(case)
    if side:
        send_sheet(case, actor=actor, side=side, way=way, **sheet)
    keep_talk(case, actor=actor, phase=Talk.Phase.REVIEW, held_on=held_on, attended=attended, record_text=record_text)
    missing = missing_sheets(case)
    if without.strip() and missing:
        if len(without) > LONGEST_WHY:
            raise CaseError(_("Give the reason in at most %(limit)d characters.") % {"limit": LONGEST_WHY})
        record(case, actor=actor, verb="sheet_missing", payload={"sides": sorted(missing)}, details={"reason": without})
    return case
