"""Where a case stands: the step, whose turn it is, until when, and who has taken it."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from cms.people.models import User
from workflows.cases.models import Case
from workflows.cases.services import telling
from workflows.cases.services.events import record
from workflows.cases.services.locking import lock

ENTRY_COLUMNS = ["step", "step_since", "turn", "due_at", "needs", "holder", "open_task", "revision"]


def enter(case: Case, *, step: str, turn: str, due_at: datetime | None, needs: str, task: int | None) -> None:
    """The locked case stands at ``step``; nobody has taken it yet."""
    case.step, case.turn, case.due_at = step, turn, due_at
    case.needs, case.open_task, case.holder = needs, task, None
    case.step_since = timezone.now()
    case.revision += 1
    case.save(update_fields=ENTRY_COLUMNS)
    telling.moved(case)


def hand_over(case: Case, *, actor: User | None, holder: User | None, reason: str = "") -> Case:
    """``holder`` has the step now (None: back to everybody who may)."""
    case = lock(case)
    before = case.holder_id
    case.holder = holder
    record(
        case,
        actor=actor,
        verb="handed_over",
        payload={"before": {"holder": before}, "after": {"holder": holder.pk if holder else None}},
        details={"reason": reason} if reason else None,
        changed=["holder"],
    )
    return case
