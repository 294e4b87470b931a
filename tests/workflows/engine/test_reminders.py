"""Who is reminded of what is due, and that an applicant's silence reaches the hub."""

from __future__ import annotations

import pytest
from django.db import transaction

from cms.mailings.models import OutgoingMail
from cms.people.models import User
from tests.factories_cases import ask_correction, let_pass, make_case
from tests.factories_intake import paper_case
from tests.factories_people import make_group, make_hub, make_membership, make_staff
from workflows.cases.models import Case
from workflows.engine.reminders import remind

pytestmark = pytest.mark.django_db
LATE, SOON = "期限を過ぎています", "期限が近"


def reminded(case: Case, phase: str) -> dict[str, str]:
    """Address → link of the reminders that this phase writes."""
    before = set(OutgoingMail.objects.values_list("pk", flat=True))
    with transaction.atomic():
        remind({"case": case.pk, "task": case.open_task, "phase": phase})
    new = OutgoingMail.objects.exclude(pk__in=before)
    return {mail.to: "desk" if "/cms/desk/" in mail.text else "mypage" for mail in new}


def staff_of(case: Case) -> list[User]:
    made = [make_staff("reviewer", case.hub), make_staff("chief", case.hub)]
    make_staff("reviewer", make_hub())
    return made


def test_an_overdue_correction_reaches_the_group_and_its_hub() -> None:
    case = make_case()
    reviewer, chief = staff_of(case)
    case = ask_correction(case, by=reviewer)
    assert reminded(case, "soon") == {case.applicant.email: "mypage"}
    case = let_pass(case)
    assert reminded(case, "overdue") == {
        case.applicant.email: "mypage", reviewer.email: "desk", chief.email: "desk",
    }  # fmt: skip


def test_of_a_group_without_an_account_the_hub_alone_is_told() -> None:
    group = make_group()
    reviewer = make_staff("reviewer", group.hub)
    case = let_pass(ask_correction(paper_case(actor=reviewer, group=group), by=reviewer))
    assert reminded(case, "overdue") == {reviewer.email: "desk"}


def test_staff_who_belong_to_the_group_are_told_as_applicants_only() -> None:
    case = make_case()
    reviewer, member = staff_of(case)
    make_membership(case.group, member)
    case = let_pass(ask_correction(case, by=reviewer))
    assert reminded(case, "overdue")[member.email] == "mypage"


def test_a_correction_that_was_made_reminds_nobody() -> None:
    case = make_case()
    reviewer, _chief = staff_of(case)
    case = let_pass(ask_correction(case, by=reviewer))
    Case.objects.filter(pk=case.pk).update(open_task=None)
    task = case.open_task
    with transaction.atomic():
        remind({"case": case.pk, "task": task, "phase": "overdue"})
    assert not OutgoingMail.objects.filter(subject__contains=LATE).exists()
