"""The log is read as of one instant, while others write."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

from django.db import connection, connections, transaction

from cms.audit.verify import verify
from tests.cms.audit.sealed_cases import make_sealed_case
from tests.database_fixture import OwnDatabase
from workflows.cases.models import Case, CaseEvent
from workflows.cases.services.events import record


def _write_another_event(case: Case) -> None:
    """On a connection of its own, as another worker does."""
    try:
        with transaction.atomic():
            record(Case.objects.select_for_update().get(pk=case.pk), actor=None, verb="noted", payload={}, details=None)
    finally:
        connections.close_all()


def test_what_is_written_while_the_log_is_read_raises_no_alarm(own_database: OwnDatabase) -> None:
    """A writer commits between the reading of the events and that of their owners."""
    case = make_sealed_case()
    written: list[int] = []

    def writes_first(execute: Callable[..., object], sql: str, *rest: object) -> object:
        if 'FROM "cases_case"' in sql and "cases_caseevent" not in sql and not written:
            written.append(case.pk)
            writer = Thread(target=_write_another_event, args=(case,))
            writer.start()
            writer.join()
        return execute(sql, *rest)

    with connection.execute_wrapper(writes_first):
        assert verify() == []
    assert written
    case.refresh_from_db()
    assert case.event_count == CaseEvent.objects.filter(case=case).count() == 2
    assert verify() == []
