"""The service under fire: a durable PostgreSQL of its own, web, worker and a mail server, on the loopback."""

from __future__ import annotations

import asyncio
import http.client
import math
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import environ
import psutil
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import Error, connection, connections, transaction

from cms.core.models import NumberSeries
from cms.jobs import outbox
from cms.jobs.models import Heartbeat, OutboxItem
from tests import databases
from tests.postgres import Cluster
from tests.programs import Program, free_port, kill, talks_to, until
from tests.smtp import ANSWERS, Sink

PROMISED_SECONDS = 120
PATIENCE = 30
# Cluster, guard, two workers, pusher and monitor.
WORKER_PROCESSES = 6
# A refused mail is tried again soon, so that the test need not wait; lease and watchdog are as shipped.
BACKOFF_MINUTES = "0.2,0.2,0.5,1"


@contextmanager
def own_server() -> Iterator[Cluster]:
    """Inside, every connection of this process goes to a migrated database of a server of its own."""
    before = settings.DATABASES["default"]
    with Cluster(durable=True) as cluster:
        server = {**before, **environ.Env.db_url_config(cluster.url())}
        try:
            # The migrations alone need not wait for the disk; everything afterwards does.
            _point({**server, "OPTIONS": {"options": "-c synchronous_commit=off"}})
            name = databases.make_copy("faults")
            _point({**server, "NAME": name, "OPTIONS": {"options": "-c lock_timeout=5000"}})
            call_command("createcachetable", "kizuna_cache")
            yield cluster
        finally:
            _point(before)


def _point(to: dict[str, Any]) -> None:
    connections.close_all()
    settings.DATABASES["default"] = connections.settings["default"] = to
    connections["default"] = connections.create_connection("default")
    ContentType.objects.clear_cache()


