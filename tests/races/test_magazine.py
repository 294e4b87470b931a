"""Two workers at one mailing, two presses of one button: one recipient, one reader. PostgreSQL only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db.models import QuerySet

from cms.core.errors import CaseError
from cms.jobs.models import OutboxItem
from cms.jobs.registry import Later
from cms.mailings.magazine import journal, running, services, starting, subscribing
from cms.mailings.magazine.journal import Journal
from cms.mailings.models import Delivery, Mailing, SignUp, Subscriber, Subscription
from tests.cms.mailings.magazine.conftest import TalkingSink
from tests.cms.mailings.magazine.conftest import sink as _sink
from tests.factories_mailings import adds_up, make_mailing, make_subscribers, send, states, work
from tests.factories_people import make_staff
from tests.races.harness import meet_before, together, without_constraint, without_row_locks, without_uniqueness

pytestmark = [pytest.mark.races, pytest.mark.usefixtures("own_database")]
sink = _sink
ROUNDS = 20
READERS = 3


def payload(mailing: Mailing) -> dict[str, int]:
    return {"mailing": mailing.pk, "run": mailing.run}


def test_two_workers_at_one_mailing_reach_everybody_once(sink: TalkingSink) -> None:
    """The lease of the first has lapsed, though it is alive."""
    make_subscribers(READERS)
    actor = make_staff("editor_in_chief")
    for number in range(1, ROUNDS + 1):
        mailing = send(make_mailing(actor=actor), actor=actor)
        OutboxItem.objects.all().delete()
        results = together(*[partial(running.run, payload(mailing))] * 2)
        assert [one for one in results if one is not None and not isinstance(one, Later)] == []
        assert states(mailing) == {"sent": READERS}, number
        assert adds_up(mailing)
        assert set(Counter(mail["Message-ID"] for mail in sink.mails).values()) == {1}
        assert len(sink.mails) == number * READERS


def test_control_without_guards_everybody_is_a_recipient_twice(
    sink: TalkingSink, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    make_subscribers(READERS)
    mailing = send(make_mailing())
    without_row_locks(monkeypatch)
    without_constraint(Delivery, "delivery_once")
    monkeypatch.setattr(journal, "held", partial(_unlocked, tmp_path))
    meet_before(monkeypatch, starting.choices, "of_mailing", 2)
    together(*[partial(running.run, payload(mailing))] * 2)
    assert Delivery.objects.filter(mailing=mailing).count() == 2 * READERS
    assert min(Counter(mail["To"] for mail in sink.mails).values()) >= 2


@contextmanager
def _unlocked(folder: Path, mailing: int) -> Iterator[Journal]:
    import os
    import uuid

    descriptor = os.open(folder / uuid.uuid4().hex, os.O_RDWR | os.O_CREAT | os.O_APPEND)
    yield Journal(descriptor)
    os.close(descriptor)


def asked(number: int) -> SignUp:
    return SignUp.objects.create(address=f"new{number}@example.jp", choice={"ward": True})


def test_a_button_pressed_twice_makes_one_reader() -> None:
    for number in range(ROUNDS):
        row = asked(number)
        results = together(*[partial(subscribing.confirm, row)] * 2)
        assert sorted(type(one).__name__ for one in results) == ["Expired", "Subscriber"]
        assert Subscriber.objects.filter(address=f"new{number}@example.jp").count() == 1
    assert Subscription.objects.count() == ROUNDS


def test_control_without_guards_a_button_pressed_twice_makes_two_readers(monkeypatch: pytest.MonkeyPatch) -> None:
    without_row_locks(monkeypatch)
    without_uniqueness(Subscriber, "address_key")
    row = asked(1)
    meet_before(monkeypatch, QuerySet, "create", 2)
    results = together(*[partial(subscribing.confirm, row)] * 2)
    assert [type(one) for one in results] == [Subscriber, Subscriber]
    assert Subscriber.objects.filter(address="new1@example.jp").count() == 2


def test_a_stop_while_it_is_sent_leaves_totals_that_add_up(sink: TalkingSink) -> None:
    make_subscribers(READERS)
    actor = make_staff("editor_in_chief")
    ends: Counter[str] = Counter()
    for _round in range(ROUNDS):
        mailing = send(make_mailing(actor=actor), actor=actor)
        assert starting.start(mailing)
        jobs: list[Any] = [partial(running.run, payload(mailing)), partial(services.stop, mailing, actor=actor)]
        results = together(*jobs)
        assert [one for one in results if isinstance(one, Exception) and not isinstance(one, CaseError)] == []
        work()
        assert adds_up(mailing)
        ends[mailing.state] += 1
        assert mailing.sent == sum(mail["Message-ID"] in ids(mailing) for mail in sink.mails)
    assert ends["stopped"] + ends["finished"] == ROUNDS


def ids(mailing: Mailing) -> set[str]:
    from cms.mailings.magazine.rendering import message_id

    return {message_id(pk) for pk in Delivery.objects.filter(mailing=mailing).values_list("pk", flat=True)}
