"""Every item ends: done, later, or put aside for a person."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.db.models.functions import Now
from django_q.exceptions import TimeoutException
from django_q.models import OrmQ
from pytest_django import Settings

from cms.core.clock import database_now
from cms.jobs import claims, outbox, registry, status, worker
from cms.jobs.models import OutboxItem
from cms.jobs.registry import Handler, Later, Park, Unreachable
from cms.jobs.worker import run_due

State = OutboxItem.State
Put = Callable[..., OutboxItem]
pytestmark = pytest.mark.django_db


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], list[dict[str, Any]]]:
    """The kind ``note`` raises the given error; returns the payloads its ``parked`` hook saw."""

    def fail(error: BaseException) -> list[dict[str, Any]]:
        parked: list[dict[str, Any]] = []

        def work(payload: dict[str, Any]) -> None:
            raise error

        monkeypatch.setitem(registry._handlers, "note", Handler(work, parked.append))
        return parked

    return fail


def _due_again() -> None:
    OutboxItem.objects.filter(state=State.DUE).update(due_at=Now())


def test_urgent_work_goes_before_older_bulk_work(put: Put, work: list) -> None:
    put("bulk", urgent=False)
    put("second")
    OutboxItem.objects.filter(key="bulk").update(due_at=F("due_at") - timedelta(hours=1))
    put("first")
    OutboxItem.objects.filter(key="first").update(due_at=F("due_at") - timedelta(minutes=1))
    assert run_due() == 3
    assert [payload["key"] for payload in work] == ["first", "second", "bulk"]


def test_done_is_written_with_its_time(put: Put, work: list) -> None:
    put("a")
    run_due()
    item = OutboxItem.objects.get()
    assert (item.state, item.attempts, item.claimed_until) == (State.DONE, 1, None)
    assert item.done_at


def test_a_failure_waits_longer_each_time_and_the_fifth_is_put_aside(
    put: Put, failing: Callable[[BaseException], list], settings: Settings
) -> None:
    parked = failing(KeyError("練馬 花子"))
    put("a")
    waits = []
    for attempt in range(1, 6):
        assert run_due() == 1
        item = OutboxItem.objects.get()
        assert item.attempts == attempt
        if attempt < 5:
            assert item.state == State.DUE
            waits.append(round((item.due_at - database_now()).total_seconds() / 60))
            assert run_due() == 0
            _due_again()
    assert waits == settings.JOBS_BACKOFF_MINUTES
    assert item.state == State.PARKED
    assert parked == [{"key": "a"}]


def test_no_text_of_an_error_is_kept_or_logged_for_it_may_name_a_person(
    put: Put, failing: Callable[[BaseException], list], caplog: pytest.LogCaptureFixture
) -> None:
    failing(ValueError("練馬 花子 hanako@example.jp"))
    put("a")
    with caplog.at_level(logging.DEBUG):
        run_due()
    item = OutboxItem.objects.get()
    assert "ValueError（test_worker.py:" in item.last_error
    assert "花子" not in caplog.text + item.last_error
    assert "hanako" not in caplog.text + item.last_error


@pytest.mark.parametrize(("error", "state"), [(Park("文字がありません"), State.PARKED), (Later("あとで"), State.DUE)])
def test_a_handler_may_say_why_in_its_own_words(
    put: Put, failing: Callable[[BaseException], list], error: Exception, state: str
) -> None:
    parked = failing(error)
    put("a")
    run_due()
    item = OutboxItem.objects.get()
    assert (item.state, item.last_error) == (state, str(error))
    assert bool(parked) is (state == State.PARKED)


def test_a_kind_that_nobody_handles_is_put_aside_and_others_go_on(put: Put, work: list) -> None:
    put("a", kind="unknown")
    put("b")
    assert run_due() == 2
    assert OutboxItem.objects.get(key="a").state == State.PARKED
    assert work == [{"key": "b"}]


def _lapse() -> None:
    OutboxItem.objects.filter(state=State.CLAIMED).update(claimed_until=database_now() - timedelta(seconds=1))


def test_work_that_kills_its_worker_is_put_aside_after_five_tries(
    put: Put, failing: Callable[[BaseException], list]
) -> None:
    # TimeoutException is what django-q2 raises into a worker before it ends it.
    parked = failing(TimeoutException())
    put("a")
    for _attempt in range(5):
        with pytest.raises(TimeoutException):
            run_due()
        assert OutboxItem.objects.get().state == State.CLAIMED
        assert run_due() == 0
        _lapse()
    assert run_due() == 0
    item = OutboxItem.objects.get()
    assert (item.state, item.attempts) == (State.PARKED, 5)
    assert parked == [{"key": "a"}]


def test_a_vanished_worker_costs_other_items_nothing(put: Put, work: list) -> None:
    put("a")
    put("b")
    assert len(claims.claim()) == 1
    assert run_due() == 1
    _lapse()
    assert run_due() == 1
    assert sorted(OutboxItem.objects.values_list("key", "attempts", "state")) == [
        ("a", 2, State.DONE),
        ("b", 1, State.DONE),
    ]


def test_a_worker_that_lost_its_claim_cannot_write_the_end(put: Put) -> None:
    put("a")
    [slept] = claims.claim()
    _lapse()
    claims.reclaim()
    [other] = claims.claim()
    assert not claims.renew(slept)
    assert not claims.finish(slept)
    assert not claims.postpone(slept, "x")
    assert not claims.park(slept, "x")
    assert claims.finish(other)


def test_long_work_keeps_its_lease(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    put("a")
    [item] = claims.claim()
    _lapse()
    assert claims.renew(item)
    assert claims.reclaim() == []
    assert OutboxItem.objects.get().state == State.CLAIMED


def test_what_is_left_over_rings_again(put: Put, work: list) -> None:
    for key in "abc":
        put(key)
    OrmQ.objects.all().delete()
    assert run_due(limit=2) == 2
    assert OutboxItem.objects.filter(state=State.DUE).count() == 1


def test_trying_again_gives_all_attempts_anew(put: Put, failing: Callable[[BaseException], list], work: list) -> None:
    for key in "ab":
        put(key, kind="unknown")
    run_due()
    first, second = OutboxItem.objects.order_by("pk")
    OutboxItem.objects.update(kind="note")
    assert outbox.retry([first.pk]) == 1
    assert run_due() == 1
    assert outbox.retry() == 1
    assert run_due() == 1
    assert set(OutboxItem.objects.values_list("state", "last_error")) == {(State.DONE, "")}


def test_a_hook_that_fails_stops_no_other_work(put: Put, work: list, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(payload: dict[str, Any]) -> None:
        raise Park("x")

    def hook(payload: dict[str, Any]) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(registry._handlers, "broken", Handler(broken, hook))
    put("a", kind="broken")
    put("b")
    put("vanished", kind="broken")
    OutboxItem.objects.filter(key="vanished").update(
        state=State.CLAIMED, claim="x", claimed_until=database_now() - timedelta(seconds=1), attempts=5
    )
    assert run_due() == 2
    assert work == [{"key": "b"}]
    parked = OutboxItem.objects.filter(state=State.PARKED)
    assert set(parked.values_list("key", flat=True)) == {"a", "vanished"}
    assert all("ZeroDivisionError" in item.last_error for item in parked)


def test_an_outage_costs_no_attempt_until_two_days_have_passed(
    put: Put, failing: Callable[[BaseException], list]
) -> None:
    parked = failing(Unreachable("出口がありません"))
    put("a")
    waits = []
    for _try in range(8):
        assert run_due() == 1
        item = OutboxItem.objects.get()
        assert (item.state, item.attempts, item.last_error) == (State.DUE, 0, "出口がありません")
        waits.append(round((item.due_at - database_now()).total_seconds() / 60))
        OutboxItem.objects.update(due_at=Now(), outage_since=F("outage_since") - timedelta(minutes=waits[-1]))
    assert waits == [1, 1, 2, 4, 8, 15, 15, 15]
    assert status.read().outage == 1
    OutboxItem.objects.update(outage_since=database_now() - timedelta(hours=47))
    run_due()
    assert OutboxItem.objects.get().state == State.DUE
    OutboxItem.objects.update(due_at=Now(), outage_since=database_now() - timedelta(hours=49))
    run_due()
    item = OutboxItem.objects.get()
    assert (item.state, item.outage_since) == (State.PARKED, None)
    assert parked == [{"key": "a"}]
    assert status.read().outage == 0


def test_an_outage_that_is_over_leaves_all_attempts(put: Put, work: list) -> None:
    put("a")
    OutboxItem.objects.update(outage_since=database_now() - timedelta(hours=3))
    run_due()
    item = OutboxItem.objects.get()
    assert (item.state, item.attempts, item.outage_since) == (State.DONE, 1, None)


def test_two_handlers_for_one_kind_are_a_bug() -> None:
    registry.handler("only-once")(work_one)
    registry.handler("only-once")(work_one)
    try:
        with pytest.raises(RuntimeError):
            registry.handler("only-once")(work_two)
    finally:
        del registry._handlers["only-once"]


def work_one(payload: dict[str, Any]) -> None:
    """A handler."""


def work_two(payload: dict[str, Any]) -> None:
    """Another."""


def test_an_error_without_a_place_is_told_by_its_class() -> None:
    assert worker.describe(KeyError("花子")) == "プログラムの誤り：KeyError（?）"
