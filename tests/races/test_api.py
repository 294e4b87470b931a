"""The same races through the API: one sending is one case, one step is done once, no budget is passed. PostgreSQL."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from cms.api.models import GivenAnswer
from cms.jobs.models import OutboxItem
from cms.mailings.models import OutgoingMail
from cms.people.models import Role, User
from forms.models import Draft
from tests.cms.api.talking import Caller, case_path
from tests.factories_cases import bring_to, make_call, make_case
from tests.factories_intake import make_applicant, make_draft_complete, make_whole_call
from tests.factories_people import make_staff
from tests.races.harness import (
    meet_before,
    together,
    without_constraint,
    without_row_locks,
    without_uniqueness,
    without_upserts,
)
from workflows.cases.models import Case, CaseEvent, Submission
from workflows.intake.reviewed import mark_of
from workflows.intake.services import sending
from workflows.programmes.models import Budget

pytestmark = [pytest.mark.races, pytest.mark.usefixtures("own_database")]
ROUNDS = 20


def sent(caller: Caller, draft: Draft, key: str) -> Any:
    return caller.post(f"/drafts/{draft.pk}/submit", {"version": mark_of(draft), "declared": True}, key=key)


def order(case: Case, **given: Any) -> dict[str, Any]:
    return {"version": Case.objects.get(pk=case.pk).revision, "input": given, "confirmed": True}


def deciding(approver: User, case: Case) -> Any:
    path = case_path(case.number, "/actions/decision", desk=True)
    return partial(Caller(approver).post, path, order(case, result="decide"))


def test_one_sending_twenty_times_at_once_is_one_case_with_one_receipt() -> None:
    call = make_whole_call()
    user, group = make_applicant()
    callers = [Caller(user) for _ in range(20)]
    for round_ in range(ROUNDS):
        draft = make_draft_complete(user, call, group)
        Draft.objects.exclude(pk=draft.pk).update(sent_at=timezone.now() - timedelta(days=2))
        answers = together(*[partial(sent, one, draft, f"round-{round_:05}") for one in callers])
        assert {one.status_code for one in answers} == {201}, answers
        assert len({one.content for one in answers}) == 1
        assert Submission.objects.filter(key=draft.send_key).count() == 1
        assert GivenAnswer.objects.filter(user=user, key=f"round-{round_:05}").count() == 1


def test_twenty_keys_for_one_draft_are_one_case_too() -> None:
    user, group = make_applicant()
    draft = make_draft_complete(user, make_whole_call(), group)
    answers = together(*[partial(sent, Caller(user), draft, f"another-{number:04}") for number in range(20)])

    assert {one.status_code for one in answers} == {201}, answers
    assert len({one.json()["number"] for one in answers}) == 1
    assert Case.objects.count() == 1


def test_two_approvers_at_once_have_one_effect_and_the_slower_reads_what_happened() -> None:
    approvers = [make_staff(Role.DIVISION_APPROVER) for _ in "ab"]
    for _ in range(ROUNDS):
        case = bring_to("decision", make_case())
        answers = together(*[deciding(one, case) for one in approvers])
        assert sorted(one.status_code for one in answers) == [200, 409], [one.content for one in answers]
        slower = next(one for one in answers if one.status_code == 409)
        assert slower.json()["code"] in ("changed", "busy")
        assert CaseEvent.objects.filter(case=case, verb="decided").count() <= 1
        assert Case.objects.get(pk=case.pk).outcome == "granted"


def test_one_order_sent_many_times_at_once_is_done_once() -> None:
    approver = make_staff(Role.DIVISION_APPROVER)
    case = bring_to("decision", make_case())
    path, body = case_path(case.number, "/actions/decision", desk=True), order(case, result="decide")
    answers = together(*[partial(Caller(approver).post, path, body, key="one-decision") for _ in range(8)])

    done = [one for one in answers if one.status_code == 200]
    assert done
    assert {one.json()["code"] for one in answers if one.status_code != 200} <= {"busy"}
    assert len({one.content for one in done}) == 1
    again = Caller(approver).post(path, body, key="one-decision")
    assert (again.status_code, again.content, again["Idempotency-Replayed"]) == (200, done[0].content, "true")


def test_parallel_approvals_over_the_api_never_pass_the_budget() -> None:
    call = make_call(budget_yen=100_000)
    cases = [bring_to("decision", make_case(call=call, requested_yen=50_000)) for _ in range(6)]
    answers = together(*[deciding(make_staff(Role.DIVISION_APPROVER), case) for case in cases])
    granted = Case.objects.filter(call=call, outcome="granted")

    assert sum(case.decided_yen for case in granted) <= 100_000
    assert Budget.objects.get(programme=call.programme).committed_yen == sum(case.decided_yen for case in granted)
    assert len([one for one in answers if one.status_code == 200]) == granted.count()


def test_approval_and_withdrawal_over_the_api_tell_one_story() -> None:
    approver = make_staff(Role.DIVISION_APPROVER)
    for _ in range(ROUNDS):
        user, group = make_applicant()
        case = bring_to("decision", make_case(applicant=user, group=group))
        withdrawal = partial(Caller(user).post, case_path(case.number, "/actions/withdraw"), order(case))
        answers = together(deciding(approver, case), withdrawal)
        assert sorted(one.status_code for one in answers) == [200, 409], [one.content for one in answers]
        ended = Case.objects.get(pk=case.pk)
        assert ended.outcome == ("granted" if answers[0].status_code == 200 else "withdrawn")
        assert (ended.decided_yen is None) == (ended.outcome == "withdrawn")


def test_control_without_guards_one_key_makes_two_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    user, group = make_applicant()
    draft = make_draft_complete(user, make_whole_call(), group)
    callers = [Caller(user) for _ in "ab"]
    without_row_locks(monkeypatch)
    without_upserts(monkeypatch)
    without_constraint(GivenAnswer, "given_answer_once_per_person_and_key")
    without_constraint(Submission, "submission_key_once_per_person")
    without_uniqueness(OutgoingMail, "message_id")
    without_uniqueness(OutboxItem, "key")
    meet_before(monkeypatch, sending.submission, "open_case", 2)
    answers = together(*[partial(sent, one, draft, "the-same-key") for one in callers])

    assert Submission.objects.filter(key=draft.send_key).count() == 2
    assert sorted(Case.objects.values_list("number_in_year", flat=True)) == [1, 2]
    assert GivenAnswer.objects.filter(key="the-same-key").count() == 2
    assert len(answers) == 2
