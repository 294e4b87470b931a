"""Processes are killed, the database crashes and the mail server refuses while residents send.

Every receipt that was ever shown has its case and its files, every mail is sent or visibly put
aside, and work goes on without a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from cms.mailings.models import OutgoingMail
from media.models import PrivateFile
from media.storage import private_storage
from tests.factories_intake import make_whole_call
from tests.faults.checking import problems, twice
from tests.faults.residents import Receipt, Resident, Shown, sending
from tests.faults.service import PROMISED_SECONDS, Service, own_server
from tests.programs import until
from workflows.cases.models import Case

pytestmark = [pytest.mark.faults, pytest.mark.timeout(1_200)]
RESIDENTS = 3
EACH = 2
# A mail that was refused and then lost its worker waits for the longer back-off once.
LONGER_BACKOFF_SECONDS = 330
# The mail server said yes, but the worker or the database was gone before it could be noted:
# at most what two job workers had in hand at each of the three faults that strike them.
AMBIGUOUS = 6


@pytest.fixture
def service(django_db_blocker: DjangoDbBlocker, tmp_path: Path) -> Iterator[Service]:
    """Ready, with private files where this process's storage looks for them."""
    with django_db_blocker.unblock(), own_server() as cluster:
        started = Service(cluster, tmp_path)
        try:
            started.wait_until_ready()
            yield started
        finally:
            started.close()


def test_no_fault_loses_what_a_resident_was_shown(service: Service, tmp_path: Path) -> None:
    faults = [
        service.refuse_mail,
        service.kill_web_in_the_middle,
        service.kill_web_anywhere,
        service.crash_database,
        service.kill_idle_workers,
        service.kill_busy_worker,
    ]
    shown = Shown(tmp_path / "shown.jsonl")
    residents = [Resident(service.port, shown) for _ in range(RESIDENTS)]
    call = make_whole_call()
    for place, fault in enumerate(faults):
        written = [[one.writes(call, place * EACH + n) for n in range(EACH)] for one in residents]
        with sending(residents, written):
            fault()
        assert until(service.answers, PROMISED_SECONDS), f"{fault.__name__}\n{service.logs()}"
        assert service.works_again(fault.__name__), f"{fault.__name__}\n{service.logs()}"

    waiting = OutgoingMail.objects.filter(state=OutgoingMail.State.WAITING)
    until(lambda: not waiting.exists(), PROMISED_SECONDS + LONGER_BACKOFF_SECONDS)
    receipts = shown.receipts()
    assert len(receipts) == Case.objects.count() == RESIDENTS * EACH * len(faults)
    assert problems(receipts, service.sink.mails) == [], service.logs()
    assert service.sink.refused > 0
    assert twice(service.sink.mails) <= AMBIGUOUS
    _the_checking_finds_losses(receipts, service)


def _the_checking_finds_losses(receipts: list[Receipt], service: Service) -> None:
    """Control: a receipt without a case, a changed byte and a lost mail are each named."""
    file = PrivateFile.objects.filter(case_files__submission__key=receipts[0].key).first()
    path = Path(private_storage().path(file.path))
    path.write_bytes(path.read_bytes() + b" ")
    invented = Receipt("8練地地第999号", "00000000-0000-0000-0000-000000000000", [])
    lost = service.sink.mails[0]
    mails = [mail for mail in service.sink.mails if mail["Message-ID"] != lost["Message-ID"]]
    found = problems([*receipts[:-1], invented], mails)
    for wanted in ("files differ", "sent as []", "nobody was told", "never arrived"):
        assert any(wanted in problem for problem in found), wanted
