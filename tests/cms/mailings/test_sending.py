"""Mail through a real server: once, or later, or put aside."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.test import Client
from pytest_django import Settings

from cms.core.clock import database_now
from cms.jobs import outbox
from cms.jobs.models import OutboxItem
from cms.jobs.worker import run_due
from cms.mailings import sending
from cms.mailings.models import OutgoingMail
from cms.mailings.pruning import prune
from cms.mailings.services import write_mail
from tests.smtp import Sink

State = OutboxItem.State
pytestmark = pytest.mark.django_db


@pytest.fixture
def mail(db: None) -> OutgoingMail:
    written = write_mail(
        to="hanako@example.jp", template="sample", about="case:1", key="k",
        context={"call": "練馬のまつり 𠮷", "link": "http://testserver/"},
    )  # fmt: skip
    return OutgoingMail.objects.get(pk=written)


def _run_again() -> OutboxItem:
    OutboxItem.objects.filter(state=State.DUE).update(due_at=Now())
    run_due()
    return OutboxItem.objects.get()


def test_a_mail_arrives_once_with_both_texts_and_its_marks(
    mail: OutgoingMail, smtp_sink: Sink, settings: Settings
) -> None:
    settings.MAIL_REPLY_TO = "desk@example.jp"
    assert _run_again().state == State.DONE
    sending.send({"mail": mail.pk})
    [got] = smtp_sink.mails
    assert got["Message-ID"] == mail.message_id
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["Reply-To"] == "desk@example.jp"
    assert got["Subject"].strip() == mail.subject
    text, html = got.iter_parts()
    assert "練馬のまつり 𠮷を受け付けました。" in text.get_content()
    assert '<html lang="ja">' in html.get_content()
    assert [part.get_content_type() for part in got.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    mail.refresh_from_db()
    assert mail.state == "sent"
    assert mail.sent_at


@pytest.mark.parametrize("mode", ["421", "450"])
def test_a_server_that_says_later_is_asked_again(mail: OutgoingMail, smtp_sink: Sink, mode: str) -> None:
    smtp_sink.mode = mode
    item = _run_again()
    assert (item.state, item.attempts) == (State.DUE, 0)
    assert item.due_at > database_now() + timedelta(seconds=30)
    assert mode in item.last_error
    smtp_sink.mode = "ok"
    assert _run_again().state == State.DONE
    assert len(smtp_sink.mails) == 1


def test_a_server_that_is_not_there_is_asked_again(mail: OutgoingMail, smtp_sink: Sink) -> None:
    smtp_sink.close()
    item = _run_again()
    assert item.state == State.DUE
    assert "ConnectionRefusedError" in item.last_error


def test_a_refused_address_is_put_aside_without_naming_it(mail: OutgoingMail, smtp_sink: Sink) -> None:
    smtp_sink.mode = "550"
    item = _run_again()
    assert item.state == State.PARKED
    assert "550" in item.last_error
    assert "hanako" not in item.last_error
    mail.refresh_from_db()
    assert mail.state == "parked"
    smtp_sink.mode = "ok"
    outbox.retry([item.pk])
    assert _run_again().state == State.DONE
    mail.refresh_from_db()
    assert mail.state == "sent"


def test_a_connection_that_ends_before_the_answer_gives_the_same_mail_twice_never_none(
    mail: OutgoingMail, smtp_sink: Sink
) -> None:
    smtp_sink.mode = "drop"
    assert _run_again().state == State.DUE
    smtp_sink.mode = "ok"
    assert _run_again().state == State.DONE
    first, second = smtp_sink.mails
    assert first["Message-ID"] == second["Message-ID"] == mail.message_id
    assert first["Date"] == second["Date"]


@pytest.mark.parametrize("mode", ["421", "450", "greets 554", "helo 554", "sender 553", "auth", "no tls", "gone"])
def test_a_server_that_is_out_of_service_parks_no_mail_for_two_days(
    mail: OutgoingMail, smtp_sink: Sink, settings: Settings, mode: str
) -> None:
    smtp_sink.mode = mode
    if mode == "auth":
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "kizuna", "wrong"
    if mode == "no tls":
        settings.EMAIL_USE_TLS = True
    if mode == "gone":
        smtp_sink.close()
    for _try in range(7):
        item = _run_again()
    assert (item.state, item.attempts) == (State.DUE, 0)
    assert item.outage_since
    OutboxItem.objects.update(outage_since=database_now() - timedelta(hours=49))
    assert _run_again().state == State.PARKED
    mail.refresh_from_db()
    assert mail.state == "parked"
    assert smtp_sink.mails == []


def test_a_refused_text_costs_attempts_and_ends_with_a_person(mail: OutgoingMail, smtp_sink: Sink) -> None:
    smtp_sink.mode = "data 554"
    for attempt in range(1, 6):
        assert _run_again().attempts == attempt
    assert OutboxItem.objects.get().state == State.PARKED


def test_monitors_are_told_of_an_outage(mail: OutgoingMail, smtp_sink: Sink, client: Client) -> None:
    smtp_sink.mode = "421"
    _run_again()
    assert "outage" in client.get("/healthz/jobs").json()["warnings"]
    smtp_sink.mode = "ok"
    _run_again()
    assert "outage" not in client.get("/healthz/jobs").json()["warnings"]


def test_sent_mail_is_forgotten_after_its_time_and_unsent_mail_is_not(mail: OutgoingMail, settings: Settings) -> None:
    old = database_now() - timedelta(days=settings.MAIL_KEEP_DAYS + 1)
    OutgoingMail.objects.update(created_at=old)
    assert prune() == 0
    OutgoingMail.objects.update(state="sent", sent_at=old)
    assert prune() == 1
