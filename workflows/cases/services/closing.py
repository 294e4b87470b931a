"""The ends of a case that are no decision: withdrawal, closing, lawful erasure."""

from __future__ import annotations

from django.utils import timezone

from cms.core.errors import CaseError
from cms.people.models import User
from forms.wording import said
from workflows.cases.models import Case
from workflows.cases.services import telling
from workflows.cases.services.events import record
from workflows.cases.services.locking import lock


def withdraw(case: Case, *, actor: User, reason: str = "", on_paper: dict[str, str] | None = None) -> Case:
    """The application is taken back by the applicant; only before it is decided.

    on_paper  of a withdrawal (取下書) that ``actor`` recorded for the applicant: the day it came, its scan
    """
    case = lock(case)
    if case.outcome:
        raise CaseError(
            said("This application has already been decided or withdrawn, so it cannot be withdrawn.", case.kind)
        )
    before = {"step": case.step}
    case.outcome = Case.Outcome.WITHDRAWN
    _end(case, step="withdrawn")
    record(
        case,
        actor=actor,
        verb="withdrawn",
        payload={"before": before, "after": {"step": case.step}, **({"on_paper": on_paper} if on_paper else {})},
        details={"reason": reason} if reason else None,
        changed=["outcome", *END_COLUMNS],
    )
    telling.moved(case)
    return case


END_COLUMNS = ["step", "step_since", "turn", "due_at", "closed_at", "needs", "holder", "open_task"]


def _end(case: Case, *, step: str) -> None:
    case.step = step
    case.step_since = case.closed_at = timezone.now()
    case.turn = Case.Turn.NOBODY
    case.due_at = None
    case.needs = ""
    case.holder = None
    case.open_task = None


def close(case: Case) -> Case:
    """Nothing is left to do: the decision has reached the applicant."""
    case = lock(case)
    _end(case, step="done")
    record(case, actor=None, verb="closed", payload={"outcome": case.outcome}, changed=END_COLUMNS)
    telling.moved(case)
    return case
