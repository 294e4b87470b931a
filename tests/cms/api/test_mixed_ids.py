"""Addresses whose parts do not belong together: an own case with another's file, a version or a step of elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

from cms.people.models import Role
from forms.models import Draft, DraftFile
from tests.cms.api.talking import Caller, case_path
from tests.factories_cases import bring_to, make_case
from tests.factories_intake import make_applicant, make_draft, make_draft_complete, make_whole_call, pdf, submitted_case
from tests.factories_people import make_staff
from workflows.cases.models import Case, CaseEvent, CaseFile

pytestmark = pytest.mark.django_db


def with_file(caller: Caller, draft: Draft) -> int:
    made = caller.upload(f"/drafts/{draft.pk}/files", "rules", pdf())
    assert made.status_code == 201, made.content
    return int(made.json()["id"])


def test_the_file_of_another_draft_is_none_of_this_one_even_of_the_same_person() -> None:
    user, group = make_applicant()
    stranger, foreign_group = make_applicant()
    mine, also_mine = (make_draft(user, make_whole_call(), group) for _ in "ab")
    theirs = make_draft(stranger, make_whole_call(), foreign_group)
    caller = Caller(user)
    elsewhere = [with_file(caller, also_mine), with_file(Caller(stranger), theirs), 999_999]
    own = with_file(caller, mine)
    answers = [caller.get(f"/drafts/{mine.pk}/files/{pk}") for pk in elsewhere]
    answers += [caller.delete(f"/drafts/{mine.pk}/files/{pk}") for pk in elsewhere]
    assert {(one.status_code, one.content) for one in answers} == {(404, answers[0].content)}
    assert set(DraftFile.objects.values_list("pk", flat=True)) == {own, *elsewhere[:2]}
    assert caller.delete(f"/drafts/{mine.pk}/files/{own}").status_code == 204


def test_the_version_and_the_key_of_one_draft_send_no_other() -> None:
    user, group = make_applicant()
    caller = Caller(user)
    first, second = (make_draft_complete(user, make_whole_call(), group) for _ in "ab")
    versions = [caller.get(f"/drafts/{one.pk}").json()["version"] for one in (first, second)]
    crossed = caller.post(f"/drafts/{second.pk}/submit", {"version": versions[0], "declared": True})
    assert (crossed.status_code, crossed.json()["code"]) == (409, "changed")
    sent = caller.post(f"/drafts/{first.pk}/submit", {"version": versions[0], "declared": True}, key="one-for-both")
    assert sent.status_code == 201
    again = caller.post(f"/drafts/{second.pk}/submit", {"version": versions[1], "declared": True}, key="one-for-both")
    assert (again.status_code, again.json()["code"]) == (422, "key-reused")
    assert Case.objects.count() == 1


def test_the_file_of_another_case_is_none_of_this_one() -> None:
    mine, theirs = submitted_case(), submitted_case()
    caller, desk = Caller(mine.applicant), Caller(make_staff(Role.AUDITOR))
    files = {case.pk: CaseFile.objects.filter(submission__case=case).first() for case in (mine, theirs)}
    own, foreign = files[mine.pk], files[theirs.pk]
    assert own is not None
    assert foreign is not None
    assert caller.get(case_path(mine.number, f"/files/{own.pk}")).status_code == 200
    assert desk.get(case_path(mine.number, f"/files/{own.pk}", desk=True)).status_code == 200
    for asked, path in ((caller, case_path(mine.number)), (desk, case_path(mine.number, desk=True))):
        crossed, missing = (asked.get(f"{path}/files/{pk}") for pk in (foreign.pk, 999_999))
        assert crossed.status_code == 404
        assert crossed.content == missing.content
    assert caller.get(case_path(theirs.number, f"/files/{own.pk}")).status_code == 404


@pytest.mark.parametrize("action", ["decision", "draft", "unknown", "withdraw"])
def test_a_step_at_which_the_case_is_not_is_done_to_neither_case(action: str) -> None:
    """The other case stands at that very step, and the person may do it there."""
    here = bring_to("hub_check", make_case())
    elsewhere = bring_to("decision", make_case())
    caller = Caller(make_staff(Role.DIVISION_APPROVER))
    before = facts()
    body: dict[str, Any] = {"version": elsewhere.revision, "input": {"result": "decide"}, "confirmed": True}
    answer = caller.post(case_path(here.number, f"/actions/{action}", desk=True), body)
    assert answer.status_code in (400, 403, 404, 409), answer.content
    assert facts() == before


def facts() -> tuple[list[Any], int]:
    rows = Case.objects.order_by("pk").values_list("pk", "step", "outcome", "revision", "holder")
    return list(rows), CaseEvent.objects.count()
