"""What people do while a mailing goes out: leave, stop, wait for another mail. Commits are real here."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.test import Client

from cms.jobs.models import OutboxItem
from cms.jobs.worker import run_due
from cms.mailings.magazine import links, running, services
from cms.mailings.models import Mailing, Subscriber
from cms.mailings.services import store
from tests.cms.mailings.magazine.conftest import TalkingSink
from tests.factories_mailings import adds_up, make_mailing, make_subscribers, send, states, to_of, work
from tests.factories_people import make_staff

pytestmark = pytest.mark.usefixtures("own_database")


def click(url: str) -> None:
    """As a mail program does for one click (RFC 8058)."""
    answer = Client(enforce_csrf_checks=True).post(urlsplit(url).path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200


@pytest.mark.parametrize("batch", [3, 500])
def test_who_unsubscribes_during_the_mail_out_gets_nothing_more(
    sink: TalkingSink, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    """In the batch that is under way too: the worker looks every few seconds, here before every mail."""
    monkeypatch.setattr(running, "BATCH", batch)
    monkeypatch.setattr(running, "LOOK_SECONDS", -1)
    readers = make_subscribers(9)
    leaves = readers[6]
    mailing = send(make_mailing())
    sink.then = {2: lambda: click(links.unsubscribe_url(leaves.pk))}
    work()
    assert to_of(sink.mails) == sorted(one.address for one in readers if one != leaves)
    assert states(mailing) == {"sent": 8, "suppressed": 1}
    assert adds_up(mailing)


def test_a_reader_whose_subscription_ends_in_any_other_way_gets_nothing_more(
    sink: TalkingSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a word to the deliveries of the batch that is under way: the reader's own state is looked at."""
    monkeypatch.setattr(running, "LOOK_SECONDS", -1)
    readers = make_subscribers(9)
    gone = Subscriber.objects.filter(pk=readers[6].pk)
    mailing = send(make_mailing())
    sink.then = {2: lambda: gone.update(state=Subscriber.State.LEFT)}
    work()
    assert to_of(sink.mails) == sorted(one.address for one in readers if one != readers[6])
    monkeypatch.setattr(running, "LOOK_SECONDS", 60)  # at the usual pace what is left over is put aside
    work()
    assert states(mailing) == {"sent": 8, "suppressed": 1}
    assert adds_up(mailing)


def test_a_stop_ends_it_within_the_batch_and_counts_what_was_in_hand(
    sink: TalkingSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "LOOK_SECONDS", -1)
    chief = make_staff("editor_in_chief")
    make_subscribers(20)
    mailing = send(make_mailing())
    sink.then = {5: lambda: services.stop(mailing, actor=chief)}
    work(3)
    assert states(mailing) == {"sent": 5, "withheld": 15}
    assert len(sink.mails) == 5
    assert adds_up(mailing)
    assert (mailing.state, mailing.stopped_by) == (Mailing.State.STOPPED, chief)


def test_something_urgent_goes_first(sink: TalkingSink, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sign-in code, a receipt, a letter: at the next look, not after fifty thousand mails."""
    monkeypatch.setattr(running, "BATCH", 3)
    make_subscribers(12)
    send(make_mailing())

    @transaction.atomic
    def code() -> None:
        store(to="taro@example.jp", subject="確認コード", text="123456", html="123456", about="code:1", key="code")

    sink.then = {2: code}
    run_due()
    order = [str(mail["To"]) for mail in sink.mails]
    # The batch under way is finished, then one more may have been taken before the code was seen.
    assert order.index("taro@example.jp") <= 6
    assert len(order) == 13


def test_a_long_mail_out_looks_healthy(sink: TalkingSink, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker gives its signs of life, and what it owes next is never old."""
    monkeypatch.setattr(running, "BATCH", 2)
    monkeypatch.setattr(running, "STRETCH_SECONDS", 0)
    make_subscribers(8)
    send(make_mailing())
    seen: list[int] = []
    sink.then = {number: lambda: seen.append(Client().get("/healthz/jobs").status_code) for number in (2, 5, 8)}
    work()
    assert seen == [200, 200, 200]
    assert OutboxItem.objects.filter(kind="mailing", state="done").count() > 2, "several stretches"
