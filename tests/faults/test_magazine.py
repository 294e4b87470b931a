"""A mail-out of 5,000 while busy workers are killed: nobody is missed, nobody gets it twice, who is in doubt is named.

Beside it one killed worker with and without the guards: without them, everybody of the batch gets it twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from django.conf import settings
from django.db.models.functions import Now
from pytest_django import DjangoDbBlocker

from cms.jobs.models import OutboxItem
from cms.mailings.magazine import links
from cms.mailings.models import Delivery, Mailing, Subscriber
from tests.cms.admin.walking import client_of
from tests.database_fixture import OwnDatabase
from tests.factories_hubs import make_ward
from tests.factories_mailings import adds_up, make_mailing, make_subscribers, send, states
from tests.factories_people import make_staff
from tests.faults.service import PROMISED_SECONDS, Service, SlowSink, own_server
from tests.programs import Program, kill, talks_to, until

pytestmark = [pytest.mark.faults, pytest.mark.timeout(1_200)]
RECIPIENTS, KILLS = 5_000, 5
# A killed worker's item is free again soon, so that the test need not wait a minute for each kill.
LEASE_SECONDS = "9"


@pytest.fixture
def service(django_db_blocker: DjangoDbBlocker, tmp_path: Path) -> Iterator[Service]:
    with django_db_blocker.unblock(), own_server() as cluster:
        started = Service(cluster, tmp_path, JOBS_LEASE_SECONDS=LEASE_SECONDS)
        try:
            started.wait_until_ready()
            yield started
        finally:
            started.close()


def arrived(sink: SlowSink) -> Counter[str]:
    return Counter(str(mail["To"]) for mail in list(sink.mails))


def in_doubt(mailing: Mailing) -> set[str]:
    rows = Delivery.objects.filter(mailing=mailing, state=Delivery.State.AMBIGUOUS)
    return set(rows.values_list("subscriber__address", flat=True))


def test_five_kills_lose_nobody_and_reach_nobody_twice(service: Service) -> None:
    make_ward()
    readers = make_subscribers(RECIPIENTS)
    actor = make_staff("editor_in_chief")
    mailing = send(make_mailing(actor=actor), actor=actor)
    for number in range(KILLS):
        goal = (number + 1) * RECIPIENTS // (KILLS + 1)
        assert until(lambda goal=goal: len(service.sink.mails) >= goal, PROMISED_SECONDS, pause=0.02), service.logs()
        if number % 2:
            _kill_whoever_sends(service)
        else:
            service.kill_busy_worker()
    gone = readers[-1]
    assert gone.address not in arrived(service.sink)
    _unsubscribes(service, gone)
    ended = Mailing.objects.filter(pk=mailing.pk, state=Mailing.State.FINISHED)
    assert until(ended.exists, 2 * PROMISED_SECONDS), f"{states(mailing)}\n{service.logs()}"

    came, doubted = arrived(service.sink), in_doubt(mailing)
    assert len(doubted) <= KILLS
    assert {address: count for address, count in came.items() if count > 1} == {}
    assert {one.address for one in readers} - set(came) - doubted == {gone.address}
    assert adds_up(mailing)
    assert mailing.suppressed == 1
    assert mailing.sent + mailing.failed + mailing.suppressed + mailing.ambiguous == RECIPIENTS == mailing.recipients
    assert not OutboxItem.objects.filter(state=OutboxItem.State.PARKED, kind="mailing").exists()
    html = client_of(actor).get(f"/cms/desk/magazine/{mailing.pk}/recipients/").content.decode()
    assert doubted, "five kills of a sending worker hit no mail: the test proves nothing"
    assert [address for address in doubted if address not in html] == []


def _kill_whoever_sends(service: Service) -> None:
    found: list[psutil.Process] = []

    def sending() -> bool:
        found.extend(one for one in service.worker.family() if talks_to(one, service.sink.port))
        return bool(found)

    assert until(sending, PROMISED_SECONDS, pause=0.02), service.logs()
    kill(found[:1])


def _unsubscribes(service: Service, reader: Subscriber) -> None:
    """One click, as a mail program does it."""
    import http.client

    there = http.client.HTTPConnection("127.0.0.1", service.port, timeout=30)
    path = urlsplit(links.unsubscribe_url(reader.pk)).path
    body = "List-Unsubscribe=One-Click"
    there.request("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded", "Connection": "close"})
    assert there.getresponse().status == 200
    there.close()


@pytest.mark.parametrize(("how", "doubled", "doubted"), [("guarded", 0, 1), ("unguarded", 9, 0)])
def test_without_its_guards_a_kill_doubles_the_batch(
    own_database: OwnDatabase, tmp_path: Path, how: str, doubled: int, doubted: int
) -> None:
    """The worker is killed while it waits for the answer to the tenth mail, which is lost with it."""
    sink = SlowSink()
    sink.controller.start()
    readers = make_subscribers(30)
    mailing = send(make_mailing())
    environment = {
        "DATABASE_URL": own_database.url, "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
        "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}", "SECRET_KEY": settings.SECRET_KEY, "VAR_DIR": str(tmp_path),
    }  # fmt: skip
    sink.stall_at = 10
    for turn in range(2):
        OutboxItem.objects.update(due_at=Now())
        OutboxItem.objects.filter(state="claimed").update(state="due", claim="", claimed_until=None)
        program = Program(["-m", "tests.faults.one_worker", how], log=tmp_path / f"{turn}.log", environment=environment)
        if turn == 0:
            assert until(lambda: sink.stalled, 60, pause=0.02), program.log.read_text()
            program.end()
            sink.stall_at = 0
        else:
            assert program.process.wait(60) == 0, program.log.read_text()
    sink.close()
    came = arrived(sink)
    assert sum(count - 1 for count in came.values()) == doubled
    assert set(came) | in_doubt(mailing) == {one.address for one in readers}
    assert len(in_doubt(mailing)) == doubted
    assert adds_up(mailing)
    assert mailing.state == Mailing.State.FINISHED
