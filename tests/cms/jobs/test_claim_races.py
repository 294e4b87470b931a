"""Many workers, each item once; many openings, each number once. On PostgreSQL.

The controls run the product's own code with its guards off: the lock of a statement, the constraints behind it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from cms.core import numbering
from cms.core.models import NumberSeries
from cms.core.numbering import take_number
from cms.jobs import claims, outbox, registry, worker
from cms.jobs.models import OutboxItem
from tests.factories_cases import make_call, make_programme, make_sending
from tests.factories_people import make_group, make_person, make_user
from tests.races.harness import behind_lock, together, without_constraint, without_uniqueness, without_upserts
from workflows.cases.models import Case
from workflows.cases.services import submission
from workflows.programmes.models import Call

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


def test_control_without_lock_and_condition_an_item_is_done_twice(
    counted: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The product's own claim, only that its picking locks no row: then its marking asks for no state either."""
    statement = claims._CLAIM["postgresql"]
    unlocked = statement.replace(" FOR UPDATE SKIP LOCKED", "")
    assert unlocked != statement
    monkeypatch.setitem(claims._CLAIM, "postgresql", unlocked)
    _owe(1)
    done = behind_lock(OutboxItem.objects.all(), *[lambda: worker.run_due(limit=1)] * 2)
    assert done == [1, 1]
    assert counted == Counter({"k0": 2})
    assert OutboxItem.objects.get().attempts == 2


def test_with_lock_and_condition_a_locked_item_is_passed_over(counted: Counter[str]) -> None:
    """The same meeting with the guards on: nobody waits, and the item is done once, afterwards."""
    _owe(1)
    with transaction.atomic():
        assert list(OutboxItem.objects.select_for_update())
        assert together(*[lambda: worker.run_due(limit=1)] * 2) == [0, 0]
    assert worker.run_due() == 1
    assert counted == Counter({"k0": 1})


def _owe_same() -> int:
    with transaction.atomic():
        return outbox.put(kind="note", key="same", payload={})


def test_two_writers_of_one_key_owe_one_item() -> None:
    for _round in range(ROUNDS):
        OutboxItem.objects.all().delete()
        results = together(*[_owe_same] * 5)
        assert len(set(results)) == 1, results
        assert OutboxItem.objects.count() == 1


def test_control_without_the_key_five_writers_owe_five_items(monkeypatch: pytest.MonkeyPatch) -> None:
    without_upserts(monkeypatch)
    without_uniqueness(OutboxItem, "key")
    results = together(*[_owe_same] * 5)
    assert len(set(results)) == 5, results
    assert list(OutboxItem.objects.values_list("key", flat=True)) == ["same"] * 5


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


def _opening() -> Callable[[], Case]:
    """A job: one more application of the mark 試地地, by people of its own."""
    user = make_user()
    group, person = make_group(manager=user), make_person(user=user)

    def open_one() -> Case:
        with transaction.atomic():
            return submission.open_case(
                actor=user,
                call=Call.objects.select_related("programme").get(),
                applicant=submission.Applicant(group=group, person=person, user=user),
                sending=make_sending(),
            )

    return open_one


def test_cases_opened_at_once_get_one_number_each() -> None:
    make_call(make_programme(number_mark="試地地"))
    jobs = [_opening() for _case in range(5)]
    for _round in range(ROUNDS):
        results = together(*jobs)
        assert [one for one in results if isinstance(one, Exception)] == []
    numbers = list(Case.objects.order_by("number_in_year").values_list("number_in_year", "number"))
    assert numbers == [(n, f"8試地地第{n}号") for n in range(1, 5 * ROUNDS + 1)]


# The product's own statement, but it adds one to what it read when it began: no longer to the row it has locked.
READ_MODIFY_WRITE = numbering.NEXT.replace(
    "SET last = {table}.last + 1",
    "SET last = 1 + (SELECT seen.last FROM {table} seen"
    " WHERE seen.key = EXCLUDED.key AND seen.fiscal_year = EXCLUDED.fiscal_year)",
)


def test_control_without_guards_two_cases_bear_one_number(monkeypatch: pytest.MonkeyPatch) -> None:
    make_call(make_programme(number_mark="試地地"))
    jobs = [_opening() for _case in range(3)]
    assert jobs[2]().number == "8試地地第1号"
    assert READ_MODIFY_WRITE != numbering.NEXT
    monkeypatch.setattr(numbering, "NEXT", READ_MODIFY_WRITE)
    without_constraint(Case, "case_number_once_per_mark_and_year")
    without_uniqueness(Case, "number")
    results = behind_lock(NumberSeries.objects.all(), *jobs[:2])
    assert [one for one in results if isinstance(one, Exception)] == []
    assert list(Case.objects.order_by("pk").values_list("number", "number_in_year")) == [
        ("8試地地第1号", 1),
        ("8試地地第2号", 2),
        ("8試地地第2号", 2),
    ]
    assert NumberSeries.objects.get().last == 2
