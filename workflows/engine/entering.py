"""What happens when a case comes to a step: whose turn, until when, and the reminders."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from cms.core import dates
from cms.jobs import outbox
from workflows.cases.models import Case
from workflows.cases.services import steps
from workflows.engine.kind import kind_of

REMIND_BEFORE = timedelta(days=2)


def enter_step(case: Case, *, step: str, needs: str, task: int) -> None:
    """The case stands at ``step``; a reminder is owed before its due date."""
    due_at = due(case, step)
    turn = kind_of(case).step(step).turn
    steps.enter(case, step=step, turn=turn, due_at=due_at, needs=needs, task=task)
    if due_at is not None:
        outbox.put(
            kind="remind",
            key=f"remind:{task}:soon",
            payload={"case": case.pk, "task": task, "phase": "soon"},
            due_at=max(timezone.now(), due_at - REMIND_BEFORE),
            urgent=False,
        )


def due(case: Case, step: str) -> datetime | None:
    """End of the last day (JST) that the programme gives this step; None when it sets none."""
    if asked := case.correction.get("due_on"):
        return dates.end_of_day_jst(date.fromisoformat(asked))
    days = case.programme.step_limits.filter(step=step).values_list("days", flat=True).first()
    if days is None:
        return None
    return dates.end_of_day_jst(dates.add_business_days(timezone.localdate(), days))
