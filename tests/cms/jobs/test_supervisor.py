"""The worker command as a real program: whatever of it is killed, work goes on without a person."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from django.db import transaction

from cms.jobs import outbox
from cms.jobs.models import Heartbeat, OutboxItem
from tests.database_fixture import OwnDatabase
from tests.programs import Program, kill, until

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900)]
PROMISED_SECONDS = 120
QUICKLY_SECONDS = 20
State = OutboxItem.State


@pytest.fixture
def program(own_database: OwnDatabase, tmp_path: Path) -> Iterator[Program]:
    """Running, with a pulse that has come round."""
    environment = {
        "DATABASE_URL": own_database.url,
        "DJANGO_SETTINGS_MODULE": "cms.config.settings.dev",
        "VAR_DIR": str(tmp_path),
    }
    started = Program(["manage.py", "worker"], log=tmp_path / "worker.log", environment=environment)
    assert until(Heartbeat.objects.exists, PROMISED_SECONDS), started.log.read_text()
    assert len(started.family()) >= 5
    yield started
    started.end()


def _gets_done(key: str) -> bool:
    """An item of a kind that nobody handles is put aside: proof that a worker took it."""
    with transaction.atomic():
        outbox.put(kind="none", key=key, payload={})
    return until(lambda: OutboxItem.objects.get(key=key).state == State.PARKED, PROMISED_SECONDS)


def test_work_goes_on_whichever_processes_are_killed(program: Program) -> None:
    assert _gets_done("before")
    cluster, guard, *rest = program.family()
    kill(rest)  # idle workers, one of which held the queue: the cluster hangs and looks alive
    assert _gets_done("after idle workers"), program.log.read_text()
    kill([psutil.Process(process.pid) for process in program.family()[1:2]])
    assert _gets_done("after the guard"), program.log.read_text()
    kill(program.family()[:1])
    assert _gets_done("after the cluster"), program.log.read_text()


def test_no_process_outlives_a_supervisor_that_was_killed(program: Program) -> None:
    program.family()
    program.process.kill()
    program.process.wait()
    assert until(program.all_gone, QUICKLY_SECONDS)


def test_a_wish_to_end_ends_everything(program: Program) -> None:
    program.family()
    program.process.send_signal(signal.SIGTERM)
    assert program.process.wait(QUICKLY_SECONDS) == 0
    assert program.all_gone()
