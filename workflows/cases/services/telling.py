"""What receivers of other systems are told of a case: its number, whose turn it is, until when; nothing of anybody.

Which step it is stays inside: people are told of a case as its kind says, at its page and through the API.
"""

from __future__ import annotations

from typing import Any

from cms.webhooks.emitting import emit
from workflows.cases.models import Case


def received(case: Case) -> None:
    """In the transaction that opened the case."""
    emit("case.received", hub=case.hub_id, received_at=case.arrived_at, **_facts(case))


def moved(case: Case) -> None:
    """In the transaction in which the case came to another step, or to its end."""
    emit("case.step_changed", hub=case.hub_id, due_at=case.due_at, closed_at=case.closed_at, **_facts(case))


def _facts(case: Case) -> dict[str, Any]:
    return {"id": case.pk, "number": case.number, "kind": case.kind, "turn": str(case.turn)}
