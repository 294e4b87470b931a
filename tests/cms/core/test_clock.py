"""The clock of deadlines is the database's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from cms.core.clock import database_now


@pytest.mark.django_db
def test_the_clock_is_utc_and_costs_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        now = database_now()
    assert now.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - now) < timedelta(minutes=5)


@pytest.mark.django_db
def test_a_worker_with_a_wrong_clock_reads_the_same_time() -> None:
    before = database_now()
    with time_machine.travel(datetime(2031, 1, 1, tzinfo=UTC)):
        assert database_now() - before < timedelta(minutes=5)
