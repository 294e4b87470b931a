"""The row lock of a case. Order everywhere: process, case, budget."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from workflows.cases.models import Case


def lock(case: Case) -> Case:
    """The same case, read again under its row lock; the caller's transaction holds it.

    A case that this very transaction has locked already is returned as it is.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a case is locked inside a transaction only")
    outermost = connection.atomic_blocks[0]
    if getattr(case, "_locked_in", None) is outermost:
        return case
    # Hub and programme come along: nearly every step asks for them, and neither is locked by it.
    fresh = Case.objects.select_related("hub", "programme").select_for_update(of=("self",)).get(pk=case.pk)
    fresh._locked_in = outermost  # type: ignore[attr-defined]
    return fresh


@contextmanager
def saved_once(case: Case) -> Iterator[None]:
    """What is saved of the locked case inside (an event's mirror, the next step) is one statement at the end."""
    case.gathered = set()
    try:
        yield
        columns, case.gathered = case.gathered, None
        if columns:
            case.save(update_fields=sorted(columns))
    finally:
        case.gathered = None
