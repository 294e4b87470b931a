"""A visitor's request: acceptance beside its taking back, and two workers that remind and end it. PostgreSQL only."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from cms.core.errors import Stale
from cms.mailings.models import OutgoingMail
from cms.people.models import User
from tests.factories_people import make_group, make_hub, make_user
from tests.races.harness import meet_before, together, without_row_locks
from tests.races.test_introductions import insisting
from workflows.exchange import tending
from workflows.exchange.models import GroupRequest
from workflows.exchange.services import requesting

pytestmark = [pytest.mark.races, pytest.mark.usefixtures("own_database")]
ROUNDS = 20


def make_request(days: int = 0) -> tuple[GroupRequest, User]:
    user = make_user()
    made = GroupRequest.objects.create(
        group=make_group(make_hub(), manager=user), kind="join", name="見本 花子", address="visitor@example.jp",
        message="入会したい", state="waiting", confirmed_at=timezone.now() - timedelta(days=days),
    )  # fmt: skip
    return made, user


def test_accepted_beside_its_taking_back_the_address_is_gone_in_the_end() -> None:
    for _round in range(ROUNDS):
        row, user = make_request()
        accept = insisting(partial(requesting.accept, row, actor=user, name="担当", reach="03-0000-0000"))
        results = together(accept, insisting(partial(requesting.withdraw, row)))
        assert isinstance(results[1], GroupRequest), results
        assert isinstance(results[0], GroupRequest | Stale), results
        row.refresh_from_db()
        assert (row.state, row.address, row.group_reach) == ("withdrawn", "", "")


def test_control_without_the_lock_a_request_that_was_taken_back_is_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    row, user = make_request()
    without_row_locks(monkeypatch)
    meet_before(monkeypatch, GroupRequest, "save", 2)
    accept = partial(requesting.accept, row, actor=user, name="担当", reach="03-0000-0000")
    results = together(accept, partial(requesting.withdraw, row))
    assert [type(one) for one in results] == [GroupRequest, GroupRequest], results


def test_two_workers_remind_and_end_it_once() -> None:
    for days, words in ((8, "お返事をお願い"), (31, "終了しました")):
        for _round in range(ROUNDS // 2):
            row, _user = make_request(days)
            results = together(tending.tend, tending.tend)
            assert sorted(results) == [0, 1], results
            found = OutgoingMail.objects.filter(subject_ref=requesting.about(row), subject__contains=words)
            assert found.count() == 1
            GroupRequest.objects.all().delete()
