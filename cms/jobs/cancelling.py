"""Waiting work that has lost its subject: chosen by what it says, where ``outbox.cancel`` chooses by its key."""

from __future__ import annotations

from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, Concat, Now

from cms.jobs.models import OutboxItem

State = OutboxItem.State


def cancel_where(condition: Q) -> int:
    """No waiting item that fits ``condition`` will run, and its key is free again; work under way is not stopped."""
    waiting = OutboxItem.objects.filter(condition, state__in=[State.DUE, State.PARKED])
    freed = Concat(F("key"), Value("~"), Cast("pk", CharField()))
    return waiting.update(state=State.CANCELLED, done_at=Now(), key=freed)
