"""Opinions of sections and inquiries to the hubs: who reads, who answers, once; reminded once."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from cms.core.errors import CaseError, Forbidden
from cms.hubs.models import Hub
from cms.jobs.models import OutboxItem
from cms.jobs.worker import run_due
from cms.mailings.models import OutgoingMail
from tests.cms.admin.walking import client_of
from tests.factories_coordination import ASKER, Sides, make_sides
from tests.factories_people import make_hub, make_membership, make_staff, make_user
from workflows.cases.models import Case
from workflows.kinds.coordination.models import Advice, Inquiry, InquiryAnswer
from workflows.kinds.coordination.services import advising, inquiring

pytestmark = pytest.mark.django_db
DESK = "/cms/desk/kinds/coordination/"


def in_days(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def ask(sides: Sides, **changes: object) -> Advice:
    section = changes.pop("asked_of", None) or make_staff("section")
    given = {
        "section": "道路公園課",
        "asked_of": section.pk,
        "question": "公園の使用に支障はありますか。",
        "due_on": in_days(7),
    }
    client = client_of(make_staff("reviewer", sides.case.hub))
    answer = client.post(f"{DESK}cases/{sides.case.pk}/advice/", {**given, **changes})
    assert answer.status_code == 302, answer.content.decode()[-2500:]
    return Advice.objects.get()


def let_fall_due(kind: str) -> None:
    OutboxItem.objects.filter(kind=kind, state="due").update(due_at=timezone.now())
    run_due()
    run_due()


def test_the_section_reads_the_question_not_the_case_and_answers_once() -> None:
    sides = make_sides()
    advice = ask(sides)
    section = client_of(advice.asked_of)
    page = section.get(f"{DESK}advice/{advice.pk}/").content.decode()
    assert "公園の使用に支障はありますか。" in page
    assert ASKER["phone"] not in page
    assert f"/advice/{advice.pk}/" in section.get(f"{DESK}advice/").content.decode()
    assert section.post(f"{DESK}advice/{advice.pk}/", {"answer": "支障はない。"}).status_code == 302
    assert section.post(f"{DESK}advice/{advice.pk}/", {"answer": "やはりある。"}).status_code == 409
    advice.refresh_from_db()
    assert advice.answer == "支障はない。"
    desk = client_of(make_staff("chief", sides.case.hub)).get(f"/cms/desk/cases/{sides.case.pk}/").content.decode()
    assert "支障はない。" in desk


def test_nobody_else_reads_or_answers_it() -> None:
    advice = ask(make_sides())
    for other in (make_staff("accountant"), make_staff("reviewer", make_hub()), make_staff("administrator")):
        assert client_of(other).get(f"{DESK}advice/{advice.pk}/").status_code == 404
        with pytest.raises(Forbidden):
            advising.give_advice(Advice.objects.select_related("case").get(), actor=other, answer="支障はない。")


def test_residents_members_of_a_side_and_days_gone_by_are_refused() -> None:
    sides = make_sides()
    reviewer, member = make_staff("reviewer", sides.case.hub), make_staff("section")
    make_membership(sides.group, member)
    good = {"section": "課", "question": "どうですか。", "due_on": timezone.localdate()}
    for changes in (
        {"asked_of": make_user()}, {"asked_of": member}, {"due_on": timezone.localdate() - timedelta(days=1)},
        {"question": " "}, {"question": f"{ASKER['phone']}へ"},
    ):  # fmt: skip
        with pytest.raises(CaseError):
            advising.ask_advice(
                Case.objects.get(pk=sides.case.pk),
                actor=reviewer,
                **{"asked_of": make_staff("section"), **good, **changes},
            )
    assert not Advice.objects.exists()


def test_an_overdue_opinion_is_reminded_once_before_and_once_after_and_not_when_answered() -> None:
    advice = ask(make_sides())
    let_fall_due("coordination_advice")
    let_fall_due("coordination_advice")
    told = OutgoingMail.objects.filter(to=advice.asked_of.email).values_list("subject", flat=True)
    assert sorted(told) == sorted(
        ["意見照会が届いています", "意見照会の回答期限が近づいています", "意見照会の回答期限を過ぎています"]
    )


def make_inquiry(hubs: list[Hub] | None = None) -> Inquiry:
    asker = client_of(make_staff("division_reviewer"))
    data: dict[str, object] = {
        "title": "掲示板の数",
        "question": "掲示板はいくつありますか。",
        "due_on": in_days(3),
        "key": str(uuid.uuid4()),
    }
    data["hubs"] = [hub.pk for hub in hubs or []]
    answers = [asker.post(f"{DESK}inquiries/new/", data) for _time in range(2)]
    assert [one.status_code for one in answers] == [302, 302], answers[0].content.decode()[-2500:]
    return Inquiry.objects.get()


def test_all_hubs_owe_one_answer_each_however_often_the_form_is_sent() -> None:
    made = [make_hub() for _number in range(3)]
    inquiry = make_inquiry()
    assert set(made) <= {one.hub for one in inquiry.answers.all()}
    assert inquiry.answers.count() == Hub.objects.exclude(status="closed").count()


def test_each_hub_answers_for_itself_and_who_asked_sees_the_state_of_each() -> None:
    one, other, none = make_hub(), make_hub(), make_hub()
    inquiry = make_inquiry([one, other])
    page = f"{DESK}inquiries/{inquiry.pk}/"
    first = client_of(make_staff("reviewer", one))
    assert first.post(page, {"answer": "12か所です。"}).status_code == 302
    assert first.post(page, {"answer": "13か所です。"}).status_code == 403
    assert "12か所です。" in client_of(inquiry.asked_by).get(page).content.decode()
    text = client_of(make_staff("chief", other)).get(page).content.decode()
    assert "12か所です。" not in text
    assert other.name in text
    assert client_of(make_staff("reviewer", none)).get(page).status_code == 404
    listed = client_of(inquiry.asked_by).get(f"{DESK}inquiries/").content.decode()
    assert "2拠点のうち1拠点が回答済み" in listed


def test_an_overdue_hub_is_reminded_once_and_one_that_answered_is_not() -> None:
    late, early = make_hub(), make_hub()
    staff = {hub: make_staff("reviewer", hub) for hub in (late, early)}
    make_inquiry([late, early])
    owed = InquiryAnswer.objects.select_related("hub").get(hub=early)
    inquiring.answer_inquiry(owed, actor=staff[early], answer="3か所です。")
    for _time in range(2):
        let_fall_due("coordination_inquiry")
    overdue = OutgoingMail.objects.filter(subject="照会の回答期限を過ぎています")
    assert list(overdue.values_list("to", flat=True)) == [staff[late].email]


def test_who_may_ask_the_hubs() -> None:
    for role, allowed in (("division_approver", True), ("chief", True), ("reviewer", False), ("auditor", False)):
        hub = make_hub() if role in ("chief", "reviewer") else None
        assert (client_of(make_staff(role, hub)).get(f"{DESK}inquiries/new/").status_code == 200) is allowed, role
