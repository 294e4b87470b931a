"""Which events anybody wants: asked of the database once in WEBHOOK_CHECK_SECONDS by each process, mostly not at all.

A process that has just changed a receiver asks anew; the others hear of it after those seconds at the latest.
"""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from cms.webhooks.models import Endpoint

# (database, clock of the reading, pairs of event and hub; hub None: of every hub)
_last: tuple[str, float, frozenset[tuple[str, int | None]]] = ("", float("-inf"), frozenset())


def wanted(event: str, hub: int | None) -> bool:
    """Some active receiver has chosen ``event`` of this hub."""
    known = _known()
    return (event, None) in known or (hub is not None and (event, hub) in known)


def wanted_anywhere(event: str) -> bool:
    """Some active receiver has chosen ``event``, of whatever hub."""
    return any(name == event for name, _hub in _known())


def _known() -> frozenset[tuple[str, int | None]]:
    global _last  # noqa: PLW0603  one per process, replaced whole
    name, now = str(connection.settings_dict["NAME"]), time.monotonic()
    if _last[0] != name or now - _last[1] >= settings.WEBHOOK_CHECK_SECONDS:
        _last = (name, now, _read())
    return _last[2]


def _read() -> frozenset[tuple[str, int | None]]:
    rows = Endpoint.objects.filter(off=Endpoint.Off.NO).order_by().values_list("events", "hub_id")
    return frozenset((event, hub) for events, hub in rows for event in events)


@receiver([post_save, post_delete], sender=Endpoint, dispatch_uid="webhooks.wanting")
def forget(**_kwargs: Any) -> None:
    """The next question is asked of the database."""
    global _last  # noqa: PLW0603
    _last = ("", float("-inf"), frozenset())
