"""Work that a change owes, written with the change: both are committed, or neither is.

The doorbell (a django-q2 row) is written in the same transaction too, at most one per transaction;
losing it costs time only, because the sweeper and the supervisor look for rows themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat, Now
from django.utils import timezone
from django_q.tasks import async_task

from cms.jobs.models import Hold, OutboxItem

State = OutboxItem.State
BELL = "cms.jobs.worker.run_due"
# The column holds 160: a cancelled row keeps its key with its number behind it.
LONGEST_KEY = 140


def put(*, kind: str, key: str, payload: dict[str, Any], due_at: datetime | None = None, urgent: bool = True) -> int:
    """The id of the item of ``key``, due at ``due_at`` (now by the database's clock); rings on commit.

    The same key again gives the existing row unchanged, whoever wrote it first, unless that one was
    cancelled: then this is a new one. One statement. RuntimeError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an outbox item is written in the transaction of the change that owes it")
    if len(key) > LONGEST_KEY:
        raise ValueError(f"an outbox key has at most {LONGEST_KEY} characters")
    item = OutboxItem(key=key, kind=kind, payload=payload, urgent=urgent, due_at=due_at or Now())
    # Writing the key over itself changes nothing and makes the database tell the id of the row that was there.
    OutboxItem.objects.bulk_create([item], update_conflicts=True, unique_fields=["key"], update_fields=["key"])
    if due_at is None or due_at <= timezone.now():
        ring()
    return item.pk


def cancel(*, key_prefix: str) -> int:
    """No waiting item whose key begins so will run, and the key is free again; work under way is not stopped."""
    if not key_prefix:
        raise ValueError("cancelling everything is not meant")
    waiting = OutboxItem.objects.filter(key__startswith=key_prefix, state__in=[State.DUE, State.PARKED])
    freed = Concat(F("key"), Value("~"), Cast("pk", CharField()))
    return waiting.update(state=State.CANCELLED, done_at=Now(), key=freed)


def retry(items: Iterable[int] | None = None) -> int:
    """Parked items (those ids, or all) are due now with all their attempts; returns how many."""
    with transaction.atomic():
        parked: QuerySet[OutboxItem] = OutboxItem.objects.filter(state=State.PARKED)
        if items is not None:
            parked = parked.filter(pk__in=list(items))
        count = parked.update(state=State.DUE, attempts=0, due_at=Now(), claim="", last_error="", outage_since=None)
        if count:
            ring()
    return count


def hold(reason: str) -> Hold:
    """From now on nothing is claimed, until ``release``."""
    return Hold.objects.create(reason=reason[:200])


def release() -> int:
    """Every hold ends and the bell rings; returns how many holds there were."""
    with transaction.atomic():
        count = Hold.objects.filter(released_at=None).update(released_at=Now())
        ring()
    return count


def ring() -> None:
    """One bell per transaction; a rollback (to a savepoint, too) takes it back.

    The mark on the connection's commit hooks lives and dies with the row: Django drops the hooks
    of a savepoint that is rolled back.
    """
    hooks = transaction.get_connection().run_on_commit
    if any(entry[1] is _rung for entry in hooks):
        return
    async_task(BELL, ack_failure=True)
    transaction.on_commit(_rung)


def _rung() -> None:
    """Marks that this transaction has written its bell."""
