"""A mailing through a real server: everybody once, and the totals add up."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from cms.jobs.models import OutboxItem
from cms.mailings.magazine import running
from cms.mailings.models import Mailing
from tests.factories_mailings import adds_up, make_mailing, make_subscribers, send, states, to_of, work
from tests.smtp import Sink

pytestmark = pytest.mark.django_db


def test_everybody_gets_the_mail_once(smtp_sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BATCH", 3)
    readers = make_subscribers(8)
    mailing = send(make_mailing())
    work()
    assert to_of(smtp_sink.mails) == sorted(one.address for one in readers)
    assert states(mailing) == {"sent": 8}
    assert adds_up(mailing)
    assert mailing.state == Mailing.State.FINISHED
    assert mailing.ended_at
    work(3)
    assert len(smtp_sink.mails) == 8
    assert not OutboxItem.objects.filter(state=OutboxItem.State.PARKED).exists()


def test_the_database_refuses_totals_that_do_not_add_up(smtp_sink: Sink) -> None:
    make_subscribers(2)
    mailing = send(make_mailing())
    work()
    with pytest.raises(IntegrityError, match="mailing_totals_add_up"), transaction.atomic():
        Mailing.objects.filter(pk=mailing.pk).update(sent=1)