class SlowSink(Sink):
    """One mode more: ``stall`` keeps the client waiting for its answer. ``unknown`` addresses get 550, for good.

    ``stall_at`` is the number of the mail whose sender waits until it is 0; ``stalled`` says that it does.
    """

    def __init__(self) -> None:
        super().__init__()
        self.stall_at = 0
        self.stalled = False
        self.refused = 0
        self.unknown: set[str] = set()

    async def handle_RCPT(  # noqa: N802, PLR0913  the name and arguments that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.unknown:
            return ANSWERS["550"]
        answer = await super().handle_RCPT(server, session, envelope, address, options)
        self.refused += not answer.startswith("250")
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> Any:  # noqa: N802
        while self.mode == "stall" or self.stall_at == len(self.mails) + 1:
            self.stalled = True
            await asyncio.sleep(0.05)
        return await super().handle_DATA(server, session, envelope)


class Service:
    """Web and worker as an operator starts them (``more`` environment), and the faults that strike them."""

    def __init__(self, cluster: Cluster, folder: Path, **more: str) -> None:
        self.cluster = cluster
        self.sink = SlowSink()
        self.sink.controller.start()
        self.port = free_port()
        environment = {
            "DATABASE_URL": databases.url(databases.current()),
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "JOBS_BACKOFF_MINUTES": BACKOFF_MINUTES,
            "EMAIL_URL": f"smtp://127.0.0.1:{self.sink.port}",
            "SECRET_KEY": settings.SECRET_KEY,
            "VAR_DIR": str(folder),
            **more,
        }
        web = ["-m", "gunicorn", "cms.config.wsgi:application", "--bind", f"127.0.0.1:{self.port}", "--workers", "2"]
        web += ["--worker-class", "gthread", "--threads", "4", "--no-control-socket", "--log-level", "warning"]
        self.web = Program(web, log=folder / "web.log", environment=environment)
        self.worker = Program(["manage.py", "worker"], log=folder / "worker.log", environment=environment)
        self.watchers = ThreadPoolExecutor(2)
        self.recoveries: dict[str, list[Future[float]]] = {}
        self.whole = (0, 0)

    def wait_until_ready(self) -> None:
        assert until(self.answers, PROMISED_SECONDS), self.logs()
        assert until(Heartbeat.objects.exists, PROMISED_SECONDS), self.logs()
        assert until(lambda: len(self.worker.family()) >= WORKER_PROCESSES, PROMISED_SECONDS), self.logs()
        self.whole = (len(self.web.family()), WORKER_PROCESSES)

    def answers(self) -> bool:
        """/healthz says that the web is ready."""
        there = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            there.request("GET", "/healthz")
            return there.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            there.close()

    def logs(self) -> str:
        return f"{self.web.log.read_text()[-4000:]}\n{self.worker.log.read_text()[-4000:]}"

    def close(self) -> None:
        self.web.end()
        self.worker.end()
        self.sink.close()
        self.watchers.shutdown()

    @contextmanager
    def blow(self, fault: str) -> Iterator[None]:
        """The clock runs from here; after the block two threads look when web and worker are whole again."""
        began = time.monotonic()
        yield
        looks = [self._web_is_whole, partial(self._worker_is_whole, fault)]
        self.recoveries[fault] = [self.watchers.submit(_clocked, began, whole) for whole in looks]

    def recovered(self, fault: str) -> list[float]:
        """Seconds from the blow until web and worker were whole; infinite beyond what is promised."""
        return [look.result(PROMISED_SECONDS + PATIENCE) for look in self.recoveries[fault]]

    def _web_is_whole(self) -> bool:
        """It answers, and no process is missing."""
        return len(self.web.family()) >= self.whole[0] and self.answers()

    def _worker_is_whole(self, fault: str) -> bool:
        """No process is missing, and one takes what is due: work that nobody handles is put aside, for all to see."""
        with transaction.atomic():
            outbox.put(kind="none", key=f"probe:{fault}", payload={})
        taken = OutboxItem.objects.filter(key=f"probe:{fault}", state=OutboxItem.State.PARKED).exists()
        return taken and len(self.worker.family()) >= self.whole[1]

    def refuse_mail(self) -> None:
        """The mail server answers 421 until it has refused one mail, then is well again."""
        with self.blow("refuse_mail"):
            self.sink.mode = "421"
        try:
            assert until(lambda: self.sink.refused > 0, PROMISED_SECONDS), self.logs()
        finally:
            self.sink.mode = "ok"

    def kill_web_in_the_middle(self) -> None:
        """``kill -9`` of the web worker that is just writing a case: it waits for the row of the number."""
        with transaction.atomic():
            assert list(NumberSeries.objects.select_for_update().filter(key__startswith="case:"))
            found: list[psutil.Process] = []

            def waiting() -> bool:
                ports = _ports_that_wait()
                found.extend(one for one in self.web.family() if _speaks_from(one, ports))
                return bool(found)

            caught = until(waiting, PATIENCE, pause=0.05)
            with self.blow("kill_web_in_the_middle"):
                kill(found[:1])
        assert caught, self.logs()

    def kill_web_anywhere(self) -> None:
        """``kill -9`` of a web worker that has a browser's connection in hand, wherever it stands."""
        found: list[psutil.Process] = []

        def answering() -> bool:
            found.extend(one for one in self.web.family() if _serves(one, self.port))
            return bool(found)

        assert until(answering, PATIENCE, pause=0.01), self.logs()
        with self.blow("kill_web_anywhere"):
            kill(found[:1])

    def crash_database(self) -> None:
        """``pg_ctl restart -m immediate``."""
        with self.blow("crash_database"):
            self.cluster.crash()
        connections.close_all()

    def kill_idle_workers(self) -> None:
        """``kill -9`` of every job process that has no mail in hand; one of them held the queue."""
        _cluster, _guard, *rest = self.worker.family()
        with self.blow("kill_idle_workers"):
            kill([process for process in rest if not talks_to(process, self.sink.port)])

    def kill_busy_worker(self) -> None:
        """``kill -9`` of a job worker that waits for the mail server's yes."""
        self.sink.mode = "stall"
        found: list[psutil.Process] = []

        def sending() -> bool:
            found.extend(one for one in self.worker.family() if talks_to(one, self.sink.port))
            return bool(found)

        try:
            assert until(sending, PROMISED_SECONDS), self.logs()
            with self.blow("kill_busy_worker"):
                kill(found[:1])
        finally:
            self.sink.mode = "ok"


def _clocked(began: float, whole: Callable[[], bool]) -> float:
    """Seconds since ``began`` when ``whole`` was first true; a database that is away is not."""
    tick = threading.Event()
    try:
        while time.monotonic() - began < PROMISED_SECONDS:
            if _without_error(whole):
                return time.monotonic() - began
            tick.wait(0.5)
        return math.inf
    finally:
        connections.close_all()


def _without_error(whole: Callable[[], bool]) -> bool:
    try:
        return whole()
    except Error:
        connections.close_all()
        return False


def _ports_that_wait() -> set[int]:
    """Client ports of the connections whose statement waits for another's lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT client_port FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        return {row[0] for row in cursor.fetchall()}


def _speaks_from(process: psutil.Process, ports: set[int]) -> bool:
    try:
        return any(one.laddr.port in ports for one in process.net_connections("tcp"))
    except psutil.NoSuchProcess:
        return False


def _serves(process: psutil.Process, port: int) -> bool:
    try:
        found = process.net_connections("tcp")
    except psutil.NoSuchProcess:
        return False
    return any(one.laddr.port == port and one.status == psutil.CONN_ESTABLISHED for one in found)
