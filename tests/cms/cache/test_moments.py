"""Pages that change by the clock alone are kept until the clock says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from cms.cache import moments
from cms.cache.moments import changes_at, collected
from tests.cms.cache.conftest import CALL, HUB
from workflows.programmes.models import Call

pytestmark = pytest.mark.usefixtures("ward")
NOON = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
Asked = Callable[..., Any]


def set_call(opens: datetime, closes: datetime) -> None:
    Call.objects.update(opens_at=opens, closes_at=closes)


@pytest.mark.parametrize("path", [CALL, HUB, "/", "/calls/", "/calls/open-call/"])
def test_a_call_opens_and_closes_on_kept_pages(asked: Asked, path: str) -> None:
    opens, closes = NOON + timedelta(minutes=10), NOON + timedelta(minutes=30)
    set_call(opens, closes)
    with time_machine.travel(NOON, tick=False) as clock:
        assert "受付開始前" in asked(path)[0].content.decode()
        clock.move_to(opens - timedelta(milliseconds=1))
        assert asked(path)[1] == 0
        clock.move_to(opens)
        assert "受付開始前" not in asked(path)[0].content.decode()
        clock.move_to(closes + timedelta(seconds=59, microseconds=900_000))
        assert asked(path)[1] == 0
        clock.move_to(closes + timedelta(minutes=1))
        answer, found = asked(path)
        assert found > 0
        assert "終了" in answer.content.decode()


def test_days_left_change_at_midnight_in_japan(asked: Asked) -> None:
    set_call(NOON - timedelta(days=9), MIDNIGHT + timedelta(days=3, hours=8))
    with time_machine.travel(NOON, tick=False) as clock:
        assert "あと4日" in asked(CALL)[0].content.decode()
        clock.move_to(MIDNIGHT - timedelta(milliseconds=1))
        assert asked(CALL)[1] == 0
        clock.move_to(MIDNIGHT)
        assert "あと3日" in asked(CALL)[0].content.decode()


def test_a_page_that_tells_nothing_by_the_clock_is_kept_until_midnight(asked: Asked) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        asked("/privacy/")
        clock.move_to(MIDNIGHT - timedelta(milliseconds=1))
        assert asked("/privacy/")[1] == 0
        clock.move_to(MIDNIGHT)
        assert asked("/privacy/")[1] > 0


def test_the_first_moment_counts_and_the_past_does_not() -> None:
    with time_machine.travel(NOON, tick=False), collected() as kept:
        changes_at(None, NOON - timedelta(hours=1), NOON)
        assert kept.until == MIDNIGHT
        changes_at(NOON + timedelta(hours=2), NOON + timedelta(hours=1))
        assert kept.until == NOON + timedelta(hours=1)


def test_a_moment_that_passes_while_the_page_is_made_counts() -> None:
    """The page may have been told of the state before it."""
    with time_machine.travel(NOON, tick=False) as clock, collected() as kept:
        clock.move_to(NOON + timedelta(seconds=2))
        changes_at(NOON + timedelta(seconds=1))
        assert kept.until == NOON + timedelta(seconds=1)


def test_outside_a_page_nobody_listens() -> None:
    changes_at(NOON)
    assert moments._collecting.get() is None
