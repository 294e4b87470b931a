"""Where a call stands, at every edge."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from workflows.programmes.models import Call, Programme
from workflows.programmes.standing import Phase, standing

OPENS = datetime(2026, 4, 1, 0, 0, tzinfo=UTC)
CLOSES = datetime(2026, 12, 31, 14, 59, tzinfo=UTC)  # 23:59 in Japan
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def call(settings: pytest.FixtureRequest) -> Call:
    settings.CALL_CLOSING_SOON_DAYS = 14  # type: ignore[attr-defined]
    return Call(programme=Programme(), title="x", opens_at=OPENS, closes_at=CLOSES, is_published=True)


@pytest.mark.parametrize(
    "at,phase,days",
    [
        (OPENS - SECOND, Phase.NOT_YET, 274),
        (OPENS, Phase.OPEN, 274),
        (datetime(2026, 12, 16, 14, 59, tzinfo=UTC), Phase.OPEN, 15),
        (datetime(2026, 12, 16, 15, 0, tzinfo=UTC), Phase.CLOSING_SOON, 14),
        (CLOSES, Phase.CLOSING_SOON, 0),
        (CLOSES + MINUTE - timedelta(microseconds=1), Phase.CLOSING_SOON, 0),
        (CLOSES + MINUTE, Phase.CLOSED, -1),
    ],
)
def test_phase_follows_the_instant_and_days_follow_the_calendar_of_japan(
    call: Call, at: datetime, phase: Phase, days: int
) -> None:
    found = standing(call, at=at)
    assert (found.phase, found.days_left) == (phase, days)
    assert found.takes_applications == call.is_open(at)


def test_a_call_that_is_not_published_takes_nothing(call: Call) -> None:
    call.is_published = False
    assert not standing(call, at=OPENS + SECOND).takes_applications
