"""The worker command as a real program: whatever of it is killed, work goes on without a person."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from django.db import transaction

from cms.jobs import outbox
from cms.jobs.models import Heartbeat, OutboxItem
from tests.database_fixture import OwnDatabase
from tests.databases import ROOT

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900)]
PROMISED_SECONDS = 120
QUICKLY_SECONDS = 20
State = OutboxItem.State


def _until(true: Callable[[], bool], seconds: float) -> bool:
    """Looks every quarter second; False when ``seconds`` have passed."""
    tick = threading.Event()
    for _look in range(int(seconds * 4)):
        if true():
            return True
        tick.wait(0.25)
    return true()


class Program:
    """``manage.py worker`` and every process that descends from it."""

    def __init__(self, url: str, folder: Path) -> None:
        self.log = folder / "worker.log"
        environment = {
            **os.environ,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "cms.config.settings.dev",
            "VAR_DIR": str(folder),
        }
        with self.log.open("wb") as log:
            self.supervisor = subprocess.Popen(
                [sys.executable, "manage.py", "worker"], env=environment, cwd=ROOT, stdout=log, stderr=log
            )
        self.seen: set[psutil.Process] = set()

    def family(self) -> list[psutil.Process]:
        """Cluster, guard, then workers and helpers; remembered, so that orphans can be found."""
        try:
            found = psutil.Process(self.supervisor.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            found = []
        self.seen.update(found)
        return found

    def all_gone(self) -> bool:
        return not any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in self.seen)

    def end(self) -> None:
        self.family()
        if self.supervisor.poll() is None:
            self.supervisor.kill()
        self.supervisor.wait()
        for process in self.seen:
            if process.is_running():
                process.kill()


@pytest.fixture
def program(own_database: OwnDatabase, tmp_path: Path) -> Iterator[Program]:
    """Running, with a pulse that has come round."""
    started = Program(own_database.url, tmp_path)
    assert _until(Heartbeat.objects.exists, PROMISED_SECONDS), started.log.read_text()
    assert len(started.family()) >= 5
    yield started
    started.end()


def _gets_done(key: str) -> bool:
    """An item of a kind that nobody handles is put aside: proof that a worker took it."""
    with transaction.atomic():
        outbox.put(kind="none", key=key, payload={})
    return _until(lambda: OutboxItem.objects.get(key=key).state == State.PARKED, PROMISED_SECONDS)


def _kill(processes: list[psutil.Process]) -> None:
    for process in processes:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue


def test_work_goes_on_whichever_processes_are_killed(program: Program) -> None:
    assert _gets_done("before")
    cluster, guard, *rest = program.family()
    _kill(rest)  # idle workers, one of which held the queue: the cluster hangs and looks alive
    assert _gets_done("after idle workers"), program.log.read_text()
    _kill([psutil.Process(process.pid) for process in program.family()[1:2]])
    assert _gets_done("after the guard"), program.log.read_text()
    _kill(program.family()[:1])
    assert _gets_done("after the cluster"), program.log.read_text()


def test_no_process_outlives_a_supervisor_that_was_killed(program: Program) -> None:
    program.family()
    program.supervisor.kill()
    program.supervisor.wait()
    assert _until(program.all_gone, QUICKLY_SECONDS)


def test_a_wish_to_end_ends_everything(program: Program) -> None:
    program.family()
    program.supervisor.send_signal(signal.SIGTERM)
    assert program.supervisor.wait(QUICKLY_SECONDS) == 0
    assert program.all_gone()
