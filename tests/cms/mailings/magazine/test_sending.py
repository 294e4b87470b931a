"""A mailing through a real server: everybody once, every answer counted, and the totals add up."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from cms.jobs import outbox
from cms.jobs.models import OutboxItem
from cms.jobs.worker import run_due
from cms.mailings.magazine import running
from cms.mailings.models import Delivery, Mailing, Subscriber
from tests.cms.mailings.magazine.conftest import TalkingSink
from tests.factories_mailings import (
    adds_up,
    make_mailing,
    make_subscriber,
    make_subscribers,
    send,
    states,
    to_of,
    work,
)

pytestmark = pytest.mark.django_db
UNKNOWN, BUSY, FULL = "550 5.1.1 unknown", "450 4.2.1 busy", "452 4.2.2 full"


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BATCH", 3)


def test_everybody_gets_the_mail_once(sink: TalkingSink) -> None:
    readers = make_subscribers(8)
    mailing = send(make_mailing())
    work()
    assert to_of(sink.mails) == sorted(one.address for one in readers)
    assert len({mail["Message-ID"] for mail in sink.mails}) == 8
    assert states(mailing) == {"sent": 8}
    assert adds_up(mailing)
    assert mailing.state == Mailing.State.FINISHED
    assert mailing.ended_at
    work(3)
    assert len(sink.mails) == 8
    assert not OutboxItem.objects.exclude(state=OutboxItem.State.DONE).exists()


def test_the_database_refuses_totals_that_do_not_add_up(sink: TalkingSink) -> None:
    make_subscribers(2)
    mailing = send(make_mailing())
    work()
    with pytest.raises(IntegrityError, match="mailing_totals_add_up"), transaction.atomic():
        Mailing.objects.filter(pk=mailing.pk).update(sent=1)


def test_an_address_that_is_refused_has_failed_and_nobody_else(sink: TalkingSink) -> None:
    readers = make_subscribers(5)
    sink.says = {readers[1].address: UNKNOWN}
    mailing = send(make_mailing())
    work()
    assert states(mailing) == {"failed": 1, "sent": 4}
    assert adds_up(mailing)
    assert Delivery.objects.get(mailing=mailing, subscriber=readers[1]).code == "550"


def test_who_is_refused_again_and_again_gets_nothing_more(sink: TalkingSink) -> None:
    gone, other = make_subscribers(2)
    sink.says = {gone.address: UNKNOWN}
    for number in range(3):
        gone.refresh_from_db()
        assert (gone.state, gone.failures) == (Subscriber.State.CONFIRMED, number)
        send(make_mailing())
        work()
    gone.refresh_from_db()
    assert gone.state == Subscriber.State.SUPPRESSED
    mailing = send(make_mailing())
    work()
    assert (mailing.state, states(mailing)) == ("scheduled", {"sent": 1})
    assert to_of(sink.mails) == [other.address] * 4


def test_an_address_that_is_put_off_is_tried_again_later(sink: TalkingSink) -> None:
    readers = make_subscribers(5)
    sink.says = {readers[0].address: BUSY, readers[4].address: FULL}
    mailing = send(make_mailing())
    run_due()
    assert states(mailing) == {"sent": 3, "waiting": 2}
    assert run_due() == 0, "it waits for its time"
    del sink.says[readers[0].address]
    _let_time_pass(mailing)
    assert states(mailing) == {"sent": 4, "waiting": 1}
    for _round in range(4):
        _let_time_pass(mailing)
    assert states(mailing) == {"failed": 1, "sent": 4}
    assert adds_up(mailing)
    assert len(sink.mails) == 4


def _let_time_pass(mailing: Mailing) -> None:
    """What the next round waits for has passed."""
    Mailing.objects.filter(pk=mailing.pk).update(round_at=None)
    work()


@pytest.mark.parametrize("mode", ["421", "helo 554", "sender 553", "greets 554"])
def test_a_server_that_takes_nothing_costs_nobody_the_mail(sink: TalkingSink, mode: str) -> None:
    make_subscribers(4)
    mailing = send(make_mailing())
    sink.mode = mode
    work()
    [item] = OutboxItem.objects.filter(state=OutboxItem.State.DUE)
    assert (item.attempts, item.outage_since is None) == (0, False)
    assert states(mailing) == {"waiting": 4}
    sink.mode = "ok"
    work()
    assert len(sink.mails) == 4
    assert adds_up(mailing)


def test_a_connection_cut_in_the_middle_of_a_mail_leaves_one_in_doubt(sink: TalkingSink) -> None:
    make_subscribers(4)
    mailing = send(make_mailing())
    sink.mode = "drop"
    work()
    assert states(mailing) == {"ambiguous": 1, "waiting": 3}
    sink.mode = "ok"
    work()
    assert states(mailing) == {"ambiguous": 1, "sent": 3}
    assert adds_up(mailing)
    assert len(sink.mails) == 4


def test_a_text_that_the_server_refuses_stops_the_mailing_for_a_person(
    sink: TalkingSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BATCH", 500)
    make_subscribers(30)
    mailing = send(make_mailing())
    sink.mode = "data 554"
    work(5)
    assert OutboxItem.objects.get(kind="mailing").state == OutboxItem.State.PARKED
    assert "failed" not in states(mailing)
    assert Subscriber.objects.filter(failures__gt=0).count() == 0
    sink.mode = "ok"
    with transaction.atomic():
        outbox.retry()
    for _round in range(5):
        _let_time_pass(mailing)
    assert states(mailing) == {"sent": 30}
    assert adds_up(mailing)


def test_a_server_that_refuses_every_address_is_no_readers_fault(
    sink: TalkingSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A relay that has forgotten us says 550 to everybody; three such mails would have emptied the list."""
    monkeypatch.setattr(running, "BATCH", 500)
    make_subscribers(60)
    mailing = send(make_mailing())
    sink.mode = "550"
    work(5)
    assert OutboxItem.objects.get(kind="mailing").state == OutboxItem.State.PARKED
    assert states(mailing) == {"waiting": 60}
    assert Subscriber.objects.filter(failures__gt=0).count() == 0
    sink.mode = "ok"
    outbox.retry()
    work()
    assert states(mailing) == {"sent": 60}
    assert adds_up(mailing)


def test_nothing_is_sent_while_everything_is_held(sink: TalkingSink) -> None:
    make_subscribers(2)
    mailing = send(make_mailing())
    outbox.hold("restored")
    work(2)
    assert (sink.mails, states(mailing)) == ([], {})
    outbox.release()
    work()
    assert len(sink.mails) == 2


def test_who_has_left_meanwhile_is_left_out(sink: TalkingSink) -> None:
    """Without a word to the deliveries: the reader's own state is read with every batch."""
    stays, leaves = make_subscribers(2)
    mailing = send(make_mailing())
    found = Mailing.objects.get(pk=mailing.pk)
    from cms.mailings.magazine.starting import start

    assert start(found)
    Subscriber.objects.filter(pk=leaves.pk).update(state=Subscriber.State.LEFT)
    work()
    assert to_of(sink.mails) == [stays.address]
    assert states(mailing) == {"sent": 1, "suppressed": 1}
    assert adds_up(mailing)


def test_one_address_is_one_recipient_whatever_it_has_ticked(sink: TalkingSink) -> None:
    from cms.mailings.magazine.choices import Choice
    from tests.factories_people import make_hub

    hub, other = make_hub(), make_hub()
    both = Choice(ward=True, hubs=frozenset([hub.pk, other.pk]))
    reader = make_subscriber(choice=both)
    send(make_mailing(segment=both))
    work()
    assert to_of(sink.mails) == [reader.address]
