"""One case, one erasure; a form that is sent and purged at one moment is one of the two. PostgreSQL only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from cms.audit.verify import verify
from cms.core.errors import CaseError
from cms.people.models import User
from forms.models import Draft
from tests.factories_cases import make_call, make_case
from tests.factories_intake import make_applicant, make_draft_complete, make_whole_call
from tests.factories_people import make_staff
from tests.races.harness import meet_before, together, without_constraint, without_row_locks
from workflows.cases.models import Case, CaseEvent
from workflows.cases.services import retention
from workflows.engine import erasing
from workflows.engine.erasing import Ground, erase_case
from workflows.engine.withdrawing import withdraw
from workflows.intake.expiry import remove_old_drafts
from workflows.intake.services import submit
from workflows.programmes.models import Call

pytestmark = [pytest.mark.races, pytest.mark.usefixtures("own_database")]
ROUNDS = 20


def closed_case(call: Call) -> Case:
    case = make_case(call=call)
    withdraw(case, actor=case.applicant)
    return case


def racer(case: Case, actor: User) -> Callable[[], Case]:
    return lambda: erase_case(Case.objects.get(pk=case.pk), actor=actor, ground=Ground.REQUEST, reason="本人の請求")


def test_two_erasures_of_one_case_are_one_event() -> None:
    call, administrators = make_call(), [make_staff("administrator") for _one in range(3)]
    for _round in range(ROUNDS):
        case = closed_case(call)
        results = together(*[racer(case, one) for one in administrators])
        assert sum(isinstance(result, CaseError) for result in results) == 2, results
        assert case.events.filter(verb="erased").count() == 1
    assert verify() == []


def test_control_without_guards_a_case_is_erased_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    case = closed_case(make_call())
    without_row_locks(monkeypatch)
    without_constraint(CaseEvent, "case_event_seq_once")
    meet_before(monkeypatch, erasing.erasing, "clear", 2)
    results = together(*[racer(case, make_staff("administrator")) for _one in range(2)])
    assert [result for result in results if isinstance(result, Exception)] == []
    assert case.events.filter(verb="erased").count() == 2


def test_freezing_and_erasing_at_one_moment_is_one_of_the_two() -> None:
    call, administrator = make_call(), make_staff("administrator")
    for _round in range(ROUNDS):
        case = closed_case(call)
        freeze = lambda case=case: retention.freeze(  # noqa: E731
            Case.objects.get(pk=case.pk), actor=administrator, reason="審査請求中"
        )
        results = together(racer(case, administrator), freeze)
        assert sum(isinstance(result, CaseError) for result in results) == 1, results
        found = Case.objects.get(pk=case.pk)
        assert (found.erased_at is None) == bool(found.retention_hold)


def test_a_form_sent_while_it_is_purged_is_a_whole_case_or_gone() -> None:
    call = make_whole_call()
    for _round in range(ROUNDS // 2):
        user, group = make_applicant()
        draft = make_draft_complete(user, call, group)
        moment = call.closes_at - timedelta(minutes=1)
        Call.objects.filter(pk=call.pk).update(
            opens_at=timezone.now() - timedelta(days=200), closes_at=timezone.now() - timedelta(days=100)
        )
        in_time = timezone.now() - timedelta(days=101)
        results = together(
            lambda draft=draft, user=user, at=in_time: submit(draft, actor=user, arrived_at=at), remove_old_drafts
        )
        Call.objects.filter(pk=call.pk).update(closes_at=moment + timedelta(minutes=1))
        case = Case.objects.filter(group=group).first()
        left = Draft.objects.filter(pk=draft.pk).exists()
        assert left == (case is not None), results
        if case is not None:
            assert case.submissions.get().files.count() == 2
            assert results[1] == 0
