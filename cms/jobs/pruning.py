"""What the queue need not remember: done items, old bells, old signs of life."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django_q.models import OrmQ, Task

from cms.core.clock import database_now
from cms.jobs.models import Heartbeat, OutboxItem

State = OutboxItem.State
BELL_DAYS = 1


def prune() -> int:
    """Done and cancelled items older than ``JOBS_KEEP_DAYS`` are gone; returns how many.

    Parked items stay: they are a debt. Bells that nobody answered for a day go, the work does not.
    """
    now = database_now()
    old = now - timedelta(days=settings.JOBS_KEEP_DAYS)
    ended = OutboxItem.objects.filter(state__in=[State.DONE, State.CANCELLED], done_at__lt=old)
    count, _each = ended.delete()
    Task.objects.filter(stopped__lt=old).delete()
    OrmQ.objects.filter(lock__lt=now - timedelta(days=BELL_DAYS)).delete()
    Heartbeat.objects.filter(at__lt=now - timedelta(days=BELL_DAYS)).delete()
    prune_cache()
    return count


def prune_cache() -> int:
    """What has expired in the cache table is gone, what lives is not touched; returns how many rows went."""
    cache = settings.CACHES["default"]
    if not cache["BACKEND"].endswith("DatabaseCache"):
        return 0
    table = connection.ops.quote_name(cache["LOCATION"])
    now = connection.ops.adapt_datetimefield_value(timezone.now())  # the clock that wrote the rows
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [now])  # noqa: S608  the name is ours
        return cursor.rowcount
