"""Doing what is due: claim one item, run its handler outside any lock, write how it ended.

One item at a time, so that a handler which kills its worker costs no other item an attempt. While
a handler runs, a thread renews its lease; a worker that is stopped loses the lease, as it must.
"""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.utils.translation import gettext as _

from cms.jobs import claims, outbox, pulse
from cms.jobs.models import OutboxItem
from cms.jobs.registry import Later, Park, Unreachable, handler_of

logger = logging.getLogger(__name__)

BUDGET_SECONDS = 30
LONGEST_WORK_SECONDS = 240


def run_due(limit: int = 50) -> int:
    """Everything due is done, at most ``limit`` items and about half a minute; returns how many ran.

    Rings again when something is left. Also frees the items of workers that vanished.
    """
    for lost in claims.reclaim():
        _put_aside(lost, _("the worker ended in the middle of the work, five times"))
    began = time.monotonic()
    count = 0
    while count < limit and time.monotonic() - began < BUDGET_SECONDS:
        items = claims.claim()
        if not items:
            return count
        for item in items:
            run(item)
            count += 1
    with transaction.atomic():
        outbox.ring()
    return count


def run(item: OutboxItem) -> None:
    """The claimed ``item`` has run and its end is written: done, due later, or parked."""
    try:
        with _lease_kept(item):
            handler_of(item.kind).work(item.payload)
    except Park as error:
        _put_aside(item, str(error))
    except Unreachable as error:
        _wait_out(item, error)
    except Exception as error:  # noqa: BLE001  a handler may fail in any way; the item must survive it
        _fail(item, error)
    else:
        claims.finish(item)


def _fail(item: OutboxItem, error: Exception) -> None:
    told = describe(error)
    logger.error("outbox item %s (%s) attempt %s: %s\n%s", item.pk, item.kind, item.attempts, told, _places(error))
    if item.attempts >= claims.MOST_ATTEMPTS:
        _put_aside(item, told)
    else:
        claims.postpone(item, told)


def _wait_out(item: OutboxItem, error: Unreachable) -> None:
    if claims.outage_is_over_limit(item):
        _put_aside(item, str(error))
        return
    claims.wait_out(item, str(error))
    logger.warning("outbox item %s (%s) waits for its way out: %s", item.pk, item.kind, error)


def _put_aside(item: OutboxItem, error: str) -> None:
    """Parked, and the kind's ``parked`` hook has run; a hook that fails is told beside the item and stops nothing."""
    try:
        with transaction.atomic():
            if not claims.park(item, error):
                return
            _parked_hook(item)
    except Exception as failure:  # noqa: BLE001  a hook may fail in any way; other items must not wait for it
        told = describe(failure)
        logger.error("outbox item %s (%s): its hook failed: %s\n%s", item.pk, item.kind, told, _places(failure))
        if not claims.park(item, f"{error} / {told}"):
            return
    logger.error("outbox item %s (%s) is parked: %s", item.pk, item.kind, error)


def _parked_hook(item: OutboxItem) -> None:
    try:
        hook = handler_of(item.kind).parked
    except Park:
        return
    if hook:
        hook(item.payload)


def describe(error: Exception) -> str:
    """Class and place of ``error``; its text only where the text is ours, for texts carry names."""
    if isinstance(error, Park | Later):
        return str(error)
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return _("error in the program: %(error)s (%(place)s)") % {"error": type(error).__name__, "place": place}


def _places(error: Exception) -> str:
    """The way of ``error`` through the code, without its text and without any value."""
    return "".join(traceback.format_tb(error.__traceback__))


@contextmanager
def _lease_kept(item: OutboxItem) -> Iterator[None]:
    over = threading.Event()
    keeper = threading.Thread(target=_keep_lease, args=(item, over), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()


def _keep_lease(item: OutboxItem, over: threading.Event) -> None:
    """Renews every third of the lease, for as long as any work may take; then lets it lapse."""
    pause = settings.JOBS_LEASE_SECONDS / 3
    for _round in range(int(LONGEST_WORK_SECONDS / pause)):
        if over.wait(pause):
            return
        try:
            if not claims.renew(item):
                return
            pulse.busy()
        except DatabaseError:
            logger.warning("the lease of outbox item %s could not be renewed", item.pk)
        finally:
            connection.close()
