"""Keeps one cluster of job workers alive: starts it, listens for its pulse, and starts it anew.

django-q2 survives a worker that is killed at work, but hangs for ever when one is killed while it
waits, and looks alive meanwhile. So the pulse has to come round the whole cluster; when it stays
away the whole process group is killed and started again. The work itself is safe in the outbox.
"""

from __future__ import annotations

import gc
import logging
import os
import secrets
import signal
import time
from datetime import datetime, timedelta
from multiprocessing.context import ForkProcess
from types import FrameType

from django.conf import settings
from django.db import close_old_connections, connections, transaction
from django.db.utils import DatabaseError, InterfaceError
from django.utils import timezone
from django_q.models import OrmQ
from django_q.tasks import async_task

from cms.core.clock import database_now
from cms.jobs import cluster, outbox, pulse, schedules
from cms.jobs.models import OutboxItem
from cms.jobs.status import overdue

logger = logging.getLogger(__name__)

BEAT_SECONDS = 10
ANXIOUS_BEAT_SECONDS = 2
START_SECONDS = 90
CIRCLE_SECONDS = 420
UNANSWERED_SECONDS = 15
ROUND_SECONDS = 1.0
PATIENCE_SECONDS = 5.0
BEATS_KEPT = 20


class Supervisor:
    """``run()`` returns when a signal asks for it; no process of the cluster is left then."""

    def __init__(self) -> None:
        self.cluster: ForkProcess | None = None
        self.name = ""
        self.started_at: datetime | None = None
        self.rung_at = 0.0
        self.looked_at = 0.0
        self.stopping = False
        self.stillborn = 0

    def run(self) -> None:
        for wish in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(wish, self._stop)
        try:
            while not self.stopping:
                try:
                    close_old_connections()
                    self.round()
                except (DatabaseError, InterfaceError) as error:
                    # The database is away: nothing can be judged, so nobody is killed for it.
                    logger.warning("the database does not answer (%s)", type(error).__name__)
                    self.started_at = None
                time.sleep(ROUND_SECONDS)
        finally:
            self.end_cluster()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def round(self) -> None:
        """One look: the cluster runs, was rung, and is known to be alive or has been replaced."""
        if self.cluster is None or not self.cluster.is_alive():
            self.start_cluster()
        now = database_now()
        self.started_at = self.started_at or now
        silence = now - max(filter(None, [pulse.last(self.name), self.started_at]))
        self._beat(anxious=silence > timedelta(seconds=UNANSWERED_SECONDS))
        self._ring_for_the_forgotten()
        if self._is_dead(now, silence):
            logger.error("no pulse of cluster %s for %s; it is started anew", self.name, silence)
            self.end_cluster(patience=0)

    def _is_dead(self, now: datetime, silence: timedelta) -> bool:
        assert self.started_at
        age = now - self.started_at
        lives = pulse.last(self.name) is not None
        # A machine too slow for one start is given more time for the next, or it would never start.
        allowed = settings.JOBS_WATCHDOG_SECONDS if lives else START_SECONDS * 2 ** min(self.stillborn, 3)
        if silence > timedelta(seconds=allowed):
            self.stillborn = 0 if lives else self.stillborn + 1
            return True
        circle = pulse.last(self.name, "circle")
        return age > timedelta(seconds=CIRCLE_SECONDS) and (
            circle is None or now - circle > timedelta(seconds=CIRCLE_SECONDS)
        )

    def start_cluster(self) -> None:
        """A fresh cluster in its own process group, with the schedules that the code declares.

        Forked, not started anew: what this process has loaded is shared by all processes of the cluster.
        """
        self.end_cluster(patience=0)
        schedules.ensure()
        self.name = secrets.token_hex(6)
        self.started_at = None
        connections.close_all()
        gc.collect()
        gc.freeze()
        self.cluster = ForkProcess(target=cluster.live, args=(self.name, os.getpid()), name="cluster")
        self.cluster.start()
        cluster.lead_own_group(self.cluster.pid)
        with transaction.atomic():
            outbox.ring()

    def end_cluster(self, patience: float = PATIENCE_SECONDS) -> None:
        """No process of the cluster's group is left; first asked, then killed."""
        if self.cluster is None:
            return
        if patience and self.cluster.is_alive():
            self.cluster.terminate()
            self.cluster.join(patience)
            if self.cluster.is_alive():
                logger.warning("the cluster is slow to end; its work goes on after the next start")
        assert self.cluster.pid
        try:
            os.killpg(self.cluster.pid, signal.SIGKILL)
        except ProcessLookupError:
            logger.debug("nothing of cluster %s was left", self.name)
        self.cluster.join()
        self.cluster = None

    def _beat(self, *, anxious: bool) -> None:
        """A beat every ten seconds; more often while none comes back, other clusters may take ours.

        A cluster that takes no bells must not drown in them when it comes back. Bells that a dead
        cluster has taken with it do not count, or the next one would never be rung.
        """
        if time.monotonic() - self.rung_at < (ANXIOUS_BEAT_SECONDS if anxious else BEAT_SECONDS):
            return
        self.rung_at = time.monotonic()
        if OrmQ.objects.filter(lock__lte=timezone.now()).count() < BEATS_KEPT:
            async_task(pulse.BEAT, ack_failure=True)

    def _ring_for_the_forgotten(self) -> None:
        """Due work that nobody took for a while (a lost bell, a lease that lapsed) rings again."""
        if time.monotonic() - self.looked_at < UNANSWERED_SECONDS:
            return
        self.looked_at = time.monotonic()
        if overdue(OutboxItem.objects.all(), timedelta(seconds=UNANSWERED_SECONDS)).exists():
            with transaction.atomic():
                outbox.ring()
