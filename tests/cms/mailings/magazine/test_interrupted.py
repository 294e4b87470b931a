"""A worker that died leaves a journal; the next one knows who has the mail, who has not, and who is in doubt."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from cms.jobs.models import OutboxItem
from cms.mailings.magazine import journal, outcomes, running
from cms.mailings.magazine.journal import Outcome
from cms.mailings.magazine.starting import start
from cms.mailings.models import Delivery, Mailing
from tests.cms.mailings.magazine.conftest import TalkingSink
from tests.factories_mailings import adds_up, make_mailing, make_subscribers, send, states, to_of, work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BATCH", 4)


@pytest.fixture
def mailing() -> Mailing:
    """Ten recipients; a worker has begun and is gone."""
    make_subscribers(10)
    found = send(make_mailing())
    assert start(found)
    Mailing.objects.filter(pk=found.pk).update(runner="x" * 32, runner_place=journal.place())
    return found


def ids(mailing: Mailing) -> list[int]:
    return list(Delivery.objects.filter(mailing=mailing).order_by("pk").values_list("pk", flat=True))


def left_behind(mailing: Mailing, text: str) -> None:
    (journal.folder() / f"{mailing.pk}.journal").write_text(f"# 0\n{text}")


def test_only_the_mail_in_between_is_in_doubt(mailing: Mailing, sink: TalkingSink) -> None:
    a, b, c, *_rest = ids(mailing)
    left_behind(mailing, f"> {a}\n= {a} sent 250\n= {b} failed 550\n> {c}\n")
    work()
    assert states(mailing) == {"ambiguous": 1, "failed": 1, "sent": 8}
    assert adds_up(mailing)
    assert Delivery.objects.get(state="ambiguous").pk == c
    assert len(sink.mails) == 7, "the one that was sent before is not sent again"
    told = set(to_of(sink.mails))
    assert not told & set(Delivery.objects.filter(pk__in=[a, b, c]).values_list("subscriber__address", flat=True))


def test_a_line_that_was_cut_off_does_not_count(mailing: Mailing, sink: TalkingSink) -> None:
    a, b, *_rest = ids(mailing)
    left_behind(mailing, f"> {a}\n= {a} sent 250\n> {b}\n= {b} se")
    work()
    assert states(mailing) == {"ambiguous": 1, "sent": 9}
    assert len(sink.mails) == 8


def test_answers_that_were_kept_already_are_not_counted_twice(mailing: Mailing, sink: TalkingSink) -> None:
    """The worker died before it could clear the journal."""
    a, b, *_rest = ids(mailing)
    outcomes.keep(mailing.pk, [Outcome(a, "later", "recipient:450"), Outcome(b, "failed", "550")], attempts=0)
    left_behind(mailing, f"= {a} later recipient:450\n= {b} failed 550\n")
    work()
    assert Delivery.objects.get(pk=a).attempts == 1
    assert Delivery.objects.get(pk=b).subscriber.failures == 1


def test_a_worker_that_died_before_it_sent_anything_leaves_nobody_in_doubt(mailing: Mailing, sink: TalkingSink) -> None:
    work()
    assert states(mailing) == {"sent": 10}
    assert len(sink.mails) == 10


def test_where_the_journal_is_out_of_reach_the_whole_batch_is_in_doubt(mailing: Mailing, sink: TalkingSink) -> None:
    """Another machine, or this one before its last start: nobody gets it twice."""
    Mailing.objects.filter(pk=mailing.pk).update(runner_place="elsewhere:boot")
    left_behind(mailing, f"> {ids(mailing)[0]}\n")
    work()
    assert states(mailing) == {"ambiguous": 4, "sent": 6}
    assert set(ids(mailing)[:4]) == set(Delivery.objects.filter(state="ambiguous").values_list("pk", flat=True))
    assert adds_up(mailing)


def test_a_live_worker_on_this_machine_is_not_overtaken(mailing: Mailing, sink: TalkingSink) -> None:
    with journal.held(mailing.pk):
        work()
    assert sink.mails == []
    assert OutboxItem.objects.get(state=OutboxItem.State.DUE).attempts == 1
    work()
    assert states(mailing) == {"sent": 10}


def test_a_worker_that_was_overtaken_stops(mailing: Mailing, sink: TalkingSink) -> None:
    """It lost its lease while it slept: whatever it wants to do next is somebody else's work."""
    Mailing.objects.filter(pk=mailing.pk).update(runner="")
    mailing.refresh_from_db()
    with journal.held(mailing.pk) as kept:
        slow = running.Stretch(mailing, kept)
        Mailing.objects.filter(pk=mailing.pk).update(runner=slow.token)
        Mailing.objects.filter(pk=mailing.pk).update(runner="another")
        slow._send()
    assert sink.mails == []


def test_an_item_of_an_earlier_stretch_does_nothing(mailing: Mailing, sink: TalkingSink) -> None:
    Mailing.objects.filter(pk=mailing.pk).update(run=mailing.run + 1)
    work()
    assert sink.mails == []
    assert OutboxItem.objects.get().state == OutboxItem.State.DONE


def test_a_place_changes_with_the_folder(settings: Settings, tmp_path: object) -> None:
    here = journal.place()
    assert here == journal.place()
    settings.MAGAZINE_JOURNAL_DIR = f"{tmp_path}/elsewhere"
    assert journal.place() != here


def test_kills_between_good_work_do_not_use_up_the_attempts(mailing: Mailing, sink: TalkingSink) -> None:
    for number in range(7):
        first = Delivery.objects.filter(mailing=mailing, state="waiting").order_by("pk").first()
        left_behind(mailing, f"> {first.pk}\n= {first.pk} sent 250\n")
        item = OutboxItem.objects.get(state=OutboxItem.State.DUE)
        assert item.attempts == 0, number
        running.run(item.payload)
        OutboxItem.objects.filter(pk=item.pk).update(state=OutboxItem.State.DONE)
        Mailing.objects.filter(pk=mailing.pk).update(runner="y" * 32)
    work()
    assert states(mailing) == {"sent": 10}
    assert len(sink.mails) == 3
