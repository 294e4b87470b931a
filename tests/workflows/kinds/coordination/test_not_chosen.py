"""Groups that were asked and not chosen, own groups, and what may be told: nothing goes on behind anybody's back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.core.errors import CaseError, Forbidden
from cms.jobs.worker import run_due
from cms.mailings.models import OutgoingMail
from cms.people.models import User
from tests.cms.admin.walking import client_of
from tests.every_kind.driving import make_move
from tests.factories_coordination import HELPER, ONWARD, Sides, agree_to_show, make_asked, make_drafted, make_sides
from tests.factories_ledger import make_entry
from tests.factories_people import make_deputy, make_group, make_hub, make_membership, make_staff, make_user
from tests.sign_in import sign_in
from tests.workflows.kinds.coordination.test_asking import DESK, ask
from workflows.cases.models import Case
from workflows.engine.withdrawing import withdraw
from workflows.exchange.models import Together
from workflows.kinds.coordination.contact import contact_for
from workflows.kinds.coordination.examples import DRAFTED, ENDING, TALK, TOGETHER
from workflows.kinds.coordination.models import Coordination, Side, Sounding
from workflows.kinds.coordination.services import agreeing, consenting, sounding
from workflows.ledger import services as ledger

pytestmark = pytest.mark.django_db
DECIDE = ("decision", "decide", {"result": "decide"})


def another(sides: Sides, *, consents: bool = False) -> tuple[Sounding, User]:
    """A second group that was asked; with ``consents`` it has accepted, and both sides have consented."""
    helper = make_user(name="第二")
    group = make_group(make_hub(), name="第二協力会", manager=helper)
    asked_by = make_staff("reviewer", sides.case.hub)
    due = timezone.localdate() + timedelta(days=3)
    two = Sounding.objects.create(case=sides.case, group=group, message="お願い", asked_by=asked_by, answer_due_on=due)
    if consents:
        sounding.answer(two, actor=helper, accepts=True)
        for side, user in ((Side.PARTNER, helper), (Side.APPLICANT, sides.asker)):
            consenting.give_consent(two, actor=user, side=side, name="名", phone="03-1111-2222", email="")
    return Sounding.objects.select_related("case", "group").get(pk=two.pk), helper


def test_once_agreed_with_one_group_the_contact_of_another_is_closed_both_ways() -> None:
    sides = make_drafted()
    two, helper = another(sides, consents=True)
    assert contact_for(sides.asker, two)
    assert contact_for(helper, two)
    make_move(sides.case, DECIDE)
    run_due()
    assert contact_for(sides.asker, two) is None
    assert contact_for(helper, two) is None
    assert contact_for(sides.asker, sides.sounding), "that of the agreement stays open"


def test_a_group_that_was_not_chosen_is_told_and_asked_for_nothing_more() -> None:
    sides = make_drafted()
    two, helper = another(sides)
    client = sign_in(Client(), helper)
    assert "までにお返事" in client.get("/mypage/").content.decode()
    make_move(sides.case, DECIDE)
    run_due()
    assert "までにお返事" not in client.get("/mypage/").content.decode()
    page = client.get(f"/mypage/coordination/requests/{two.pk}/").content.decode()
    assert "ほかの団体と進める" in page
    assert list(OutgoingMail.objects.filter(to=helper.email).values_list("subject", flat=True)) == [
        "協力のお願いは終了しました"
    ]


def test_groups_that_were_asked_are_told_of_a_withdrawal() -> None:
    sides = make_asked()
    withdraw(Case.objects.get(pk=sides.case.pk), actor=sides.asker)
    run_due()
    assert OutgoingMail.objects.filter(to=sides.helper.email, subject="協力のお願いは取り下げられました").count() == 1


@pytest.mark.parametrize("term", ["roles", "conditions"])
def test_no_contact_of_either_side_gets_into_the_agreement(term: str) -> None:
    sides = make_asked()
    agree_to_show(sides)
    for move in (ONWARD, *TOGETHER[1:]):
        make_move(sides.case, move)
    given = {**DRAFTED[2], term: f"協力会：{HELPER['phone']}へ連絡"}
    terms = {name: given[name] for name in agreeing.TERMS}
    days = {name: timezone.localdate() for name in ("from_on", "until_on")}
    with pytest.raises(CaseError, match="どちらか"):
        agreeing.draft_agreement(
            Case.objects.get(pk=sides.case.pk), actor=make_staff("reviewer", sides.case.hub),
            partner=sides.sounding.pk, reason="合意した。", conditions=given.get("conditions", ""), **days, **terms,
        )  # fmt: skip


def test_nobody_asks_a_group_of_their_own() -> None:
    sides = make_sides()
    staff = make_staff("reviewer", sides.case.hub)
    make_membership(sides.partner, staff)
    with pytest.raises(Forbidden):
        sounding.ask_group(
            sides.case,
            actor=staff,
            group=sides.partner,
            reason="x",
            message="お願い",
            answer_due_on=timezone.localdate(),
        )
    assert not Sounding.objects.exists()


def test_a_question_that_is_sent_twice_stands_once() -> None:
    sides = make_asked()
    for _twice in range(2):
        sounding.remark(sides.sounding, actor=sides.helper, text="何人ですか。", by_hub=False)
    assert sides.sounding.remarks.count() == 1


def test_the_account_of_a_section_reads_no_case() -> None:
    sides = make_sides()
    advice = ask(sides)
    section = client_of(advice.asked_of)
    assert section.get(f"{DESK}advice/{advice.pk}/").status_code == 200
    assert section.get(f"/cms/desk/cases/{sides.case.pk}/").status_code == 404
    assert sides.case.number not in section.get("/cms/desk/cases/").content.decode()


def test_only_accounts_of_sections_can_be_chosen_and_one_question_is_asked_once() -> None:
    sides = make_sides()
    section = make_staff("section", name="緑 課長")
    make_staff("accountant", name="会計 一郎")
    client = client_of(make_staff("reviewer", sides.case.hub))
    page = client.get(f"{DESK}cases/{sides.case.pk}/advice/").content.decode()
    assert section.email in page or "緑" in page
    assert "会計" not in page
    ask(sides, asked_of=section)
    given = {"section": "課", "asked_of": section.pk, "question": "公園の使用に支障はありますか。"}
    again = client.post(f"{DESK}cases/{sides.case.pk}/advice/", {**given, "due_on": timezone.localdate().isoformat()})
    assert again.status_code in (409, 422)
    assert sides.case.advice.count() == 1


@pytest.mark.parametrize(("told", "is_published"), [(None, False), (False, False), (True, True)])
def test_a_case_study_needs_the_decision_that_it_may_be_told(told: bool | None, is_published: bool) -> None:
    sides = make_sides()
    if told is not None:
        Coordination.objects.create(case=sides.case, publish=told, publish_reason="ふりかえりのとおり")
    entry = make_entry(sides.case.hub)
    type(entry).objects.filter(pk=entry.pk).update(case=sides.case)
    entry.refresh_from_db()
    chief = make_staff("chief", sides.case.hub)
    if is_published:
        ledger.publish(entry, actor=chief, confirmed=True)
    else:
        with pytest.raises(CaseError, match="公表"):
            ledger.publish(entry, actor=chief, confirmed=True)
    entry.refresh_from_db()
    assert entry.is_published is is_published


def test_an_activity_that_was_carried_out_is_known_to_the_suggestions() -> None:
    sides = make_drafted()
    for move in (DECIDE, *ENDING[:3]):
        make_move(sides.case, move)
        run_due()
    found = Together.objects.get()
    assert {found.one_id, found.other_id} == {sides.group.pk, sides.partner.pk}
    assert (found.how, found.source) == ("worked", "coordination")


def test_an_activity_does_not_end_without_an_interim_check_or_the_reason_for_none() -> None:
    sides = make_drafted()
    make_move(sides.case, DECIDE)
    run_due()
    with pytest.raises(AssertionError, match="中間確認を行っていません"):
        make_move(sides.case, ("carrying", "finished", {**TALK, "result": "finished"}))
    why = {"without_interim": "1日で終わる活動のため。"}
    make_move(sides.case, ("carrying", "finished", {**TALK, "result": "finished", **why}))


def test_who_decided_in_place_of_whom_is_told_for_every_outcome() -> None:
    sides = make_drafted()
    approver, deputy = make_staff("division_approver"), make_staff("division_reviewer", name="代理 者")
    make_deputy(approver, deputy)
    make_move(sides.case, DECIDE, actor=deputy)
    page = client_of(make_staff("chief", sides.case.hub)).get(f"/cms/desk/cases/{sides.case.pk}/").content.decode()
    assert "代決（本来の決裁者）" in page


def test_partners_are_read_by_one_query_however_many_were_asked() -> None:
    sides = make_asked()
    agree_to_show(sides)
    for _more in range(3):
        another(sides, consents=True)
    with CaptureQueriesContext(connection) as captured:
        found = agreeing.partners_ready(sides.case)
    assert (len(found), len(captured)) == (4, 1)
