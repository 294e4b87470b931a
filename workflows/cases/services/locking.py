"""The row lock of a case. Order everywhere: process, case, budget."""

from __future__ import annotations

from django.db import connection

from cms.core.errors import Stale
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


def unchanged(case: Case, seen_revision: int | None) -> None:
    """Raises Stale when the page that acts shows an older state of the case."""
    if seen_revision is not None and case.revision != seen_revision:
        raise Stale("")
