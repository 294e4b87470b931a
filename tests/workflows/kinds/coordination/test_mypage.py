"""My page of either side names what is asked of it, as long as it is asked, and where the rest is found."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cms.jobs.worker import run_due
from cms.mailings.models import OutgoingMail
from tests.cms.admin.walking import client_of
from tests.every_kind.driving import bring, make_move, sent
from tests.factories_cases import let_pass
from tests.factories_coordination import ASKER, HELPER, Sides, agree_to_show, make_asked, make_drafted
from tests.factories_people import make_staff
from workflows.cases.models import Case
from workflows.engine.withdrawing import withdraw
from workflows.kinds.coordination.examples import ENDING, TALK
from workflows.kinds.coordination.models import Side
from workflows.kinds.coordination.mypage import current_of, waiting_for
from workflows.kinds.coordination.services import consenting, reviewing, sounding

pytestmark = pytest.mark.django_db
DECIDE = ("decision", "decide", {"result": "decide"})
SHEET = {"achieved": "4回清掃した。", "again": True, "may_publish": True}
CONSENT, LOOK_BACK = "同意の確認をお願いしています", "活動のふりかえりをお願いします"


def asked_of(sides: Sides) -> tuple[list[str], list[str]]:
    """What waits for the applicant, and for the partner, without the name of the group."""
    both = (waiting_for(user) for user in (sides.asker, sides.helper))
    first, second = ([str(one.text).partition("：")[2] for one in lines] for lines in both)
    return first, second


def make_reviewed() -> Sides:
    """The activity is over; both are asked to look back."""
    sides = make_drafted()
    for move in (DECIDE, *ENDING[:3]):
        make_move(sides.case, move)
    return sides


def test_an_unanswered_request_waits_for_the_asked_group_alone() -> None:
    first, second = asked_of(make_asked())
    assert first == []
    assert len(second) == 1
    assert second[0].endswith("までにお返事をください")


def test_a_consent_is_asked_of_each_side_until_it_has_given_its_own() -> None:
    sides = make_asked()
    sounding.answer(sides.sounding, actor=sides.helper, accepts=True)
    assert asked_of(sides) == ([CONSENT], [CONSENT])
    consenting.give_consent(sides.sounding, actor=sides.helper, side=Side.PARTNER, name="助", phone="1", email="")
    assert asked_of(sides) == ([CONSENT], [])
    consenting.give_consent(sides.sounding, actor=sides.asker, side=Side.APPLICANT, name="頼", phone="2", email="")
    assert asked_of(sides) == ([], [])
    assert CONSENT not in sides.client(Side.APPLICANT).get("/mypage/").content.decode()


def test_a_sheet_is_asked_of_each_side_until_its_own_is_in_and_can_then_be_read() -> None:
    sides = make_reviewed()
    assert asked_of(sides) == ([LOOK_BACK], [LOOK_BACK])
    reviewing.send_sheet(sides.case, actor=sides.asker, side=Side.APPLICANT, **SHEET)
    assert asked_of(sides) == ([], [LOOK_BACK])
    own = reverse("coordination:own_sheet", args=[sides.case.pk])
    page = sides.client(Side.APPLICANT).get(f"/mypage/cases/{sides.case.pk}/").content.decode()
    assert own in page
    assert "ふりかえりシートに記入する" not in page
    reviewing.send_sheet(sides.case, actor=sides.helper, side=Side.PARTNER, **SHEET)
    request = reverse("coordination:request", args=[sides.sounding.pk])
    page = sides.client(Side.PARTNER).get(request).content.decode()
    assert "ふりかえりシートを読む" in page
    assert "ふりかえりシートに記入する" not in page


def test_the_partner_finds_an_agreed_request_also_after_its_end() -> None:
    sides = make_reviewed()
    for side, user in ((Side.APPLICANT, sides.asker), (Side.PARTNER, sides.helper)):
        reviewing.send_sheet(sides.case, actor=user, side=side, **SHEET)
    assert [str(one.text) for one in current_of(sides.helper)] == [f"{sides.partner.name}：このお願いを承諾しています"]
    for move in (("review", "done", {**TALK, "result": "done"}), ENDING[-1]):
        make_move(sides.case, move)
    request = reverse("coordination:request", args=[sides.sounding.pk])
    assert [(one.url, str(one.text)) for one in current_of(sides.helper)] == [
        (request, f"{sides.partner.name}：このお願いは終了しました")
    ]
    assert request in sides.client(Side.PARTNER).get("/mypage/").content.decode()
    assert current_of(sides.asker) == []


def test_a_request_that_was_declined_or_came_to_nothing_is_not_kept_before_anybody() -> None:
    sides = make_asked()
    agree_to_show(sides)
    assert len(current_of(sides.helper)) == 1
    sounding.answer(sides.sounding, actor=sides.helper, accepts=False)
    assert (current_of(sides.helper), waiting_for(sides.helper), waiting_for(sides.asker)) == ([], [], [])
    ended = bring(sent("coordination"), "refused")
    run_due()
    ended.refresh_from_db()
    assert ended.closed_at is not None
    for user in (sides.asker, sides.helper):
        assert (waiting_for(user), current_of(user)) == ([], [])


def test_the_talk_with_both_sides_asks_for_paper_only_while_a_sheet_is_missing() -> None:
    sides = make_reviewed()
    sides.case.refresh_from_db()
    step = reverse("desk:step", args=[sides.case.pk, sides.case.open_task, "review"])
    staff = client_of(make_staff("reviewer", sides.case.hub))
    assert "紙で届いたシートの提出者" in staff.get(step).content.decode()
    for side, user in ((Side.APPLICANT, sides.asker), (Side.PARTNER, sides.helper)):
        reviewing.send_sheet(sides.case, actor=user, side=side, **SHEET)
    page = staff.get(step).content.decode()
    assert "紙で届いたシートの提出者" not in page
    assert "シートがない理由" not in page


@pytest.mark.parametrize("declined", [False, True])
def test_an_asked_group_is_told_once_when_the_request_is_taken_back_unless_it_declined(declined: bool) -> None:
    sides = make_asked()
    if declined:
        sounding.answer(sides.sounding, actor=sides.helper, accepts=False)
    withdraw(Case.objects.get(pk=sides.case.pk), actor=sides.asker, reason="見送るため")
    told = OutgoingMail.objects.filter(subject="協力のお願いは取り下げられました")
    assert [(mail.to, "見送るため" in mail.text) for mail in told] == (
        [] if declined else [(sides.helper.email, False)]
    )


@pytest.mark.parametrize("which", ["ask", "consent"])
def test_every_form_of_the_request_names_its_errors_at_the_top(which: str) -> None:
    sides = make_asked()
    sounding.answer(sides.sounding, actor=sides.helper, accepts=True)
    page = sides.client(Side.PARTNER).post(f"/mypage/coordination/requests/{sides.sounding.pk}/{which}/")
    assert page.status_code == 422
    assert "data-error-summary" in page.content.decode()
    assert ASKER["phone"] not in page.content.decode()


def test_a_request_with_a_telephone_is_refused_beside_its_field() -> None:
    case = bring(sent("coordination"), "agreed", until="candidates")
    phone = case.submissions.get().answers["contact"]["contact_phone"]
    reviewer = client_of(make_staff("reviewer", case.hub))
    step = reverse("desk:step", args=[case.pk, case.open_task, "candidates"])
    page = reviewer.post(step, {"result": "done", "message": f"{phone}へ", "seen_revision": case.revision})
    assert "削除してください" in str(page.context["form"].errors["message"])


def test_after_a_correction_that_never_came_the_way_on_is_called_by_its_step() -> None:
    case = let_pass(bring(sent("coordination"), "corrected"))
    page = client_of(make_staff("reviewer", case.hub)).get(reverse("desk:correction_end", args=[case.pk]))
    assert "不足している項目を記録して、ヒアリングに進む" in page.content.decode()
    assert "担当課に送る" not in page.content.decode()


def test_the_approver_reads_the_period_of_the_agreement() -> None:
    sides = make_drafted()
    sides.case.refresh_from_db()
    step = reverse("desk:step", args=[sides.case.pk, sides.case.open_task, "decision"])
    page = client_of(make_staff("division_approver")).get(step).content.decode()
    assert "合意の期間" in page
    assert HELPER["phone"] not in page


def test_the_record_of_readings_names_the_pages_of_the_kind_in_words() -> None:
    sides = make_asked()
    staff = client_of(make_staff("reviewer", sides.case.hub))
    staff.get(reverse("coordination_desk:reply", args=[sides.sounding.pk]))
    page = staff.get(reverse("desk:case", args=[sides.case.pk])).content.decode()
    assert "打診した団体への回答" in page
    assert "coordination reply" not in page
