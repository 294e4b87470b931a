"""Schedules come from code alone; old rows go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pydoc import locate

import pytest
from django.utils import timezone
from django_q.models import OrmQ, Schedule, Task
from django_q.scheduler import scheduler

from cms.core.clock import database_now
from cms.jobs import schedules
from cms.jobs.models import Heartbeat, OutboxItem
from cms.jobs.pruning import prune
from cms.jobs.worker import run_due

State = OutboxItem.State


@pytest.mark.django_db
def test_the_table_holds_what_the_code_declares_and_nothing_else() -> None:
    Schedule.objects.create(name="by hand", func="os.system", args="'true'", schedule_type=Schedule.MINUTES)
    Schedule.objects.create(name="sweep", func="os.system", args="(((", schedule_type=Schedule.HOURLY)
    Schedule.objects.create(name="sweep", func="os.system", schedule_type=Schedule.ONCE)
    schedules.ensure()
    schedules.ensure()
    rows = {row.name: (row.func, row.minutes, row.args, row.schedule_type) for row in Schedule.objects.all()}
    assert Schedule.objects.count() == len(rows) == len(schedules.declared())
    assert rows["sweep"] == ("cms.jobs.worker.run_due", 1, None, Schedule.MINUTES)
    assert {"sweep", "prune", "prune mails"} <= set(rows)


def test_every_declared_function_exists() -> None:
    for one in schedules.declared():
        assert callable(locate(one.func)), one


@pytest.mark.django_db
def test_the_next_run_of_a_known_schedule_is_kept() -> None:
    schedules.ensure()
    later = timezone.now() + timedelta(hours=3)
    Schedule.objects.filter(name="prune").update(next_run=later)
    schedules.ensure()
    assert Schedule.objects.get(name="prune").next_run == later


def test_one_name_has_one_meaning() -> None:
    with pytest.raises(RuntimeError):
        schedules.every(5, "cms.jobs.worker.run_due", "sweep")


@pytest.mark.usefixtures("own_database")
def test_an_outage_is_caught_up_with_one_run() -> None:
    schedules.ensure()
    Schedule.objects.exclude(name="sweep").delete()
    Schedule.objects.update(next_run=timezone.now() - timedelta(hours=6))
    for _look in range(3):
        scheduler()
    assert OrmQ.objects.count() == 1


@pytest.mark.django_db
def test_what_ended_long_ago_is_pruned_and_debts_stay(put: Callable[..., OutboxItem], work: list) -> None:
    old = database_now() - timedelta(days=31)
    for key in ("done", "young", "parked", "due"):
        put(key)
    run_due()
    OutboxItem.objects.filter(key="done").update(done_at=old)
    OutboxItem.objects.filter(key="parked").update(state=State.PARKED, done_at=None, created_at=old)
    OutboxItem.objects.filter(key="due").update(state=State.DUE, done_at=None, created_at=old)
    OrmQ.objects.all().delete()
    OrmQ.objects.create(key="kizuna", payload="x", lock=old)
    OrmQ.objects.create(key="kizuna", payload="x", lock=timezone.now())
    Heartbeat.objects.create(name="busy old", at=old)
    Task.objects.create(id="1", name="n", func="f", started=old, stopped=old, success=False)
    assert prune() == 1
    assert sorted(OutboxItem.objects.values_list("key", flat=True)) == ["due", "parked", "young"]
    assert OrmQ.objects.count() == 1
    assert not Heartbeat.objects.exists()
    assert not Task.objects.exists()
