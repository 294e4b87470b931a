"""Many workers, each item once. On PostgreSQL, with a control that shows the race."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.db import connection, transaction

from cms.core.models import NumberSeries
from cms.core.numbering import take_number
from cms.jobs import claims, outbox, registry, worker
from cms.jobs.models import OutboxItem
from tests.races.harness import meet_before, together

pytestmark = [pytest.mark.races, pytest.mark.usefixtures("own_database")]
WORKERS = 20
ITEMS = 100
ROUNDS = 20


@pytest.fixture(autouse=True)
def _on_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("races are run on PostgreSQL")


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    ran: Counter[str] = Counter()
    monkeypatch.setitem(registry._handlers, "note", registry.Handler(lambda payload: ran.update([payload["key"]])))
    return ran


def _owe(count: int) -> set[str]:
    keys = {f"k{number}" for number in range(count)}
    OutboxItem.objects.all().delete()
    OutboxItem.objects.bulk_create([OutboxItem(kind="note", key=key, payload={"key": key}) for key in keys])
    return keys


def test_each_item_is_done_by_one_worker(counted: Counter[str]) -> None:
    for _round in range(ROUNDS):
        counted.clear()
        keys = _owe(ITEMS)
        done = together(*[worker.run_due] * WORKERS)
        assert sum(done) == ITEMS, done
        assert counted == Counter(dict.fromkeys(keys, 1))
        assert set(OutboxItem.objects.values_list("state", "attempts")) == {("done", 1)}


class Naive:
    """How it must not be done: look, then write without a condition."""

    @staticmethod
    def mark(found: list[OutboxItem]) -> list[OutboxItem]:
        OutboxItem.objects.filter(pk__in=[item.pk for item in found]).update(state="claimed")
        return found

    @staticmethod
    def claim(count: int = 1) -> list[OutboxItem]:
        return Naive.mark(list(OutboxItem.objects.filter(state="due")[:count]))

    @staticmethod
    def write(row: NumberSeries) -> int:
        row.save()
        return row.last

    @staticmethod
    def take() -> int:
        with transaction.atomic():
            row = NumberSeries.objects.get(key="race")
            row.last += 1
            return Naive.write(row)


def test_without_the_claim_an_item_is_done_twice(counted: Counter[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the same workers, claiming by a plain SELECT and then an UPDATE."""
    _owe(1)
    monkeypatch.setattr(claims, "claim", Naive.claim)
    meet_before(monkeypatch, Naive, "mark", 2)
    together(*[lambda: worker.run_due(limit=1)] * 2)
    assert counted == Counter({"k0": 2})


def test_two_writers_of_one_key_owe_one_item() -> None:
    def owe() -> int:
        with transaction.atomic():
            return outbox.put(kind="note", key="same", payload={})

    for _round in range(ROUNDS):
        OutboxItem.objects.all().delete()
        results = together(*[owe] * 5)
        assert len(set(results)) == 1, results
        assert OutboxItem.objects.count() == 1


def _take() -> int:
    with transaction.atomic():
        return take_number(key="race", fiscal_year=2026)


def test_first_takers_of_a_series_get_different_numbers() -> None:
    for _round in range(ROUNDS):
        NumberSeries.objects.all().delete()
        results = together(*[_take] * WORKERS)
        assert sorted(results) == list(range(1, WORKERS + 1)), results


def test_a_taker_that_rolls_back_leaves_no_gap() -> None:
    def change_of_mind() -> Any:
        with transaction.atomic():
            take_number(key="race", fiscal_year=2026)
            transaction.set_rollback(True)

    for _round in range(ROUNDS):
        NumberSeries.objects.all().delete()
        results = [one for one in together(*[_take, change_of_mind] * 10) if one is not None]
        assert sorted(results) == list(range(1, 11)), results


def test_without_the_lock_two_takers_share_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: read the last number, add one in Python, write it back."""
    NumberSeries.objects.create(key="race", fiscal_year=2026)
    meet_before(monkeypatch, Naive, "write", 2)
    assert together(Naive.take, Naive.take) == [1, 1]
