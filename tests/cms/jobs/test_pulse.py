"""Signs of life, and what the supervisor makes of them."""

from __future__ import annotations

import signal
import subprocess
import threading
from collections.abc import Callable
from datetime import timedelta
from multiprocessing import get_context
from multiprocessing.context import ForkProcess
from multiprocessing.synchronize import Event
from typing import Any

import pytest
from django_q.models import OrmQ
from django_q.signing import SignedPackage
from pytest_django import Settings

from cms.core.clock import database_now
from cms.jobs import pulse, registry, supervisor
from cms.jobs.cluster import lead_own_group
from cms.jobs.models import Heartbeat, OutboxItem
from cms.jobs.supervisor import Supervisor
from cms.jobs.worker import run_due
from tests.programs import until

Put = Callable[..., OutboxItem]


@pytest.mark.usefixtures("own_database")
def test_long_work_renews_its_lease_and_gives_a_sign(
    put: Put, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.JOBS_LEASE_SECONDS = 1
    renewed = threading.Event()
    first: list[Any] = []

    def work(payload: dict[str, Any]) -> None:
        """Ends when its own lease has been renewed beyond the first one, or gives up."""
        for _look in range(200):
            until = OutboxItem.objects.get().claimed_until
            first[:] = first or [until]
            if until != first[0] and Heartbeat.objects.filter(name="busy alone").exists():
                renewed.set()
                return
            threading.Event().wait(0.05)

    monkeypatch.setitem(registry._handlers, "note", registry.Handler(work))
    put("a")
    run_due()
    assert renewed.is_set()
    assert OutboxItem.objects.get().state == OutboxItem.State.DONE


@pytest.mark.django_db
def test_only_the_watchdogs_bell_makes_a_circle() -> None:
    pulse.circle(task={"func": "cms.jobs.worker.run_due"})
    assert pulse.age_of_newest() is None
    pulse.circle(task={"func": pulse.BEAT})
    age = pulse.age_of_newest()
    assert age is not None
    assert age < timedelta(seconds=10)
    assert pulse.last("alone", "circle")
    assert pulse.last("another") is None


@pytest.fixture
def watch(db: None) -> Supervisor:
    """A supervisor that believes in a running cluster, without starting one."""
    one = Supervisor()
    one.name = "test"
    one.started_at = database_now() - timedelta(hours=1)
    return one


def _sign(sign: str, seconds_ago: float) -> None:
    at = database_now() - timedelta(seconds=seconds_ago)
    Heartbeat.objects.update_or_create(name=f"{sign} test", defaults={"at": at})


@pytest.mark.parametrize(
    ("circle", "busy", "dead"),
    [(5, None, False), (39, None, False), (41, None, True), (100, 5, False), (430, 5, True), (None, 5, True)],
)
def test_a_cluster_is_dead_when_its_pulse_stays_away(
    watch: Supervisor, circle: float | None, busy: float | None, dead: bool
) -> None:
    for sign, age in (("circle", circle), ("busy", busy)):
        if age is not None:
            _sign(sign, age)
    silence = timedelta(seconds=min(age for age in (circle, busy) if age is not None))
    assert watch._is_dead(database_now(), silence) is dead


def test_a_start_that_was_too_slow_is_given_more_time(watch: Supervisor) -> None:
    watch.started_at = database_now()
    start = supervisor.START_SECONDS
    assert not watch._is_dead(database_now(), timedelta(seconds=start - 1))
    assert watch._is_dead(database_now(), timedelta(seconds=start + 1))
    assert not watch._is_dead(database_now(), timedelta(seconds=start * 2 - 1))


def _bells() -> list[str]:
    return [SignedPackage.loads(row.payload)["func"] for row in OrmQ.objects.order_by("id") if row.payload != "x"]


def test_bells_that_nobody_takes_do_not_pile_up(watch: Supervisor) -> None:
    for _round in range(supervisor.BEATS_KEPT * 2):
        watch.rung_at = -1000
        watch._beat(anxious=True)
    assert _bells() == [pulse.BEAT] * supervisor.BEATS_KEPT


def test_bells_that_died_with_a_cluster_do_not_silence_the_next(watch: Supervisor) -> None:
    later = database_now() + timedelta(minutes=10)
    OrmQ.objects.bulk_create([OrmQ(key="kizuna", payload="x", lock=later) for _ in range(supervisor.BEATS_KEPT)])
    watch.rung_at = -1000
    watch._beat(anxious=False)
    assert _bells() == [pulse.BEAT]


@pytest.mark.usefixtures("own_database")
@pytest.mark.parametrize(("late", "rings"), [(10, 0), (20, 1)])
def test_due_work_that_nobody_took_rings(put: Put, late: int, rings: int) -> None:
    item = put("a")
    OutboxItem.objects.filter(pk=item.pk).update(due_at=database_now() - timedelta(seconds=late))
    OrmQ.objects.all().delete()
    watch = Supervisor()
    watch.looked_at = -1000
    watch._ring_for_the_forgotten()
    assert OrmQ.objects.count() == rings


def _deaf(ready: Event) -> None:
    """A cluster with a child that does not listen when it is asked to end."""
    lead_own_group()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    subprocess.Popen(["sleep", "300"])
    ready.set()
    signal.pause()


def test_ending_a_cluster_that_is_deaf_kills_its_whole_group(watch: Supervisor) -> None:
    fork = get_context("fork")
    ready = fork.Event()
    watch.cluster = ForkProcess(target=_deaf, args=(ready,))
    watch.cluster.start()
    assert ready.wait(60)
    group = watch.cluster.pid
    assert len(_living(group)) == 2
    watch.end_cluster(patience=0.2)
    assert watch.cluster is None
    assert until(lambda: not _living(group), 20)


def _living(group: int) -> list[int]:
    """The processes of that group which are not dead yet."""
    found = subprocess.run(["ps", "-eo", "pid=,pgid=,stat="], capture_output=True, text=True, check=True)
    rows = [line.split() for line in found.stdout.splitlines()]
    return [int(pid) for pid, own, state in rows if int(own) == group and not state.startswith("Z")]
