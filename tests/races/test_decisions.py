"""Two people, one step; approval against withdrawal. PostgreSQL only.

Every rule runs ≥ 20 rounds with its guards on, and once with every guard off, where the exact
wrong outcome is asserted.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.core import mail
from viewflow.workflow import STATUS

from cms.core.errors import CaseError, Stale
from cms.jobs import worker
from cms.jobs.models import OutboxItem
from cms.mailings.models import OutgoingMail
from tests.cms.admin.walking import client_of, seen_revision, step_address
from tests.factories_cases import bring_to, complete, make_call, make_case
from tests.factories_people import make_staff
from tests.races.deciding import approving, ready
from tests.races.harness import (
    PATIENCE,
    behind_lock,
    meet_before,
    together,
    without_constraint,
    without_row_locks,
    without_uniqueness,
    without_upserts,
)
from workflows.cases.models import Case, CaseEvent
from workflows.cases.services import closing
from workflows.correspondence import services as correspondence
from workflows.correspondence.models import Letter
from workflows.engine.models import CaseProcess
from workflows.grants.models import Grant
from workflows.intake.services.withdrawing import take_back
from workflows.programmes.models import Budget

pytestmark = [pytest.mark.races, pytest.mark.usefixtures("own_database")]
ROUNDS = 20
FIRST = ("approver", "applicant", "nobody")
LETTER_MAIL = "【練馬区】通知書をお読みいただけます"
WITHDRAWAL_MAIL = "申請の取下げを受け付けました（受付番号 …）"


def taking_back(case: Case) -> Callable[[], Case]:
    """A job: the applicant takes the application back in My page."""
    seen = Case.objects.get(pk=case.pk)
    return lambda: take_back(seen, actor=case.applicant, reason="都合により")


def unguard_case(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every guard of "one step, one effect": the row locks, and the constraints and keys behind them."""
    without_row_locks(monkeypatch)
    without_upserts(monkeypatch)
    without_constraint(CaseEvent, "case_event_seq_once")
    without_uniqueness(Grant, "case_id")
    without_constraint(Letter, "letter_version_once_per_outcome")
    without_constraint(Letter, "letter_branch_once")
    without_uniqueness(Letter, "number")
    without_uniqueness(OutboxItem, "key")
    without_uniqueness(OutgoingMail, "message_id")


def run_outbox() -> None:
    """Everything due is done, and what that owes, too."""
    while worker.run_due():
        continue


def test_two_approvers_of_one_step_have_one_effect() -> None:
    call = make_call(budget_yen=10_000_000)
    for _ in range(ROUNDS):
        case = ready(call=call)
        results = together(approving(case), approving(case))
        assert sorted(isinstance(r, Stale) for r in results) == [False, True], results
        assert Grant.objects.filter(case=case).count() == 1
        assert Letter.objects.filter(case=case).count() == 1
        assert case.events.filter(verb="granted").count() == 1
    assert Budget.objects.get(programme=call.programme).committed_yen == ROUNDS * 50_000


def test_the_slower_approver_reads_who_did_what() -> None:
    """The same race through the pages of the desk: one redirect, one 409 with the winner's name and deed."""
    call = make_call(budget_yen=10_000_000)
    people = [make_staff("division_approver", name=name) for name in ("先着 一郎", "先着 二郎")]
    clients = [client_of(person) for person in people]
    for _ in range(ROUNDS):
        case = ready(call=call)
        address = step_address(case)
        sent = {"result": "decide", "confirmed": "1", "seen_revision": seen_revision(clients[0].get(address))}
        pages = together(*[partial(client.post, address, sent) for client in clients])
        assert sorted(page.status_code for page in pages) == [302, 409]
        winner = people[[page.status_code for page in pages].index(302)]
        late = next(page for page in pages if page.status_code == 409)
        assert f"{winner.get_full_name()}さんが「交付決定」を行いました" in late.content.decode()
        assert Grant.objects.filter(case=case).count() == 1
        assert case.events.get(verb="granted").actor == winner


def test_control_without_guards_two_approvers_decide_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    case = ready()
    unguard_case(monkeypatch)
    meet_before(monkeypatch, Budget, "save", 2)
    results = together(approving(case), approving(case))
    assert [r for r in results if isinstance(r, Exception)] == []
    assert Grant.objects.filter(case=case).count() == 2
    assert case.events.filter(verb="granted").count() == 2
    # Twice ¥50,000 is promised, and the budget knows of half of it.
    assert Budget.objects.get(programme=case.programme).committed_yen == 50_000


def test_control_without_guards_two_approvers_refuse_by_two_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without money, for the budget's row would let the second wait until the first letter is there."""
    case = bring_to("draft", make_case())
    case = complete(case, make_staff("division_reviewer"), outcome_wanted="refused", amount_yen="", reason="対象外")
    unguard_case(monkeypatch)
    meet_before(monkeypatch, correspondence, "freeze", 2)
    results = together(approving(case), approving(case))
    assert [r for r in results if isinstance(r, Exception)] == []
    assert case.events.filter(verb="refused").count() == 2
    assert list(case.letters.values_list("number", "version")) == [(f"{case.number}の1", 1)] * 2
    assert OutboxItem.objects.filter(kind="letter").count() == 2
    run_outbox()
    assert list(case.letters.values_list("state", flat=True)) == ["issued"] * 2
    assert [one.to for one in mail.outbox if one.subject == LETTER_MAIL] == [[case.applicant.email]] * 2, mail.outbox


