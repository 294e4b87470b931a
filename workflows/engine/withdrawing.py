"""The applicant takes the application back: engine and case in one transaction."""

from __future__ import annotations

from django.db import transaction

from cms.jobs import outbox
from cms.people.models import User
from workflows.cases.models import Case
from workflows.cases.services import closing
from workflows.cases.services.locking import lock
from workflows.engine.acting import stop_open_steps
from workflows.engine.models import CaseProcess


def withdraw(case: Case, *, actor: User, reason: str = "") -> Case:
    """The case is withdrawn and its open step stopped. Raises CaseError once it is decided."""
    with transaction.atomic():
        CaseProcess.objects.select_for_update().get(run__case_id=case.pk)
        locked = lock(case)
        task = locked.open_task
        closing.withdraw(locked, actor=actor, reason=reason)
        stop_open_steps(locked)
        outbox.cancel(key_prefix=f"remind:{task}:")
    return locked
