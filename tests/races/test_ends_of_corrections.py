"""A correction comes while the hub gives up waiting for it, or comes twice: one story is told. PostgreSQL only."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from viewflow.workflow import STATUS
from viewflow.workflow.models import Task

from cms.core.errors import CaseError
from forms.models import Draft
from tests.factories_cases import ask_correction, let_pass, make_call, make_case
from tests.factories_intake import make_scan
from tests.factories_people import make_group, make_hub, make_person, make_staff, make_user
from tests.races.harness import together, without_constraint, without_row_locks
from workflows.cases.models import Case, CaseEvent, Submission
from workflows.cases.services import review, submission
from workflows.intake.services.correcting import begin_correction, resubmit
from workflows.intake.services.desk import begin_paper_correction, end_correction, enter_correction

pytestmark = [pytest.mark.races, pytest.mark.usefixtures("own_database")]
ROUNDS = 20
Job = Callable[[], Any]


class Waiting:
    """One group, one hub, and in every round a case that waits for its correction longer than agreed."""

    def __init__(self) -> None:
        self.call, hub, self.user = make_call(), make_hub(), make_user(name="試験 花子")
        make_person(self.user)
        self.reviewer, self.group = make_staff("reviewer", hub), make_group(hub, manager=self.user)

    def case(self) -> Case:
        case = make_case(call=self.call, group=self.group, applicant=self.user)
        return let_pass(ask_correction(case, by=self.reviewer))

    def online(self, case: Case) -> Job:
        draft: Draft = begin_correction(case, actor=self.user)
        return lambda: resubmit(draft, actor=self.user, arrived_at=timezone.now())

    def paper(self, case: Case) -> Job:
        draft, scan = begin_paper_correction(case, actor=self.reviewer), make_scan(self.reviewer)
        return lambda: enter_correction(draft, actor=self.reviewer, scan=scan, received_at=timezone.now())

    def giving_up(self, case: Case) -> Job:
        return lambda: end_correction(case, actor=self.reviewer, onward=True, reason="提出がないため")


def ends(case: Case) -> list[str]:
    return list(case.events.filter(verb__in=["resubmitted", "correction_ended"]).values_list("verb", flat=True))


def open_tasks(case: Case) -> int:
    return Task.objects.filter(process__run__case=case, status=STATUS.NEW).count()


def unguard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every guard of "one way out of a correction", and the racers meet when both are past their checks."""
    without_row_locks(monkeypatch)
    without_constraint(CaseEvent, "case_event_seq_once")
    without_constraint(Submission, "submission_number_once")
    barrier = threading.Barrier(2)
    for room in (submission, review):
        original = room.record

        def waiting(*args: Any, original: Callable[..., Any] = original, **kwargs: Any) -> Any:
            barrier.wait(60)
            return original(*args, **kwargs)

        monkeypatch.setattr(room, "record", waiting)


def test_a_correction_and_the_end_of_waiting_tell_one_story() -> None:
    waiting, seen = Waiting(), set()
    for _ in range(ROUNDS):
        case = waiting.case()
        results = together(waiting.online(case), waiting.giving_up(case))
        assert sorted(isinstance(result, CaseError) for result in results) == [False, True], results
        case.refresh_from_db()
        came = isinstance(results[0], Case)
        assert ends(case) == ["resubmitted" if came else "correction_ended"]
        assert (case.step, case.submissions.count()) == (("hub_check", 2) if came else ("draft", 1))
        assert open_tasks(case) == 1
        seen.add(came)
    assert seen, "no round was run"


def test_a_correction_online_and_one_on_paper_are_one_correction() -> None:
    waiting = Waiting()
    for _ in range(ROUNDS):
        case = waiting.case()
        results = together(waiting.online(case), waiting.paper(case))
        assert sorted(isinstance(result, CaseError) for result in results) == [False, True], results
        case.refresh_from_db()
        assert (case.step, case.submissions.count(), ends(case)) == ("hub_check", 2, ["resubmitted"])
        assert open_tasks(case) == 1


def test_control_without_guards_a_case_stands_at_two_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = Waiting()
    case = waiting.case()
    jobs = waiting.online(case), waiting.giving_up(case)
    unguard(monkeypatch)
    results = together(*jobs)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert sorted(ends(case)) == ["correction_ended", "resubmitted"]
    assert open_tasks(case) == 2


def test_control_without_guards_one_correction_is_kept_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = Waiting()
    case = waiting.case()
    jobs = waiting.online(case), waiting.paper(case)
    unguard(monkeypatch)
    results = together(*jobs)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert list(case.submissions.order_by("pk").values_list("number", flat=True)) == [1, 2, 2]
    assert ends(case) == ["resubmitted", "resubmitted"]