def story(case: Case) -> dict[str, Any]:
    """What a case, its letter, its money and its mails tell, side by side."""
    case = Case.objects.get(pk=case.pk)
    process = CaseProcess.objects.get(run__case=case)
    letter_ids = list(case.letters.values_list("pk", flat=True))
    mails = OutgoingMail.objects.filter(subject_ref__in=[f"case:{case.pk}", *[f"letter:{pk}" for pk in letter_ids]])
    arrived = {one.extra_headers["Message-ID"] for one in mail.outbox}
    verbs = set(case.events.values_list("verb", flat=True))
    return {
        "case": (case.outcome, case.step, case.decided_yen, case.open_task, case.turn),
        "decided": case.decided_at is not None,
        "closed": case.closed_at is not None,
        "verbs": verbs & {"granted", "withdrawn", "letter_owed", "letter_issued", "closed"},
        "letters": list(case.letters.values_list("outcome", "state")),
        "grants": list(Grant.objects.filter(case=case).values_list("amount_yen", flat=True)),
        "committed": Budget.objects.get(programme=case.programme).committed_yen,
        "mails": sorted((one.subject.replace(case.number, "…"), one.state) for one in mails),
        "arrived": sum(one.message_id in arrived for one in mails),
        "process": process.status,
        "tasks": list(process.task_set.order_by("pk").values_list("status", flat=True)),
    }


BEFORE = [STATUS.DONE] * 4  # the start, receipt, hub check and draft
GRANTED = {
    "case": ("granted", "done", 50_000, None, "nobody"),
    "decided": True,
    "closed": True,
    "verbs": {"granted", "letter_owed", "letter_issued", "closed"},
    "letters": [("granted", "issued")],
    "grants": [50_000],
    "mails": [(LETTER_MAIL, "sent")],
    "arrived": 1,
    "process": STATUS.DONE,
    "tasks": [*BEFORE, STATUS.DONE, STATUS.DONE, STATUS.DONE],
}
WITHDRAWN = {
    "case": ("withdrawn", "withdrawn", None, None, "nobody"),
    "decided": False,
    "closed": True,
    "verbs": {"withdrawn"},
    "letters": [],
    "grants": [],
    "mails": [(WITHDRAWAL_MAIL, "sent")],
    "arrived": 1,
    "process": STATUS.CANCELED,
    "tasks": [*BEFORE, STATUS.CANCELED],
}


def test_approval_and_withdrawal_tell_one_story() -> None:
    """Each third of the rounds one of them is first at the lock, or nobody is helped; afterwards the workers run."""
    call = make_call(budget_yen=10_000_000)
    committed, ends = 0, []
    for number in range(ROUNDS + len(FIRST)):
        case, first = ready(call=call), FIRST[number % len(FIRST)]
        jobs = [approving(case), taking_back(case)]
        if first == "nobody":
            approved, withdrawn = together(*jobs)
        else:
            rows = CaseProcess.objects.filter(run__case=case)
            order = 1 if first == "approver" else -1
            approved, withdrawn = behind_lock(rows, *jobs[::order])[::order]
        run_outbox()
        granted = isinstance(approved, Case)
        assert isinstance(withdrawn if granted else approved, CaseError), (approved, withdrawn)
        committed += 50_000 * granted
        assert story(case) == {**(GRANTED if granted else WITHDRAWN), "committed": committed}
        ends.append((first, granted))
    assert {granted for first, granted in ends if first == "approver"} == {True}
    assert {granted for first, granted in ends if first == "applicant"} == {False}
    assert not OutboxItem.objects.exclude(state="done").exclude(kind="remind").exists()


def test_control_without_guards_a_withdrawn_case_is_paid(monkeypatch: pytest.MonkeyPatch) -> None:
    """The applicant has passed every check; then the approver decides; then the applicant's writing goes on."""
    case = ready()
    unguard_case(monkeypatch)
    without_constraint(Case, "case_decided_exactly_with_outcome")
    without_constraint(Case, "case_amount_exactly_when_granted")
    approve, withdraw = overtaken(monkeypatch, approving(case), taking_back(case))
    results = together(approve, withdraw)
    assert [r for r in results if isinstance(r, Exception)] == []
    run_outbox()
    assert story(case) == {
        "case": ("withdrawn", "withdrawn", 50_000, None, "nobody"),
        "decided": True,
        "closed": True,
        "verbs": {"granted", "letter_owed", "letter_issued", "closed", "withdrawn"},
        "letters": [("granted", "issued")],
        "grants": [50_000],
        "committed": 50_000,
        "mails": sorted([(LETTER_MAIL, "sent"), (WITHDRAWAL_MAIL, "sent")]),
        "arrived": 2,
        "process": STATUS.CANCELED,
        "tasks": GRANTED["tasks"],
    }


def overtaken(
    monkeypatch: pytest.MonkeyPatch, approve: Callable[[], Case], withdraw: Callable[[], Case]
) -> tuple[Callable[[], Case], Callable[[], Case]]:
    """The approver begins when the applicant is past the checks; the applicant writes when the letter is out."""
    checked, decided = threading.Event(), threading.Event()
    record = closing.record

    def slow(*args: Any, **kwargs: Any) -> Any:
        if kwargs["verb"] == "withdrawn":
            checked.set()
            assert decided.wait(PATIENCE)
        return record(*args, **kwargs)

    def quick() -> Case:
        try:
            assert checked.wait(PATIENCE)
            granted = approve()
            run_outbox()
            return granted
        finally:
            decided.set()

    monkeypatch.setattr(closing, "record", slow)
    return quick, withdraw
