"""Somebody holds the case: whoever else wants it is told so with 409, quickly, and loses nothing. PostgreSQL only."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections, transaction
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from cms.core.errors import Busy
from cms.core.models import NumberSeries
from cms.jobs.worker import run_due
from tests.cms.admin.walking import answers, client_of, step_address
from tests.factories_cases import ask_correction, bring_to, complete, make_case
from tests.factories_intake import make_applicant, make_draft_complete, make_whole_call, submitted_case
from tests.factories_people import make_hub, make_staff
from tests.media.samples import pdf
from tests.programs import until
from tests.sign_in import sign_in
from workflows.cases.models import Case
from workflows.correspondence.services import record_posting
from workflows.engine.letters import go_on
from workflows.engine.models import CaseProcess
from workflows.engine.moving import hand_over, move_to_hub
from workflows.engine.withdrawing import withdraw
from workflows.intake.reviewed import mark_of
from workflows.intake.services.correcting import begin_correction, resubmit
from workflows.intake.services.sending import submit

pytestmark = [pytest.mark.races, pytest.mark.usefixtures("own_database")]
BUSY = "ほかの人がこの手続を処理しています"


@contextmanager
def held(rows: QuerySet[Any]) -> Iterator[None]:
    """Another connection holds the rows while the block runs."""
    ready, done = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                list(rows.select_for_update())
                ready.set()
                done.wait(60)
        finally:
            ready.set()
            connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    assert ready.wait(60)
    try:
        yield
    finally:
        done.set()
        holder.join(60)


def process_of(case: Case) -> QuerySet[Any]:
    return CaseProcess.objects.filter(run__case=case)


def state(case: Case) -> tuple[Any, ...]:
    fresh = Case.objects.get(pk=case.pk)
    return fresh.step, fresh.revision, fresh.event_count, fresh.outcome, fresh.holder_id, fresh.hub_id


def is_busy(service: Callable[[], Any]) -> bool:
    try:
        service()
    except Busy:
        return True
    return False


def test_every_service_that_locks_a_case_or_draft_says_busy() -> None:
    case, hub = make_case(), make_hub()
    chief = make_staff("chief", case.hub)
    user, group = make_applicant()
    call = make_whole_call()
    draft = make_draft_complete(user, call, group)
    back = ask_correction(submitted_case(call=call, user=user, group=group))
    correction = begin_correction(back, actor=user)
    decided = complete(bring_to("decision", make_case(notice="post")), make_staff("division_approver"))
    run_due()
    letter, today = decided.letters.get(), timezone.localdate()
    cases, drafts = Case.objects.all(), type(draft).objects.all()
    now = timezone.now()
    waits: list[tuple[str, QuerySet[Any], Callable[[], Any]]] = [
        ("taking, process", process_of(case), lambda: hand_over(case, actor=chief, holder=chief)),
        ("taking, case", cases, lambda: hand_over(case, actor=chief, holder=chief)),
        ("moving", process_of(case), lambda: move_to_hub(case, actor=chief, hub=hub, reason="管轄違い")),
        ("withdrawing", cases, lambda: withdraw(case, actor=case.applicant)),
        ("step", cases, lambda: complete(case, chief)),
        ("letter", cases, lambda: record_posting(letter, actor=chief, posted_on=today)),
        ("sending", drafts, lambda: submit(draft, actor=user, arrived_at=now)),
        ("correcting, draft", drafts, lambda: resubmit(correction, actor=user, arrived_at=now)),
        ("correcting, case", process_of(back), lambda: resubmit(correction, actor=user, arrived_at=now)),
    ]
    before = [state(one) for one in (case, back, decided)]
    for name, rows, service in waits:
        with held(rows):
            assert is_busy(service), name
    assert [state(one) for one in (case, back, decided)] == before


def test_the_queue_for_a_number_turns_nobody_away() -> None:
    """Whoever was in time stays so, though the number is held for longer than a lock is waited for elsewhere."""
    user, group = make_applicant()
    call = make_whole_call()
    submitted_case(call=call, user=user, group=group)
    draft = make_draft_complete(user, call, group)
    results: list[Any] = []

    def send() -> None:
        try:
            results.append(submit(draft, actor=user, arrived_at=timezone.now()))
        finally:
            connections.close_all()

    with held(NumberSeries.objects.all()):
        sender = threading.Thread(target=send)
        sender.start()
        assert until(lambda: is_waiting_for(2), 30)
    sender.join(60)
    assert [case.number_in_year for case in results] == [2]


def is_waiting_for(seconds: int) -> bool:
    """Whether a statement of this database has waited so long for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            " AND clock_timestamp() - query_start > %s * interval '1 second'",
            [seconds],
        )
        return cursor.fetchone()[0] > 0


