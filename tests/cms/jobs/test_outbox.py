"""What is owed is written once, with its cause."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from django_q.models import OrmQ

from cms.core.clock import database_now
from cms.jobs import outbox
from cms.jobs.models import OutboxItem
from cms.jobs.worker import run_due

State = OutboxItem.State
Put = Callable[..., OutboxItem]


@pytest.mark.usefixtures("own_database")
def test_nothing_is_owed_outside_a_transaction() -> None:
    with pytest.raises(RuntimeError):
        outbox.put(kind="note", key="a", payload={})


@pytest.mark.django_db
def test_the_same_key_gives_the_same_row_unchanged(put: Put) -> None:
    first = put("a", payload={"n": 1})
    again = put("a", payload={"n": 2}, kind="other")
    assert (again.pk, again.payload, again.kind) == (first.pk, {"n": 1}, "note")
    assert OutboxItem.objects.count() == 1


@pytest.mark.django_db
def test_what_was_done_is_not_owed_again(put: Put, work: list) -> None:
    put("a")
    run_due()
    assert put("a").state == State.DONE
    assert run_due() == 0


@pytest.mark.django_db
def test_a_cancelled_item_is_owed_anew_when_asked_again(put: Put, work: list) -> None:
    put("a", payload={"n": 1})
    assert outbox.cancel(key_prefix="a") == 1
    assert run_due() == 0
    assert put("a", payload={"n": 2}).state == State.DUE
    run_due()
    assert work == [{"n": 2}]


@pytest.mark.django_db
def test_cancelling_takes_only_what_begins_so_and_waits(put: Put, work: list) -> None:
    put("case:1:x")
    run_due()
    put("case:1:soon", due_at=timezone.now() + timedelta(days=1))
    put("case:11:soon")
    assert outbox.cancel(key_prefix="case:1:") == 1
    states = {key.partition("~")[0]: state for key, state in OutboxItem.objects.values_list("key", "state")}
    assert states == {"case:1:x": State.DONE, "case:1:soon": State.CANCELLED, "case:11:soon": State.DUE}
    with pytest.raises(ValueError, match="everything"):
        outbox.cancel(key_prefix="")


@pytest.mark.django_db
def test_a_key_that_does_not_fit_is_a_bug_and_not_cut(put: Put) -> None:
    with pytest.raises(ValueError, match="140"):
        put("k" * 141)
    item = put("k" * 140)
    assert outbox.cancel(key_prefix=item.key) == 1
    item.refresh_from_db()
    item.full_clean()


@pytest.mark.django_db
def test_work_is_due_by_the_clock_of_the_database(put: Put, work: list) -> None:
    with time_machine.travel(datetime(2031, 1, 1, tzinfo=UTC)):  # a web worker whose clock runs ahead
        put("a")
    assert run_due() == 1
    with time_machine.travel(datetime(2031, 1, 1, tzinfo=UTC)):  # a job worker whose clock runs ahead
        put("b", due_at=database_now() + timedelta(hours=1))
        assert run_due() == 0


@pytest.mark.usefixtures("own_database")
def test_a_transaction_rings_once_and_a_rollback_not_at_all(put: Put) -> None:
    with transaction.atomic():
        for key in "abc":
            put(key)
    assert OrmQ.objects.count() == 1
    with transaction.atomic():
        put("d")
        transaction.set_rollback(True)
    assert OrmQ.objects.count() == 1
    assert not OutboxItem.objects.filter(key="d").exists()


@pytest.mark.usefixtures("own_database")
def test_a_bell_lost_with_a_savepoint_is_rung_again(put: Put) -> None:
    with transaction.atomic():
        with transaction.atomic():
            put("a")
            transaction.set_rollback(True)
        assert OrmQ.objects.count() == 0
        put("b")
    assert OrmQ.objects.count() == 1


@pytest.mark.usefixtures("own_database")
def test_what_is_due_later_does_not_ring_now(put: Put) -> None:
    put("a", due_at=timezone.now() + timedelta(minutes=5))
    assert OrmQ.objects.count() == 0


@pytest.mark.django_db
def test_while_held_nothing_is_taken_until_released(put: Put, work: list) -> None:
    outbox.hold("復元後の確認")
    put("a")
    assert run_due() == 0
    assert OutboxItem.objects.get().attempts == 0
    assert outbox.release() == 1
    assert run_due() == 1
