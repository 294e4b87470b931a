"""Ends of an appointment in a real browser: a place becomes free, a term expires, somebody is dismissed."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from cms.jobs.worker import run_due
from tests import factories_volunteering as made
from tests.e2e import serving, volunteering
from tests.e2e.conftest import newest_mail
from tests.e2e.test_walk import assert_letter
from tests.e2e.volunteering import Applicant, here, on
from tests.factories_people import make_user
from workflows.kinds.volunteering.models import Appointment
from workflows.kinds.volunteering.services import ending, renewing

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(1200)]
Stage = Callable[..., Any]
State = Appointment.State


def somebody(stage: Stage, width: int, email: str = "hana@example.jp", **more: Any) -> tuple[Applicant, Appointment]:
    """Somebody whose letter has come, at their own browser."""
    user = make_user(email, name="見本 花子")
    row = made.make_appointment(volunteering.recruitment(), user=user, hub=here(), **more)
    while run_due():
        pass
    one = stage(Applicant, width=width, email=email)
    one.come()
    one.sign_in()
    return one, row


def test_who_waits_is_appointed_when_somebody_resigns(stage: Stage) -> None:
    volunteering.open_recruitment(places=1)
    one, _row = somebody(stage, 360, points=5)
    two, waits = somebody(stage, 360, "tori@example.jp", points=4)
    volunteering.own_case(two, waits.case.number)
    two.click("地域情報協力員（補欠）", "link")
    two.reads("補欠")
    one.my_page()
    one.click("地域情報協力員（大泉西地域活動支援拠点）", "link")
    one.click("辞退する", "link")
    one.click("いいえ、続けます", "link")
    one.click("辞退する", "link")
    one.fill("理由", "転居のため")
    one.click("はい、辞退します", "button")
    one.reads("委嘱を終えました")
    while run_due():
        pass
    assert any("補欠から委嘱されました" in text for text in volunteering.mails_to(two.email))
    two.follow_mail()
    assert_letter(two.fetched("通知書を開く（PDF）"), "委嘱状", "補欠として登録されていた", "3月31日まで")
    two.my_page()
    two.click("地域情報協力員（大泉西地域活動支援拠点）", "link")
    two.reads("委嘱済み・研修前")


def test_who_does_not_go_on_expires_with_the_term(stage: Stage) -> None:
    volunteering.open_recruitment()
    one, row = somebody(stage, 1280)
    assert row.until_on is not None
    with on(serving.february_of(row.until_on)):
        renewing.ask_due()
        run_due()
        one.come()
        one.sign_in()
        one.my_page()
        one.click("来年度も続けますか", "link", within=one.region("お返事をお待ちしているもの"))
        one.choose("いいえ、任期の終わりで終えます")
        one.click("回答を送る", "button")
        one.reads("回答を受け付けました", "続けない")
    with on(row.until_on + datetime.timedelta(days=1)):
        ending.expire_due()
        one.come()
        one.sign_in()
        serving.open_service(one, row.case.number, "任期満了")
        assert "活動を記録する" not in one.page.content()
    assert Appointment.objects.get().state == State.EXPIRED


def test_a_dismissal_is_proposed_decided_by_another_and_told_by_letter(stage: Stage) -> None:
    volunteering.open_recruitment()
    one, row = somebody(stage, 1280)
    staff = volunteering.staff_of(stage, 1280)
    serving.find_volunteer(staff["hub"], one.name)
    staff["hub"].click("起案する", "button")
    staff["hub"].reads("この項目は必須です")
    staff["hub"].choose("職にふさわしくない行為があったとき")
    staff["hub"].fill("通知書に記載する理由", "注意のあとも、写る人の了解を得ずに写真を公開したため。")
    staff["hub"].click("起案する", "button")
    staff["hub"].reads("解嘱を決裁者に起案しますか。", "写真を公開したため。")
    staff["hub"].click("はい、確定する", "button")
    staff["hub"].reads("解嘱を起案しました。決裁者が決定します。")
    assert "解嘱する（通知書を送る）" not in staff["hub"].page.content()
    serving.find_volunteer(staff["approver"], one.name)
    staff["approver"].reads("職にふさわしくない行為があったとき", "見本 京子")
    staff["approver"].click("解嘱する（通知書を送る）", "button")
    staff["approver"].reads("今日付けで解嘱し、通知書を送りますか。", "写真を公開したため。")
    staff["approver"].click("はい、確定する", "button")
    staff["approver"].reads("解嘱しました。")
    while run_due():
        pass
    assert "解嘱" not in newest_mail(one.email)
    one.follow_mail()
    assert_letter(one.fetched("通知書を開く（PDF）"), "解嘱通知書", row.number, "了解を得ずに写真を公開したため。")
    serving.open_service(one, row.case.number, "解嘱")
    assert "記事を送る" not in one.page.content()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_hub_sees_which_roles_rest_on_one_person(stage: Stage, width: int) -> None:
    volunteering.open_recruitment()
    somebody(stage, width)
    hub = volunteering.hub_of(stage, width)
    hub.menu("ボランティア")
    alone = hub.region("1人だけで担っている職")
    assert "地域情報協力員" in alone.inner_text()
    somebody(stage, width, "tori@example.jp")
    hub.menu("ボランティア")
    assert not hub.region("1人だけで担っている職").count()
