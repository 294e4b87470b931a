"""Addresses whose parts do not belong together: an own case with another's file, a version or a step of elsewhere."""

from __future__ import annotations

import itertools

import pytest

from cms.people.models import Role
from forms.models import Draft, DraftFile
from tests.cms.api.talking import Caller, case_path
from tests.factories_intake import make_applicant, make_draft, make_draft_complete, make_whole_call, pdf, submitted_case
from tests.factories_people import make_staff
from tests.rows import digests
from workflows.cases.models import Case, CaseFile

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


@pytest.mark.parametrize("desk", [False, True])
def test_the_file_of_another_case_is_none_of_this_one(*, desk: bool) -> None:
    """Every number and every file with each other, for the applicant of two cases and for whoever reads all."""
    user, group = make_applicant()
    own = [submitted_case(user=user, group=group) for _ in "ab"]
    cases = [*own, submitted_case()]
    caller = Caller(make_staff(Role.AUDITOR) if desk else user)
    files = CaseFile.objects.filter(submission__case__in=cases)
    right = {(one.submission.case.number, one.pk) for one in files.select_related("submission__case")}
    numbers, pks = [*[case.number for case in cases], "R8-助成-9999"], [*files.values_list("pk", flat=True), 999_999]
    readable = {number for number, _pk in right} if desk else {case.number for case in own}
    opened, wrong = [], []
    caller.get("/me/groups")
    before = digests(leaving_out=["audit_refusal"])
    for number, pk in itertools.product(numbers, pks):
        if (number, pk) in right and number in readable:
            opened.append((number, pk))
            continue
        answer = caller.get(case_path(number, f"/files/{pk}", desk=desk))
        wrong.append((answer.status_code, answer.content))
    assert {(status, content) for status, content in wrong} == {(404, wrong[0][1])}
    assert digests(leaving_out=["audit_refusal"]) == before
    assert len(opened) == 2 * len(readable)
    for number, pk in opened:
        assert caller.get(case_path(number, f"/files/{pk}", desk=desk)).status_code == 200
