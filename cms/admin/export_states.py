"""How an export ends, and the one thing that may spoil it at the last moment."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from cms.admin.models import Export
from workflows.cases.models import CaseReading

DOOR = "export"
# What was typed to find somebody.
TYPED = frozenset({"q", "name", "email", "phone"})


def lost_a_case(export: Export, *, since: datetime) -> bool:
    """A case of the list was erased while the file was made: what was read before must not be kept.

    Putting a case on record as read waits for an erasure under way (its row is locked), so none slips through.
    """
    locked = Export.objects.select_for_update(of=("self",)).get(pk=export.pk)
    read = CaseReading.objects.filter(door=f"{DOOR}:{export.pk}", case__erased_at__gte=since)
    return locked.state == Export.State.ERASED or read.exists()


def end(export: Export, state: str) -> None:
    """What was searched for may be a person's name, so it is not kept once the list has been made."""
    export.state = state
    if state != Export.State.RUNNING:
        export.params = {name: value for name, value in export.params.items() if name not in TYPED}
    if state == Export.State.READY:
        export.ready_at = timezone.now()
    export.save(update_fields=["state", "ready_at", "rows", "hubs", "file", "params"])
