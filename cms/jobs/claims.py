"""One worker per item: the claim is a single statement that takes and marks the row.

PostgreSQL passes over rows that others hold (``SKIP LOCKED``); SQLite has one writer at a time, so
a conditional UPDATE is enough there. A claim is a lease: who does not finish or renew it in time
loses it, and may not write the item's end any more. All times are the database's.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from cms.core.clock import database_now
from cms.jobs.models import OutboxItem

State = OutboxItem.State
MOST_ATTEMPTS = 5
SHORTEST_OUTAGE, LONGEST_OUTAGE_PAUSE = timedelta(minutes=1), timedelta(minutes=15)

FREE: dict[str, Any] = {"claimed_until": None, "outage_since": None}

_PICK = """
    SELECT id FROM jobs_outboxitem
    WHERE state = 'due' AND urgent = %(urgent)s AND due_at <= %(now)s
      AND NOT EXISTS (SELECT 1 FROM jobs_hold WHERE released_at IS NULL)
    ORDER BY due_at, id LIMIT %(count)s
"""
_MARK = """
    SET state = 'claimed', claim = %(token)s, claimed_until = %(until)s, attempts = attempts + 1
"""
# MATERIALIZED: the picking must run once, or the planner may lock more rows than the limit.
_CLAIM = {
    "postgresql": f"WITH picked AS MATERIALIZED ({_PICK} FOR UPDATE SKIP LOCKED) "  # noqa: S608
    f"UPDATE jobs_outboxitem {_MARK} WHERE id IN (SELECT id FROM picked) RETURNING id",
    "sqlite": f"UPDATE jobs_outboxitem {_MARK} WHERE state = 'due' AND id IN ({_PICK}) RETURNING id",  # noqa: S608
}


def lease_end(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.JOBS_LEASE_SECONDS)


def claim(count: int = 1) -> list[OutboxItem]:
    """At most ``count`` due items that are now ours alone; urgent ones before bulk.

    An attempt is counted here, before the work, so that work which kills its worker is parked too.
    """
    now = database_now()
    token = uuid.uuid4().hex
    for urgent in (True, False):
        values: dict[str, Any] = {"urgent": urgent, "count": count, "token": token}
        values |= {"now": _adapted(now), "until": _adapted(lease_end(now))}
        with connection.cursor() as cursor:
            cursor.execute(_CLAIM[connection.vendor], values)
            ids = [row[0] for row in cursor.fetchall()]
        if ids:
            return list(OutboxItem.objects.filter(pk__in=ids).order_by("due_at", "id"))
    return []


def _adapted(moment: datetime) -> object:
    return connection.ops.adapt_datetimefield_value(moment)


def renew(item: OutboxItem) -> bool:
    """The lease runs anew; False when it was lost meanwhile."""
    until = lease_end(database_now())
    return bool(_held(item).update(claimed_until=until))


def finish(item: OutboxItem) -> bool:
    """The item is done; False when the claim was lost (then somebody else ends it)."""
    return bool(_held(item).update(state=State.DONE, done_at=Now(), last_error="", **FREE))


def postpone(item: OutboxItem, error: str) -> bool:
    """The item is due again after the back-off of its attempt."""
    minutes = settings.JOBS_BACKOFF_MINUTES
    wait = timedelta(minutes=minutes[min(item.attempts, len(minutes)) - 1])
    return bool(
        _held(item).update(state=State.DUE, claim="", due_at=database_now() + wait, last_error=error[:500], **FREE)
    )


def wait_out(item: OutboxItem, error: str) -> bool:
    """The way out is shut: the attempt is given back, and the item is due again after as long as the outage has lasted.

    At least a minute, at most a quarter of an hour.
    """
    now = database_now()
    since = item.outage_since or now
    pause = min(max(now - since, SHORTEST_OUTAGE), LONGEST_OUTAGE_PAUSE)
    return bool(
        _held(item).update(
            state=State.DUE, claim="", claimed_until=None, due_at=now + pause, last_error=error[:500],
            outage_since=since, attempts=F("attempts") - 1,
        )
    )  # fmt: skip


def outage_is_over_limit(item: OutboxItem) -> bool:
    """The item has waited for its way out for longer than ``JOBS_OUTAGE_HOURS``."""
    limit = timedelta(hours=settings.JOBS_OUTAGE_HOURS)
    return item.outage_since is not None and database_now() - item.outage_since > limit


def park(item: OutboxItem, error: str) -> bool:
    """The item waits for a person; ``error`` says why, without personal data."""
    return bool(_held(item).update(state=State.PARKED, claim="", last_error=error[:500], **FREE))


def reclaim() -> list[OutboxItem]:
    """Items whose worker vanished are due at once; returns those that must be parked instead."""
    late = OutboxItem.objects.filter(state=State.CLAIMED, claimed_until__lt=database_now())
    told = _("the worker ended in the middle of the work")
    late.filter(attempts__lt=MOST_ATTEMPTS).update(
        state=State.DUE, claim="", claimed_until=None, due_at=F("claimed_until"), last_error=told
    )
    return list(late.filter(attempts__gte=MOST_ATTEMPTS)[:50])


def _held(item: OutboxItem) -> QuerySet[OutboxItem]:
    """The row of ``item``, if the claim on it is still ours."""
    return OutboxItem.objects.filter(pk=item.pk, claim=item.claim, state=State.CLAIMED)
