"""The applicant takes the application back: engine and case in one transaction."""

from __future__ import annotations

from collections.abc import Collection

from cms.jobs import outbox
from cms.people.models import User
from workflows.cases.models import Case
from workflows.cases.services import closing
from workflows.engine.acting import locked_case, stop_open_steps
from workflows.engine.ending import case_failed
from workflows.engine.kind import kind_of


def withdraw(
    case: Case,
    *,
    actor: User,
    reason: str = "",
    on_paper: dict[str, str] | None = None,
    chosen: Collection[str] = (),
) -> Case:
    """The case is withdrawn and its open step stopped. Raises CaseError once it is decided, Busy.

    chosen  what of the things that hang on it ``actor`` wants undone, see ending.py
    """
    with locked_case(case) as locked:
        task = locked.open_task
        closing.withdraw(locked, actor=actor, reason=reason, on_paper=on_paper)
        stop_open_steps(locked)
        if also := kind_of(locked).withdrawn:
            also(locked)
        outbox.cancel(key_prefix=f"remind:{task}:")
        case_failed.send(sender=Case, case=locked, actor=actor, chosen=chosen)
    return locked
