"""The service under fire: a durable PostgreSQL of its own, web, worker and a mail server, on the loopback."""

from __future__ import annotations

import asyncio
import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import environ
import psutil
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, connections, transaction

from cms.core.models import NumberSeries
from cms.jobs import outbox
from cms.jobs.models import Heartbeat, OutboxItem
from tests import databases
from tests.postgres import Cluster
from tests.programs import Program, free_port, kill, talks_to, until
from tests.smtp import Sink

PROMISED_SECONDS = 120
PATIENCE = 30


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
    """One mode more: ``stall`` keeps the client waiting for the answer to its mail."""

    def __init__(self) -> None:
        super().__init__()
        self.refused = 0

    async def handle_RCPT(  # noqa: N802, PLR0913  the name and arguments that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = await super().handle_RCPT(server, session, envelope, address, options)
        self.refused += not answer.startswith("250")
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> Any:  # noqa: N802
        while self.mode == "stall":
            await asyncio.sleep(0.05)
        return await super().handle_DATA(server, session, envelope)


class Service:
    """Web and worker as an operator starts them, and the faults that strike them."""

    def __init__(self, cluster: Cluster, folder: Path) -> None:
        self.cluster = cluster
        self.sink = SlowSink()
        self.sink.controller.start()
        self.port = free_port()
        environment = {
            "DATABASE_URL": databases.url(databases.current()),
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.sink.port}",
            "SECRET_KEY": settings.SECRET_KEY,
            "VAR_DIR": str(folder),
        }
        web = ["-m", "gunicorn", "cms.config.wsgi:application", "--bind", f"127.0.0.1:{self.port}", "--workers", "2"]
        web += ["--worker-class", "gthread", "--threads", "4", "--no-control-socket", "--log-level", "warning"]
        self.web = Program(web, log=folder / "web.log", environment=environment)
        self.worker = Program(["manage.py", "worker"], log=folder / "worker.log", environment=environment)

    def wait_until_ready(self) -> None:
        assert until(self.answers, PROMISED_SECONDS), self.logs()
        assert until(Heartbeat.objects.exists, PROMISED_SECONDS), self.logs()

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

    def works_again(self, after: str) -> bool:
        """A worker takes what is due now: an item of a kind that nobody handles is put aside, for all to see."""
        with transaction.atomic():
            outbox.put(kind="none", key=f"probe:{after}", payload={})
        item = OutboxItem.objects.filter(key=f"probe:{after}", state=OutboxItem.State.PARKED)
        return until(item.exists, PROMISED_SECONDS)

    def refuse_mail(self) -> None:
        """The mail server answers 421 until it has refused one mail, then is well again."""
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
            kill(found[:1])
        assert caught, self.logs()

    def kill_web_anywhere(self) -> None:
        """``kill -9`` of a web worker that has a browser's connection in hand, wherever it stands."""
        found: list[psutil.Process] = []

        def answering() -> bool:
            found.extend(one for one in self.web.family() if _serves(one, self.port))
            return bool(found)

        assert until(answering, PATIENCE, pause=0.01), self.logs()
        kill(found[:1])

    def crash_database(self) -> None:
        """``pg_ctl restart -m immediate``."""
        self.cluster.crash()
        connections.close_all()

    def kill_idle_workers(self) -> None:
        """``kill -9`` of every job process that has no mail in hand; one of them held the queue."""
        _cluster, _guard, *rest = self.worker.family()
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
            kill(found[:1])
        finally:
            self.sink.mode = "ok"


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
