"""An electronic letter reaches everybody who acts for the group; when nobody does, it goes by post."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from cms.jobs.models import OutboxItem
from cms.jobs.worker import run_due
from cms.mailings.models import OutgoingMail
from cms.people.models import CommunityGroup, GroupMembership, User
from tests.factories_cases import bring_to, complete, make_case
from tests.factories_letters import make_decided_case
from tests.factories_people import make_membership, make_staff, make_user
from tests.sign_in import sign_in
from workflows.cases.models import Case
from workflows.correspondence.models import Letter

pytestmark = pytest.mark.django_db
Made = Callable[[Case], Letter]


def told(letter: Letter) -> set[str]:
    return set(OutgoingMail.objects.filter(subject_ref=f"letter:{letter.pk}").values_list("to", flat=True))


def test_everybody_who_acts_for_the_group_gets_one_mail(made: Made) -> None:
    case = make_decided_case()
    second, former, closed = make_user(), make_user(), make_user()
    make_membership(case.group, second)
    make_membership(case.group, former, ended_at=timezone.now())
    make_membership(case.group, closed)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    letter = made(case)
    assert told(letter) == {case.applicant.email, second.email}
    OutboxItem.objects.filter(key=f"letter:{letter.pk}").update(state="due", done_at=None)
    run_due()
    assert OutgoingMail.objects.filter(subject_ref=f"letter:{letter.pk}").count() == 2


def test_who_has_left_the_group_is_not_told_and_whoever_came_is(made: Made) -> None:
    case = make_decided_case()
    successor = make_user()
    make_membership(case.group, successor)
    GroupMembership.objects.filter(user=case.applicant).update(ended_at=timezone.now())
    letter = made(case)
    assert (told(letter), letter.notice) == ({successor.email}, Case.Notice.ELECTRONIC)


@pytest.mark.parametrize("gone", ["membership", "account", "group"])
def test_a_letter_that_nobody_can_read_goes_by_post_and_the_change_is_on_record(made: Made, gone: str) -> None:
    case = make_decided_case()
    if gone == "membership":
        GroupMembership.objects.update(ended_at=timezone.now())
    elif gone == "account":
        User.objects.filter(pk=case.applicant_id).update(is_active=False)
    else:
        CommunityGroup.objects.filter(pk=case.group_id).update(is_active=False)
    letter = made(Case.objects.get(pk=case.pk))
    assert (letter.state, letter.notice, letter.arrived_at) == (Letter.State.ISSUED, Case.Notice.POST, None)
    assert told(letter) == set()
    payload = case.events.get(verb="letter_to_paper").payload
    assert payload == {"number": letter.number, "before": "electronic", "after": "post"}


def test_such_a_case_waits_for_its_posting() -> None:
    case = complete(bring_to("decision", make_case()), make_staff("division_approver"))
    GroupMembership.objects.update(ended_at=timezone.now())
    run_due()
    case.refresh_from_db()
    assert case.step == "dispatch"
    case = complete(case, make_staff("division_reviewer"))
    assert (case.step, case.letters.get().posted_on) == ("done", timezone.localdate())


def seen(case: Case) -> str:
    """My page and the page of the case, as the applicant reads them."""
    client = sign_in(Client(), case.applicant)
    return "".join(client.get(path).content.decode() for path in ("/mypage/", f"/mypage/cases/{case.pk}/"))


@pytest.mark.parametrize("outcome", ["granted", "refused"])
def test_the_outcome_is_told_by_the_electronic_letter_and_not_before(outcome: str) -> None:
    case = decided(outcome, notice="electronic")
    assert "交付決定" not in seen(case)
    assert "決定の通知書を準備しています" in seen(case)
    run_due()
    assert "交付決定" in seen(case)


@pytest.mark.parametrize("outcome", ["granted", "refused"])
def test_the_outcome_is_told_by_the_posted_letter_and_not_before(outcome: str) -> None:
    case = decided(outcome, notice="post")
    assert "交付決定" not in seen(case)
    run_due()
    case.refresh_from_db()
    letter = case.letters.get()
    client = sign_in(Client(), case.applicant)
    assert (case.step, letter.state) == ("dispatch", Letter.State.ISSUED)
    assert "交付決定" not in seen(case)
    assert "決定の通知書の発送を準備しています" in seen(case)
    assert client.get(f"/mypage/letters/{letter.pk}/").status_code == 404
    assert client.get(f"/mypage/letters/{letter.pk}/file/").status_code == 404
    complete(case, make_staff("division_reviewer"))
    assert "交付決定" in seen(case)
    assert client.get(f"/mypage/letters/{letter.pk}/").status_code == 200


def decided(outcome: str, *, notice: str) -> Case:
    case = bring_to("draft", make_case(notice=notice))
    told = {"amount_yen": "", "letter_reason": "対象となる経費がないため。"} if outcome == "refused" else {}
    case = complete(case, make_staff("division_reviewer"), outcome_wanted=outcome, **told)
    return complete(case, make_staff("division_approver"))
