"""Writing to a case's chain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from cms.audit import chain
from cms.people.models import User
from workflows.cases.models import Case, CaseEvent, CaseEventDetails, CaseReading


def record(
    case: Case,
    *,
    actor: User | None,
    verb: str,
    payload: dict[str, Any] | None = None,
    details: dict[str, Any] | None = None,
    changed: Sequence[str] = (),
) -> CaseEvent:
    """One more event of the locked case; the named ``changed`` columns are saved with it.

    payload  no personal values: numbers, steps, before and after
    details  personal or free text; kept beside the chain, erasable
    """
    if changed:
        case.revision += 1
        changed = [*changed, "revision"]
    return chain.append(
        event_model=CaseEvent,
        details_model=CaseEventDetails,
        owner=case,
        owner_field="case",
        verb=verb,
        actor=actor,
        payload=payload or {},
        details=details,
        at=timezone.now(),
        owner_changes=changed,
    )


def note_reading(case: Case, *, reader: User, door: str) -> None:
    """Who looked at the case, through which door, is on record."""
    CaseReading.objects.create(case=case, reader=reader, door=door)
