"""Waiting work that has lost its subject: chosen by what it says, not by its key."""

from __future__ import annotations

from django.db.models import Q
from django.db.models.functions import Now

from cms.jobs.models import OutboxItem

State = OutboxItem.State


def cancel_where(condition: Q) -> int:
    """No waiting item that fits ``condition`` will run; work already under way is not stopped."""
    waiting = OutboxItem.objects.filter(condition, state__in=[State.DUE, State.PARKED])
    return waiting.update(state=State.CANCELLED, done_at=Now())
