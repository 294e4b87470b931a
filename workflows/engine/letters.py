"""When the letter has been made, the case moves on: to posting, or to its end."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import receiver
from viewflow.workflow import STATUS
from viewflow.workflow.models import Task

from cms.core.errors import Busy, Stale
from cms.jobs import outbox
from cms.jobs.registry import handler
from workflows.cases.models import Case
from workflows.correspondence.models import Letter
from workflows.correspondence.signals import letter_issued
from workflows.engine.acting import locked_step


@receiver(letter_issued)
def owe_next_step(sender: Any, letter: Letter, **kwargs: Any) -> None:
    """Written in the transaction that issued the letter; done later, with locks in the right order."""
    outbox.put(kind="letter_made", key=f"letter_made:{letter.pk}", payload={"letter": letter.pk})


@handler("letter_made")
def go_on(payload: dict[str, Any]) -> None:
    """The waiting step ends: posting follows for a letter on paper, the end for an electronic one."""
    letter = Letter.objects.get(pk=payload["letter"])
    task = Task.objects.filter(
        process__run__case_id=letter.case_id, status=STATUS.NEW, flow_task_type="FUNCTION"
    ).first()
    if task is None:
        return
    try:
        with transaction.atomic(), locked_step(task, seen_revision=None) as (activation, _case):
            activation.finish(actor=None, outcome=letter.notice)
    except Busy:
        raise  # nothing is done yet; the outbox tries again
    except Stale:
        # Another worker was faster; the step is done, which is all that is owed.
        return


def is_waiting_for_letter(case: Case) -> bool:
    return case.step == "letter"
