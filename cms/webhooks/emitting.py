"""Telling that something happened: one item of the outbox, in the transaction of the change, or none.

The worker finds the receivers and sends (fanning.py, delivering.py). A change that is undone has not happened.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone

from cms.jobs import outbox
from cms.webhooks.events import TYPES, moment
from cms.webhooks.wanting import wanted

KIND = "webhook_event"


def emit(event: str, *, hub: int | None, **facts: Any) -> bool:
    """``event`` of the hub has happened now; False when no receiver wants it, then nothing was written.

    ``facts`` are those of the event's type in events.py; NotPublic for anything else. RuntimeError outside a
    transaction. One statement when somebody wants it, else none.
    """
    told = TYPES[event].checked(facts)
    if not wanted(event, hub):
        return False
    number = uuid.uuid4()
    payload = {"id": number.hex, "event": event, "hub": hub, "at": moment(timezone.now()), "facts": told}
    outbox.put(kind=KIND, key=f"{KIND}:{number.hex}", payload=payload, urgent=False)
    return True
