"""What the outbox finds here: long exports; and what happens to exports when a case is erased."""

from __future__ import annotations

from typing import Any

from cms.admin import erasing
from cms.admin.exporting import make
from cms.admin.models import Export
from cms.jobs import schedules
from cms.jobs.registry import handler

__all__ = ["erasing"]


def give_up(payload: dict[str, Any]) -> None:
    """The owner sees that the export failed; an operator may let it run again."""
    Export.objects.filter(pk=payload["export"]).exclude(state=Export.State.READY).update(state=Export.State.FAILED)


@handler("export", parked=give_up)
def export(payload: dict[str, Any]) -> None:
    order = Export.objects.select_related("owner").get(pk=payload["export"])
    if order.state == Export.State.FAILED:
        order.state = Export.State.WAITING
    make(order)


schedules.every(60 * 24, "cms.admin.exporting.prune", "prune exports")
