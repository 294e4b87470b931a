"""The ward asks groups: a case of the hub that no resident sees, but the group that was asked its own request."""

from __future__ import annotations

import re
import uuid

import pytest
from django.test import Client

from cms.hubs.models import Hub
from cms.jobs.worker import run_due
from cms.people.access import live_roles
from cms.people.models import User
from tests.cms.admin.walking import client_of
from tests.every_kind.driving import make_example_call, make_move, make_sender
from tests.factories_coordination import HELPER, ONWARD
from tests.factories_people import make_group, make_hub, make_membership, make_staff, make_user
from tests.sign_in import sign_in
from workflows.cases import access
from workflows.cases.models import Case
from workflows.cases.party import acts_for_case, people_of
from workflows.correspondence.models import Letter
from workflows.kinds.coordination.contact import contact_for
from workflows.kinds.coordination.examples import BEGUN, DRAFTED, ENDING, PARTNER, TOGETHER
from workflows.kinds.coordination.models import Side, Sounding
from workflows.kinds.coordination.services import consenting, sounding

pytestmark = pytest.mark.django_db
START = "/cms/desk/kinds/coordination/start/"
OFFICE = "03-7777-1212"
ASKED = {
    "section_name": "光が丘区民活動拠点", "title": "花壇の手入れに区も加わる", "wanted": "people",
    "purpose": "花壇を保つ。", "content": "住民の花壇の手入れに、区の職員も加わる。", "wish": "日程を教えてほしい。",
    "own_part": "苗と道具を用意する。", "conditions": "", "from_on": "2026-12-01", "until_on": "2027-03-31",
}  # fmt: skip


def make_starter() -> User:
    return make_staff("reviewer", make_hub())


def hub_of(staff: User) -> Hub:
    (hub,) = live_roles(staff).hubs
    return Hub.objects.get(pk=hub)


def start(staff: User, **changes: str) -> Case:
    call, client = make_example_call("coordination"), client_of(staff)
    key = re.search(r'name="key" value="([^"]+)"', client.get(START).content.decode())[1]
    data = {**ASKED, "call": call.pk, "hub": hub_of(staff).pk, "key": key, **changes}
    answers = [client.post(START, data) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302], answers[0].content.decode()[-3000:]
    return Case.objects.get()


def test_staff_start_a_case_of_their_hub_once_however_often_the_form_is_sent() -> None:
    staff = make_starter()
    case = start(staff)
    assert (case.channel, case.group, case.applicant, case.hub) == ("ward", None, staff, hub_of(staff))
    assert (case.step, case.party_name) == ("receive", case.hub.name)
    assert list(case.events.values_list("verb", flat=True)) == ["started_by_ward"]


def test_nobody_starts_one_for_another_hub_and_others_have_no_such_page() -> None:
    staff = make_starter()
    data = {**ASKED, "call": make_example_call("coordination").pk, "hub": make_hub().pk, "key": "0" * 32}
    assert client_of(staff).post(START, data).status_code == 422
    for other in (make_staff("division_approver"), make_staff("auditor"), make_user()):
        assert client_of(other).get(START).status_code in (302, 403, 404)
    assert not Case.objects.exists()


def test_the_division_starts_one_for_any_hub_whose_staff_then_do_the_steps() -> None:
    hub, staff = make_hub(), make_staff("division_reviewer")
    data = {**ASKED, "call": make_example_call("coordination").pk, "hub": hub.pk, "key": uuid.uuid4()}
    assert client_of(staff).post(START, data).status_code == 302
    case = Case.objects.get()
    assert (case.hub, case.needs) == (hub, f"cases.review@{hub.code}")


def test_no_resident_sees_it_the_starter_as_a_resident_included() -> None:
    staff = make_starter()
    case = start(staff)
    assert not acts_for_case(staff, case)
    assert not list(people_of(case))
    for user in (staff, make_sender("無関係 次郎")):
        assert not access.readable_by_applicant(user).exists()
        client = sign_in(Client(), user)
        assert client.get(f"/mypage/cases/{case.pk}/").status_code == 404
        assert case.number not in client.get("/mypage/").content.decode()


def test_rights_of_staff_stay_those_of_the_hub() -> None:
    case = start(make_starter())
    page = f"/cms/desk/cases/{case.pk}/"
    assert client_of(make_staff("chief", case.hub)).get(page).status_code == 200
    assert client_of(make_staff("reviewer", make_hub())).get(page).status_code == 404


def test_the_whole_way_of_the_ward_with_both_consents_and_the_agreement() -> None:
    staff = make_starter()
    case = start(staff)
    helper = make_user("account-helper@example.jp", name="助 二郎")
    partner = make_group(case.hub, name=PARTNER, manager=helper)
    for move in BEGUN:
        make_move(case, move)
    asked = Sounding.objects.select_related("case__hub", "group").get()
    reader = sign_in(Client(), helper)
    assert "花壇の手入れに区も加わる" in reader.get(f"/mypage/coordination/requests/{asked.pk}/").content.decode()
    assert reader.get(f"/mypage/cases/{case.pk}/").status_code == 404
    sounding.answer(asked, actor=helper, accepts=True)
    asked = Sounding.objects.select_related("case__hub", "group").get()
    consenting.give_consent(asked, actor=helper, side=Side.PARTNER, name="助", phone=HELPER["phone"], email="")
    assert contact_for(staff, asked) is None
    desk, own = client_of(staff), f"/cms/desk/kinds/coordination/soundings/{asked.pk}/consent/"
    assert HELPER["phone"] not in desk.get(own).content.decode()
    assert desk.post(own, {"name": "担当", "phone": OFFICE, "agrees": "on"}).status_code == 302
    assert HELPER["phone"] in desk.get(own).content.decode()
    assert OFFICE in reader.get(f"/mypage/coordination/requests/{asked.pk}/").content.decode()
    for move in (ONWARD, *TOGETHER[1:], DRAFTED, ("decision", "decide", {"result": "decide"})):
        make_move(case, move)
    run_due()
    make_move(case, ("dispatch", "done", {"posted_on": "today"}))
    assert Letter.objects.get().content["addressee"]["group"] == partner.name
    assert reader.get(f"/mypage/coordination/requests/{asked.pk}/agreement/").status_code == 200
    for move in ENDING:
        make_move(case, move)
    case.refresh_from_db()
    assert (case.step, case.outcome) == ("done", "agreed")
    assert desk.post(own, {"take_back": "True"}).status_code == 302
    assert HELPER["phone"] not in desk.get(own).content.decode()


def test_whoever_drafted_it_does_not_decide_also_when_the_ward_asked() -> None:
    case = start(make_starter())
    make_group(case.hub, name=PARTNER)
    for move in (*BEGUN, *TOGETHER, DRAFTED):
        make_move(case, move)
    case.refresh_from_db()
    assert case.needs == "cases.approve"
    assert case.drafted_by is not None


def test_staff_who_belong_to_the_asked_group_are_kept_away_also_from_consenting() -> None:
    case = start(make_starter())
    partner = make_group(case.hub, name=PARTNER)
    for move in BEGUN:
        make_move(case, move)
    both = make_staff("reviewer", case.hub)
    make_membership(partner, both)
    asked = Sounding.objects.select_related("case__hub", "group").get()
    sounding.answer(asked, actor=both, accepts=True)
    page = f"/cms/desk/kinds/coordination/soundings/{asked.pk}/consent/"
    assert client_of(both).post(page, {"name": "x", "phone": OFFICE, "agrees": "on"}).status_code == 403
    assert not asked.consents.exists()
