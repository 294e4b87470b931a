"""Many at once: threads that start together, and switches that take a guard away.

A control run proves that the race is real: with every guard of the rule off, the exact wrong
outcome appears. Only tests take guards away; the product has no such switch.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.db.models import Model, QuerySet

from tests.programs import until

PATIENCE = 60.0


def together(*jobs: Callable[[], Any]) -> list[Any]:
    """Runs every job in a thread of its own, released at one moment; results or exceptions, in order."""
    barrier = threading.Barrier(len(jobs))
    results: list[Any] = [None] * len(jobs)

    def run(index: int, job: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(PATIENCE)
            results[index] = job()
        except Exception as error:  # noqa: BLE001  the caller judges every outcome
            results[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(i, job)) for i, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE * 2)
        assert not thread.is_alive(), "a racer hangs"
    return results


def behind_lock(rows: QuerySet[Any], *jobs: Callable[[], Any]) -> list[Any]:
    """Every job is waiting for the locked ``rows`` before any goes on; the server lets them go on in this order."""
    gates = [threading.Event() for _job in jobs]

    def hold() -> None:
        with transaction.atomic():
            assert list(rows.select_for_update(of=("self",)))
            for count, gate in enumerate(gates, start=1):
                gate.set()
                assert until(lambda count=count: waiting() >= count, PATIENCE, pause=0.01), "a racer does not come"

    def after(gate: threading.Event, job: Callable[[], Any]) -> Any:
        assert gate.wait(PATIENCE)
        return job()

    held, *results = together(hold, *[partial(after, gate, job) for gate, job in zip(gates, jobs, strict=True)])
    assert held is None, held
    return results


def waiting() -> int:
    """How many sessions of this database wait for another's lock at this moment."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return int(cursor.fetchone()[0])


def without_row_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """SELECT … FOR UPDATE reads without locking."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, *args, **kwargs: self._chain())


def without_upserts(monkeypatch: pytest.MonkeyPatch) -> None:
    """INSERT … ON CONFLICT is a plain INSERT. Take the unique constraints away as well."""
    original = QuerySet.bulk_create

    def plain(self: QuerySet[Any], objs: Any, batch_size: int | None = None, **ignored: Any) -> Any:
        return original(self, objs, batch_size)

    monkeypatch.setattr(QuerySet, "bulk_create", plain)


def without_constraint(model: type[Model], name: str) -> None:
    """The named constraint (or unique index) of the test's own database is gone."""
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {connection.ops.quote_name(name)}")
        cursor.execute(f"DROP INDEX IF EXISTS {connection.ops.quote_name(name)}")


def without_uniqueness(model: type[Model], column: str) -> None:
    """Every unique constraint on that one column is gone, whatever Django called it."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)
    for name, constraint in found.items():
        if constraint["unique"] and constraint["columns"] == [column] and not constraint["primary_key"]:
            without_constraint(model, name)


def meet_before(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, parties: int) -> None:
    """All racers wait for each other just before ``owner.name`` runs: past every check, before any write."""
    barrier = threading.Barrier(parties)
    original = getattr(owner, name)

    def waiting(*args: Any, **kwargs: Any) -> Any:
        barrier.wait(PATIENCE)
        return original(*args, **kwargs)

    monkeypatch.setattr(owner, name, waiting)
