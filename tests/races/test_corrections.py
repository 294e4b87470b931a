"""A correction sent twenty times at once, or by two people of one group, is one resubmission. PostgreSQL only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from cms.core.errors import Closed, Stale
from cms.jobs.models import OutboxItem
from cms.mailings.models import OutgoingMail
from cms.people.models import User
from forms.models import Draft
from tests.factories_cases import bring_to, complete
from tests.factories_intake import make_applicant, make_whole_call, submitted_case
from tests.factories_people import make_membership, make_staff, make_user
from tests.races.harness import (
    meet_before,
    together,
    without_constraint,
    without_row_locks,
    without_uniqueness,
    without_upserts,
)
from workflows.cases.models import Case, CaseEvent, Submission
from workflows.engine.models import CaseProcess
from workflows.intake.services import begin_correction, correcting, resubmit
from workflows.programmes.models import Call

pytestmark = [pytest.mark.races, pytest.mark.usefixtures("own_database")]
ROUNDS = 20
ASKED = {"result": "send_back", "sections": ["activity"], "reason": "内容を詳しく", "due_on": None}


@pytest.fixture
def call() -> Call:
    return make_whole_call()


def two_people() -> tuple[User, User]:
    """Two persons of one group; the first has applied."""
    user, group = make_applicant()
    second = make_user()
    make_membership(group, second)
    return user, second


@pytest.fixture
def people() -> tuple[User, User]:
    return two_people()


def asked(call: Call, user: User) -> Case:
    """A case that the hub has sent back."""
    # the limit of sendings per hour is another rule
    Draft.objects.exclude(sent_at=None).update(sent_at=timezone.now() - timedelta(days=2))
    case = submitted_case(call=call, user=user, group=user.memberships.get().group)
    reviewer = make_staff("reviewer", case.hub)
    return complete(bring_to("hub_check", case, reviewer=reviewer), reviewer, **ASKED)


def sending(draft: Draft, user: User) -> Callable[[], Case]:
    """A job: one request that sends the corrected draft."""
    return lambda: resubmit(Draft.objects.get(pk=draft.pk), actor=user, arrived_at=timezone.now())


def steps(case: Case) -> list[str]:
    """The open steps of the case's process."""
    tasks = CaseProcess.objects.get(run__case=case).task_set.filter(finished=None)
    return [task.flow_task.name for task in tasks]


def assert_resubmitted_once(case: Case) -> None:
    case.refresh_from_db()
    assert (case.step, case.correction) == ("hub_check", {})
    assert list(case.submissions.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert case.submissions.get(number=2).files.count() == 2
    assert case.events.filter(verb="resubmitted").count() == 1
    assert steps(case) == ["hub_check"]
    receipts = OutgoingMail.objects.filter(subject_ref=f"case:{case.pk}", subject__contains="受け付け")
    assert receipts.count() == 2, list(OutgoingMail.objects.values_list("subject", flat=True))


def assert_resubmitted_twice(case: Case, draft: Draft) -> None:
    """What a control run makes of one draft."""
    assert list(case.submissions.order_by("number").values_list("number", "key")) == [
        (1, case.submissions.get(number=1).key),
        (2, draft.send_key),
        (2, draft.send_key),
    ]
    assert case.events.filter(verb="resubmitted").count() == 2
    assert steps(case) == ["hub_check", "hub_check"]
    assert OutboxItem.objects.filter(key=f"mail:receipt:{draft.send_key}").count() == 2


def unguard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every guard of "one resubmission", and two who send meet when they are past their checks."""
    without_row_locks(monkeypatch)
    without_upserts(monkeypatch)
    without_constraint(Submission, "submission_key_once_per_person")
    without_constraint(Submission, "submission_number_once")
    without_constraint(CaseEvent, "case_event_seq_once")
    without_uniqueness(OutgoingMail, "message_id")
    without_uniqueness(OutboxItem, "key")
    meet_before(monkeypatch, correcting.submission, "resubmit", 2)


def test_one_correction_sent_twenty_times_at_once_is_one_resubmission(call: Call, people: tuple[User, User]) -> None:
    user, _second = people
    for _ in range(ROUNDS):
        case = asked(call, user)
        draft = begin_correction(case, actor=user)
        results = together(*[sending(draft, user)] * 20)
        assert {getattr(result, "pk", result) for result in results} == {case.pk}
        assert_resubmitted_once(case)


def test_of_two_people_who_correct_one_case_one_is_told(call: Call, people: tuple[User, User]) -> None:
    for _ in range(ROUNDS):
        case = asked(call, people[0])
        drafts = [begin_correction(case, actor=person) for person in people]
        results = together(*[sending(draft, person) for draft, person in zip(drafts, people, strict=True)])
        assert sorted(isinstance(result, Stale | Closed) for result in results) == [False, True], results
        assert_resubmitted_once(case)


def test_control_without_guards_one_correction_is_sent_twice(
    monkeypatch: pytest.MonkeyPatch, call: Call, people: tuple[User, User]
) -> None:
    user, _second = people
    case = asked(call, user)
    draft = begin_correction(case, actor=user)
    unguard(monkeypatch)
    results = together(*[sending(draft, user)] * 2)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert_resubmitted_twice(case, draft)
