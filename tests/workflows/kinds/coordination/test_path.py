"""The whole path through real pages: a group asks, another is asked and answers in My page, both look back."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from django.test import Client

from cms.jobs.worker import run_due
from cms.mailings.models import OutgoingMail
from tests.cms.admin.walking import client_of
from tests.every_kind.driving import make_move
from tests.factories_coordination import ASKER, HELPER, ONWARD, make_asked, make_drafted, make_sides
from tests.factories_people import make_staff, make_user
from tests.sign_in import sign_in
from workflows.correspondence.models import Letter
from workflows.kinds.coordination.examples import BEGUN, DRAFTED, ENDING, TALK, TOGETHER
from workflows.kinds.coordination.models import Coordination, ReviewSheet, Side, Sounding, Talk

pytestmark = pytest.mark.django_db
SHEET = {
    "achieved": "4回清掃した。",
    "went_well": "",
    "difficulties": "雨",
    "learned": "",
    "again": "yes",
    "may_publish": "yes",
}
DECIDE = ("decision", "decide", {"result": "decide"})


def consent(name: str, contact: dict[str, str]) -> dict[str, str]:
    return {"name": name, "phone": contact["phone"], "email": contact["email"], "agrees": "on"}


def test_from_the_request_to_the_end_both_sides_act_in_my_page() -> None:
    sides = make_asked()
    case, helper, asker = sides.case, sides.client(Side.PARTNER), sides.client(Side.APPLICANT)
    request = f"/mypage/coordination/requests/{sides.sounding.pk}/"
    mail = OutgoingMail.objects.get(to=sides.helper.email)
    assert request in mail.text
    assert request in helper.get("/mypage/").content.decode()
    assert helper.post(f"{request}ask/", {"text": "何人必要ですか。"}).status_code == 302
    officer = client_of(make_staff("reviewer", case.hub))
    reply = f"/cms/desk/kinds/coordination/soundings/{sides.sounding.pk}/reply/"
    assert officer.post(reply, {"text": "10人ほどです。"}).status_code == 302
    assert "10人ほどです。" in helper.get(request).content.decode()
    assert helper.post(f"{request}answer/", {"answer": "accept", "conditions": "午前のみ"}).status_code == 302
    assert helper.post(f"{request}consent/", consent("助 二郎", HELPER)).status_code == 302
    panel = asker.get(f"/mypage/cases/{case.pk}/").content.decode()
    partner = f"/mypage/coordination/partners/{sides.sounding.pk}/"
    assert partner in panel
    assert asker.post(f"{partner}consent/", consent("頼 一子", ASKER)).status_code == 302
    assert HELPER["phone"] in asker.get(partner).content.decode()
    for move in (ONWARD, *TOGETHER[1:], DRAFTED, DECIDE, *ENDING[:3]):
        case = make_move(case, move)
    assert helper.post(f"{request}sheet/", SHEET).status_code == 302
    assert asker.post(f"/mypage/coordination/cases/{case.pk}/sheet/", SHEET).status_code == 302
    assert "雨" in helper.get(f"{request}sheet/").content.decode()
    for move in (("review", "done", {**TALK, "result": "done"}), ENDING[-1]):
        case = make_move(case, move)
    assert (case.step, case.outcome, case.closed_at is not None) == ("done", "agreed", True)
    own = Coordination.objects.get(case=case)
    assert (own.carried, own.publish, own.officer is not None) == ("finished", True, True)


def test_each_side_reads_its_agreement_and_the_reading_of_the_partner_is_on_record_once() -> None:
    sides = make_drafted()
    make_move(sides.case, DECIDE)
    run_due()
    letter = Letter.objects.get(case=sides.case)
    helper, address = sides.client(Side.PARTNER), f"/mypage/coordination/requests/{sides.sounding.pk}/agreement/"
    for _time in range(2):
        answer = helper.get(address)
        assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert sides.case.events.filter(verb="agreement_read").count() == 1
    assert sides.client(Side.APPLICANT).get(f"/mypage/letters/{letter.pk}/file/").status_code == 200
    assert helper.get(f"/mypage/letters/{letter.pk}/file/").status_code == 404
    told = OutgoingMail.objects.filter(to=sides.helper.email, subject="合意書ができました")
    assert told.count() == 1


def test_the_agreement_names_both_sides_and_every_term_and_no_address() -> None:
    sides = make_drafted()
    make_move(sides.case, DECIDE)
    content = Letter.objects.get(case=sides.case).content
    keys = [item["key"] for item in content["items"]]
    assert keys == ["activity", "sides", "purpose", "goals", "roles", "costs", "liability", "personal_data", "results",
                    "period", "termination"]  # fmt: skip
    assert sides.partner.name in str(content["items"])
    assert content["addressee"]["address"] == ""


def test_an_agreement_by_post_is_read_by_the_partner_once_it_is_posted() -> None:
    sides = make_sides(notice="post")
    for move in BEGUN:
        make_move(sides.case, move)
    for move in (*TOGETHER, DRAFTED, DECIDE):
        make_move(sides.case, move)
    address = f"/mypage/coordination/requests/{sides.sounding.pk}/agreement/"
    run_due()
    assert sides.client(Side.PARTNER).get(address).status_code == 404
    make_move(sides.case, ("dispatch", "done", {"posted_on": "today"}))
    assert sides.client(Side.PARTNER).get(address).status_code == 200
    sides.case.refresh_from_db()
    assert sides.case.step == "carrying"


def test_a_second_candidate_is_asked_when_the_first_declines() -> None:
    sides = make_asked()
    address = f"/mypage/coordination/requests/{sides.sounding.pk}/"
    sides.client(Side.PARTNER).post(f"{address}answer/", {"answer": "decline", "conditions": "人手がない。"})
    assert Sounding.objects.get().state == "declined"
    assert address not in sides.client(Side.PARTNER).get("/mypage/").content.decode()
    make_move(sides.case, ("sounding", "candidates", {"result": "candidates"}))
    with pytest.raises(AssertionError, match="すでに打診しています"):
        make_move(sides.case, BEGUN[-1])


def test_foreign_requests_do_not_exist() -> None:
    sides = make_asked()
    strangers = sign_in(Client(), make_user()), sides.client(Side.APPLICANT)
    for client in strangers:
        for tail in ("", "sheet/", "agreement/"):
            assert client.get(f"/mypage/coordination/requests/{sides.sounding.pk}/{tail}").status_code == 404
        for tail in ("answer/", "ask/", "consent/", "consent/withdraw/"):
            assert client.post(f"/mypage/coordination/requests/{sides.sounding.pk}/{tail}").status_code == 404
    # a group that has not accepted is not shown to who asked
    assert strangers[1].get(f"/mypage/coordination/partners/{sides.sounding.pk}/").status_code == 404


def test_people_of_the_asked_group_never_act_on_the_case_as_staff() -> None:
    from tests.factories_people import make_membership

    sides = make_asked()
    staff = make_staff("reviewer", sides.case.hub)
    make_membership(sides.partner, staff)
    answer = client_of(staff).get(f"/cms/desk/cases/{sides.case.pk}/steps/{sides.case.open_task}/{sides.case.step}/")
    assert answer.status_code == 403


def test_hearings_and_their_records_are_kept_one_by_one() -> None:
    sides = make_asked()
    assert Talk.objects.filter(case=sides.case, phase="hearing").count() == 2
    page = client_of(make_staff("chief", sides.case.hub)).get(f"/cms/desk/cases/{sides.case.pk}/").content.decode()
    assert page.count("経緯と希望を聞いた。") >= 2
    assert sides.partner.name in page


def test_a_sheet_is_sent_once_a_side_and_only_when_it_is_asked_for() -> None:
    sides = make_drafted()
    make_move(sides.case, DECIDE)
    run_due()
    address = f"/mypage/coordination/requests/{sides.sounding.pk}/sheet/"
    assert sides.client(Side.PARTNER).post(address, SHEET).status_code == 409
    for move in ENDING[:3]:
        make_move(sides.case, move)
    assert [sides.client(Side.PARTNER).post(address, SHEET).status_code for _time in range(2)] == [302, 409]
    assert ReviewSheet.objects.filter(case=sides.case).count() == 1


def test_nothing_is_told_publicly_without_a_yes_of_both_sides() -> None:
    sides = make_drafted()
    no = {**SHEET, "may_publish": "no"}
    for move in (DECIDE, *ENDING[:3], ("review", "again", {**ENDING[3][2], **no, "side": "partner"}), ENDING[3]):
        make_move(sides.case, move)
    make_move(sides.case, ("review", "done", {**TALK, "result": "done"}))
    with pytest.raises(AssertionError, match="双方がシートで公開してよい"):
        make_move(sides.case, ENDING[-1])
    make_move(sides.case, ("publication", "done", {"publish": "no", "reason": "一方が望まない。"}))
    assert Coordination.objects.get(case=sides.case).publish is False


def test_the_text_of_a_sheet_outlives_an_ended_session() -> None:
    sides = make_drafted()
    for move in (DECIDE, *ENDING[:3]):
        make_move(sides.case, move)
    address = f"/mypage/coordination/requests/{sides.sounding.pk}/sheet/"
    client = sides.client(Side.PARTNER)
    client.get(address)
    client.cookies.pop("sessionid")
    away = client.post(address, {**SHEET, "achieved": "書きかけの文"}, headers={"origin": "http://testserver"})
    back = away["Location"].partition("next=")[2]
    assert away.status_code == 302
    assert "held" in back
    page = sign_in(client, sides.helper).get(unquote(back)).content.decode()
    assert "書きかけの文" in page
    assert not ReviewSheet.objects.exists()
