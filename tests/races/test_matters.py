"""Two people of one group act on one matter at once, by what both read: one is done, one is told. PostgreSQL."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from cms.api import matter_actions
from tests.cms.api.matters import REQUEST, order, read
from tests.cms.api.talking import Caller
from tests.factories_coordination import Sides, add_member, make_asked
from tests.races.harness import behind_lock
from workflows.cases.models import Case
from workflows.kinds.coordination.models import Sounding

pytestmark = [pytest.mark.races, pytest.mark.usefixtures("own_database")]


def answered_at_once(sides: Sides) -> list[Any]:
    """Accepted and declined; both have read the request, and wait at the case in this order."""
    callers = [Caller(sides.helper), Caller(add_member(sides.partner))]
    seen = [read(one, REQUEST) for one in callers]
    jobs = [
        partial(caller.post, f"{matter['href']}/actions/answer", order(matter, answer=answer))
        for caller, matter, answer in zip(callers, seen, ("accept", "decline"), strict=True)
    ]
    return behind_lock(Case.objects.filter(pk=sides.case.pk), *jobs)


def test_of_two_answers_at_once_the_second_is_told_that_the_matter_has_changed() -> None:
    sides = make_asked()
    first, second = answered_at_once(sides)
    assert first.status_code == 200, first.content
    assert (second.status_code, second.json()["code"]) == (409, "changed")
    assert Sounding.objects.get(pk=sides.sounding.pk).state == "accepted"


def test_control_without_the_lock_of_the_matter_the_second_answer_undoes_the_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The version is compared with what was read before the other's answer."""
    monkeypatch.setattr(matter_actions, "lock", lambda case: case)
    sides = make_asked()
    first, second = answered_at_once(sides)
    assert [first.status_code, second.status_code] == [200, 200], (first.content, second.content)
    assert Sounding.objects.get(pk=sides.sounding.pk).state == "declined"