def test_nobody_waits_longer_than_a_second_and_a_half() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("1500ms",)


def test_pages_answer_409_with_the_sentence_and_what_was_typed() -> None:
    case, hub = make_case(), make_hub()
    chief = make_staff("chief", case.hub)
    desk, here = client_of(chief), f"/cms/desk/cases/{case.pk}/"
    step, resident = step_address(case), sign_in(Client(), case.applicant)
    scan = SimpleUploadedFile("取下書.pdf", pdf(), content_type="application/pdf")
    paper = {"received_on": timezone.localdate().isoformat(), "reason": "書いた理由", "scan": scan}
    note = {**answers(case), "note": "書いた理由", "seen_revision": case.revision}
    colleague = make_staff("reviewer", case.hub)
    asks: list[Callable[[], Any]] = [
        lambda: desk.post(f"{here}hand-over/", {"holder": colleague.pk, "reason": "書いた理由"}),
        lambda: desk.post(f"{here}move/", {"hub": hub.pk, "reason": "書いた理由"}),
        lambda: desk.post(f"{here}withdrawal/", paper),
        lambda: desk.post(step, note),
        lambda: resident.post(f"/mypage/cases/{case.pk}/withdraw/", {"reason": "書いた理由"}),
    ]
    before = state(case)
    with held(process_of(case)):
        for ask in asks:
            page = ask()
            assert page.status_code == 409
            assert BUSY in page.content.decode()
            assert "書いた理由" in page.content.decode()
    assert state(case) == before
    assert resident.post(f"/mypage/cases/{case.pk}/withdraw/", {"reason": "書いた理由"}).status_code == 302


def test_a_form_that_waits_in_vain_is_kept_and_can_be_sent_again() -> None:
    user, group = make_applicant()
    draft = make_draft_complete(user, make_whole_call(), group)
    client, here = sign_in(Client(), user), f"/mypage/drafts/{draft.pk}/"
    given = {"declared": "yes", "seen": mark_of(draft)}
    with held(type(draft).objects.filter(pk=draft.pk)):
        page = client.post(f"{here}send/", given)
        assert page.status_code == 409
        assert BUSY in page.content.decode()
        assert f"{here}review/" in page.content.decode()
        typed = client.post(f"{here}activity/", {"title": "いま書いた事業名", "revision": "2"})
        assert typed.status_code == 409
        assert "いま書いた事業名" in typed.content.decode()
    assert not Case.objects.exists()
    assert client.post(f"{here}send/", given).status_code == 302
    assert Case.objects.count() == 1


def test_a_worker_that_waits_in_vain_tries_again_and_does_not_think_it_done() -> None:
    case = complete(bring_to("decision", make_case()), make_staff("division_approver"))
    run_due(limit=1)
    letter = case.letters.get()
    assert state(case)[0] == "letter"
    with held(process_of(case)), pytest.raises(Busy):
        go_on({"letter": letter.pk})
    assert state(case)[0] == "letter"
    go_on({"letter": letter.pk})
    assert state(case)[0] == "done"
