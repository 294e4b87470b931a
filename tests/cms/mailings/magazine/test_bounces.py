"""Mails that come back: recorded when they are ours, whatever box they lie in; forged ones do nothing."""

from __future__ import annotations

import io
import mailbox
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from cms.mailings.magazine import rendering
from cms.mailings.models import Delivery, Mailing, Subscriber
from tests.cms.mailings.magazine.conftest import TalkingSink
from tests.factories_mailings import adds_up, make_mailing, make_subscriber, send, states, work

pytestmark = pytest.mark.django_db
ADDRESS = "gone@example.jp"


def notice(message_id: str, *, action: str = "failed", status: str = "5.1.1", address: str = ADDRESS) -> str:
    """What a mail server writes (RFC 3464)."""
    return f"""From: MAILER-DAEMON@mail.example.jp
To: kizuna@example.jp
Subject: Undelivered Mail Returned to Sender
Message-ID: <{status}.{action}@mail.example.jp>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="part"

--part
Content-Type: text/plain; charset=us-ascii

I could not deliver it.

--part
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.jp

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}

--part
Content-Type: text/rfc822-headers

Subject: x
Message-ID: {message_id}

--part--
"""


@pytest.fixture
def mailing(sink: TalkingSink) -> Mailing:
    """Sent to two; the server took both."""
    make_subscriber(ADDRESS)
    make_subscriber()
    sent = send(make_mailing())
    work()
    assert states(sent) == {"sent": 2}
    return sent


def message_id() -> str:
    return rendering.message_id(Delivery.objects.get(subscriber__address=ADDRESS).pk)


def read(monkeypatch: pytest.MonkeyPatch, text: str) -> str:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(text.encode())))
    call_command("read_bounces", "-", stdout=out)
    return out.getvalue()


def test_a_mail_that_came_back_has_failed(mailing: Mailing, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "配信できずとして記録：1" in read(monkeypatch, notice(message_id())).replace(": ", "：")
    assert states(mailing) == {"failed": 1, "sent": 1}
    assert adds_up(mailing)
    assert (mailing.sent, mailing.failed) == (1, 1)
    assert Subscriber.objects.get(address=ADDRESS).failures == 1
    read(monkeypatch, notice(message_id()))
    assert Subscriber.objects.get(address=ADDRESS).failures == 1, "the same notice counts once"


@pytest.mark.parametrize(
    "wrong",
    [
        {"message_id": "<magazine.1.0123456789abcdef01234567@example.jp>"},
        {"message_id": "<something@example.jp>"},
        {"action": "delayed", "status": "4.2.2"},
    ],
)
def test_a_forged_a_foreign_and_a_temporary_notice_do_nothing(
    mailing: Mailing, monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str]
) -> None:
    read(monkeypatch, notice(**{"message_id": message_id(), **wrong}))
    assert states(mailing) == {"sent": 2}
    assert Subscriber.objects.filter(failures__gt=0).count() == 0


def test_a_message_without_sense_stops_nothing(mailing: Mailing, monkeypatch: pytest.MonkeyPatch) -> None:
    for text in ("", "x", f"Content-Type: multipart/report; boundary=\n\n{message_id()}", f"\n\n\xff{message_id()}"):
        read(monkeypatch, text)
    assert states(mailing) == {"sent": 2}


def test_a_maildir_is_read_once(mailing: Mailing, tmp_path: Path) -> None:
    box = mailbox.Maildir(tmp_path / "box")
    box.add(notice(message_id()))
    out = io.StringIO()
    for _turn in range(2):
        call_command("read_bounces", str(tmp_path / "box"), stdout=out)
    assert states(mailing) == {"failed": 1, "sent": 1}
    assert [line[-1] for line in out.getvalue().splitlines()] == ["1", "0", "0", "0", "0", "0", "0", "0"]


def test_an_mbox_is_read(mailing: Mailing, tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "box")
    box.add(notice(message_id()))
    box.close()
    call_command("read_bounces", str(tmp_path / "box"), stdout=io.StringIO())
    assert states(mailing) == {"failed": 1, "sent": 1}
    with pytest.raises(CommandError):
        call_command("read_bounces", str(tmp_path / "nothing"))


def test_three_mails_that_came_back_end_a_subscription(
    mailing: Mailing, sink: TalkingSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        delivery = Delivery.objects.filter(subscriber__address=ADDRESS).latest("pk")
        read(monkeypatch, notice(rendering.message_id(delivery.pk)))
        if number < 2:
            send(make_mailing())
            work()
    assert Subscriber.objects.get(address=ADDRESS).state == Subscriber.State.SUPPRESSED
