"""Telling that something happened: one item of the outbox, in the transaction of the change, or none.

The worker finds the receivers and sends (fanning.py, delivering.py). A change that is undone has not happened.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from cms.jobs import outbox
from cms.webhooks.events import TYPES, moment
from cms.webhooks.wanting import wanted, wanted_anywhere

KIND = "webhook_event"


def emit(event: str, *, hub: int | None, event_number: uuid.UUID | None = None, **facts: Any) -> bool:
    """``event`` of the hub has happened now; False when no receiver wants it, then nothing was written.

    ``facts`` are those of the event's type in events.py; NotPublic for anything else. The same ``event_number`` again
    is the same event and changes nothing. RuntimeError outside a transaction. One statement when somebody wants it,
    else none.
    """
    kind = TYPES[event]
    told = kind.checked(facts)
    if not (wanted_anywhere(event) if kind.concerns_all else wanted(event, hub)):
        return False
    number = event_number or uuid.uuid4()
    payload = {"id": number.hex, "event": event, "hub": hub, "at": moment(timezone.now()), "facts": told}
    # Every process has seen the change by then; who fetches at once would get, and keep, what was before.
    later = timedelta(seconds=settings.PAGE_CACHE_CHECK_SECONDS + 1) if kind.concerns_all else None
    due_at = timezone.now() + later if later else None
    outbox.put(kind=KIND, key=f"{KIND}:{number.hex}", payload=payload, due_at=due_at, urgent=False)
    return True
