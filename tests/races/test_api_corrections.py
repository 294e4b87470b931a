"""Corrections that are sent over the API many times, by two people, or while the hub gives up. PostgreSQL only.

The hub gives up, and types in what came on paper, at its desk: the API has no such operation.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.db.models import QuerySet

from cms.api.models import GivenAnswer
from cms.core.errors import CaseError
from cms.people.models import User
from forms.models import Draft
from tests.cms.api.talking import Caller, case_path
from tests.factories_intake import make_whole_call
from tests.races.harness import together, without_constraint
from tests.races.test_api_applicants import outcomes, sent, told
from tests.races.test_corrections import (
    asked,
    assert_resubmitted_once,
    assert_resubmitted_twice,
    two_people,
)
from tests.races.test_corrections import unguard as without_one_resubmission
from tests.races.test_ends_of_corrections import Waiting, ends, open_tasks
from tests.races.test_ends_of_corrections import unguard as without_one_way_out
from workflows.cases.models import Case, Submission
from workflows.intake.reviewed import mark_of

pytestmark = [pytest.mark.races, pytest.mark.usefixtures("own_database")]
ROUNDS = 20
SENDERS = 10


def begun(case: Case, user: User, caller: Caller | None = None) -> Draft:
    """The form for the correction, begun over the API."""
    body = {"version": Case.objects.get(pk=case.pk).revision}
    answer = (caller or Caller(user)).post(case_path(case.number, "/actions/correct"), body)
    assert answer.status_code == 200, answer.content
    return Draft.objects.select_related("version", "owner").get(pk=answer.json()["draft"])


def sent_often(draft: Draft, callers: list[Caller], keys: list[str]) -> list[Any]:
    """One request of each at one moment."""
    body = {"version": mark_of(draft), "declared": True}
    address = f"/drafts/{draft.pk}/submit"
    return together(*[partial(one.post, address, body, key=key) for one, key in zip(callers, keys, strict=True)])


@pytest.mark.parametrize("is_one_key", [True, False])
def test_one_correction_sent_many_times_at_once_over_the_api_is_one_resubmission(*, is_one_key: bool) -> None:
    """Each is told of the same receipt, whether the client kept its key or took a new one."""
    call, (user, _second) = make_whole_call(), two_people()
    callers = [Caller(user) for _ in range(SENDERS)]
    for round_ in range(ROUNDS):
        case = asked(call, user)
        draft = begun(case, user, callers[0])
        keys = [f"round-{round_:03}-{0 if is_one_key else number:03}" for number in range(SENDERS)]
        answers = sent_often(draft, callers, keys)
        assert outcomes(answers) == [(201, "")] * SENDERS
        assert len({one.content for one in answers}) == 1
        assert (answers[0].json()["number"], answers[0].json()["sending"]) == (case.number, 2)
        assert GivenAnswer.objects.filter(user=user, key__in=keys).count() == len(set(keys))
        assert_resubmitted_once(case)


def test_of_two_people_who_correct_one_case_over_the_api_one_is_told() -> None:
    call, people = make_whole_call(), two_people()
    for _ in range(ROUNDS):
        case = asked(call, people[0])
        drafts = [begun(case, person) for person in people]
        answers = together(*[sent(draft) for draft in drafts])
        assert outcomes(answers) == [(201, ""), (409, "changed")]
        assert "すでに" in told(answers)["detail"]
        assert_resubmitted_once(case)
        # what the slower has written is still theirs
        assert Draft.objects.filter(pk__in=[one.pk for one in drafts], sent_at=None).count() == 1


def without_one_receipt(monkeypatch: pytest.MonkeyPatch) -> None:
    """A receipt is told of the newest of several sendings with one key, where the product breaks off."""
    original = QuerySet.get

    def newest(self: QuerySet[Any], *args: Any, **asked: Any) -> Any:
        found = self.filter(*args, **asked).order_by("pk").last() if "key" in asked else None
        return found if isinstance(found, Submission) else original(self, *args, **asked)

    monkeypatch.setattr(QuerySet, "get", newest)


def test_control_without_guards_one_correction_is_sent_twice_over_the_api(monkeypatch: pytest.MonkeyPatch) -> None:
    user, _second = two_people()
    case = asked(make_whole_call(), user)
    draft = begun(case, user)
    callers = [Caller(user) for _ in "ab"]
    without_one_resubmission(monkeypatch)
    without_one_receipt(monkeypatch)
    without_constraint(GivenAnswer, "given_answer_once_per_person_and_key")
    answers = sent_often(draft, callers, ["the-same-key"] * 2)
    assert outcomes(answers) == [(201, ""), (201, "")]
    assert_resubmitted_twice(case, draft)
    assert GivenAnswer.objects.filter(key="the-same-key").count() == 2


def test_a_correction_over_the_api_and_the_end_of_waiting_tell_one_story() -> None:
    waiting = Waiting()
    for _ in range(ROUNDS):
        case = waiting.case()
        answer, given_up = together(sent(begun(case, waiting.user)), waiting.giving_up(case))
        case.refresh_from_db()
        came = answer.status_code == 201
        assert came == isinstance(given_up, CaseError), (answer.content, given_up)
        assert came or (answer.status_code, answer.json()["code"]) == (409, "changed"), answer.content
        assert ends(case) == ["resubmitted" if came else "correction_ended"]
        assert (case.step, case.submissions.count()) == (("hub_check", 2) if came else ("draft", 1))
        assert open_tasks(case) == 1


def test_a_correction_over_the_api_and_one_on_paper_are_one_correction() -> None:
    waiting = Waiting()
    for _ in range(ROUNDS):
        case = waiting.case()
        answer, on_paper = together(sent(begun(case, waiting.user)), waiting.paper(case))
        came = answer.status_code == 201
        assert came == isinstance(on_paper, CaseError), (answer.content, on_paper)
        assert came or (answer.status_code, answer.json()["code"]) == (409, "changed"), answer.content
        case.refresh_from_db()
        assert (case.step, case.submissions.count(), ends(case)) == ("hub_check", 2, ["resubmitted"])
        assert open_tasks(case) == 1


def test_control_without_guards_a_case_corrected_over_the_api_stands_at_two_steps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waiting = Waiting()
    case = waiting.case()
    jobs = sent(begun(case, waiting.user)), waiting.giving_up(case)
    without_one_way_out(monkeypatch)
    answer, given_up = together(*jobs)
    assert answer.status_code == 201, answer.content
    assert not isinstance(given_up, Exception), given_up
    assert sorted(ends(case)) == ["correction_ended", "resubmitted"]
    assert open_tasks(case) == 2


def test_control_without_guards_a_correction_over_the_api_and_one_on_paper_are_both_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waiting = Waiting()
    case = waiting.case()
    jobs = sent(begun(case, waiting.user)), waiting.paper(case)
    without_one_way_out(monkeypatch)
    answer, on_paper = together(*jobs)
    assert answer.status_code == 201, answer.content
    assert not isinstance(on_paper, Exception), on_paper
    assert list(case.submissions.order_by("pk").values_list("number", flat=True)) == [1, 2, 2]
    assert ends(case) == ["resubmitted", "resubmitted"]
