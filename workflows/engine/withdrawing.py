"""The applicant takes the application back: engine and case in one transaction."""

from __future__ import annotations

from cms.jobs import outbox
from cms.people.models import User
from workflows.cases.models import Case
from workflows.cases.services import closing
from workflows.engine.acting import locked_case, stop_open_steps
from workflows.engine.kind import kind_of


def withdraw(case: Case, *, actor: User, reason: str = "", on_paper: dict[str, str] | None = None) -> Case:
    """The case is withdrawn and its open step stopped. Raises CaseError once it is decided, Busy."""
    with locked_case(case) as locked:
        task = locked.open_task
        closing.withdraw(locked, actor=actor, reason=reason, on_paper=on_paper)
        stop_open_steps(locked)
        if also := kind_of(locked).withdrawn:
            also(locked)
        outbox.cancel(key_prefix=f"remind:{task}:")
    return locked
