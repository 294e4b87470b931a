"""Volunteers in a real browser: from the hub's page to the renewed term, and every other end."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cms.jobs.worker import run_due
from tests import factories_volunteering as made
from tests.e2e import editing, selecting, serving, volunteering
from tests.e2e.conftest import newest_mail
from tests.e2e.test_walk import assert_letter
from tests.e2e.volunteering import Applicant, here, on
from tests.factories_people import make_staff, make_user
from workflows.cases.models import Case
from workflows.kinds.volunteering.models import Appointment, Slot
from workflows.kinds.volunteering.services import ending, renewing

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]
Stage = Callable[..., Any]
State = Appointment.State
GUARDIAN = "tsukiko@example.jp"
OTHER = {"name": "雉鳩 鳴子", "email": "kijibato@example.jp", "address": "練馬区雉鳩町9丁目9番9号"}
REMARK = "写真の構図がよい。"


@pytest.mark.parametrize("width,age", [(360, 16), (1280, 36)])
def test_from_the_opportunity_to_the_renewed_term(stage: Stage, tmp_path: Path, width: int, age: int) -> None:
    """On the phone it is a minor, whose guardian consents by the link of a mail."""
    volunteering.open_recruitment()
    staff = volunteering.staff_of(stage, width)
    one = stage(Applicant, width=width, email="hana@example.jp", name="見本 花子")
    number = volunteering.apply(one, tmp_path, born=born(age), guardian=GUARDIAN if width == 360 else "")
    assert number in newest_mail(one.email)
    somebody_else_applies()
    selecting.take_in(staff["hub"], number)
    if width == 360:
        guardian_consents(stage, staff, number)
    selected(one, staff, number)
    appointed(one, number)
    served(stage, one, staff, number, width)
    renewed(one, staff, number)
    keeps_to_their_own(one)


def born(age: int) -> str:
    return (datetime.date.today() - datetime.timedelta(days=age * 366)).isoformat()


def somebody_else_applies() -> None:
    user = make_user(OTHER["email"], name=OTHER["name"])
    made.make_application(
        volunteering.recruitment(), user=user, hub=here(),
        person={"name": OTHER["name"], "address": OTHER["address"], "email": OTHER["email"]},
    )  # fmt: skip


def guardian_consents(stage: Stage, staff: dict[str, Any], number: str) -> None:
    selecting.check(staff["hub"], number, "保護者からまだ回答がありません。")
    guardian = stage(Applicant, width=360, email=GUARDIAN)
    guardian.follow_mail()
    volunteering.consent(guardian, "同意します")
    staff["hub"].open_case(number)
    staff["hub"].reads("見本 月子：同意")


def selected(one: Applicant, staff: dict[str, Any], number: str) -> None:
    """The applicant chooses one of two slots and changes; nobody sees points before theirs are in."""
    selecting.offer_slots(staff["hub"], "13:00", "14:00")
    selecting.check(staff["hub"], number)
    volunteering.choose_slot(one, number, "14時")
    volunteering.choose_slot(one, number, "13時", before="日時を変える")
    assert "13時00分から" in newest_mail(one.email)
    selecting.give_points(staff["hub"], number, 5, REMARK)
    staff["second"].open_case(number)
    selecting.sees_nothing_of(staff["second"], REMARK)
    staff["second"].click("採点する", "link")
    selecting.sees_nothing_of(staff["second"], REMARK)
    selecting.record_interview(staff["hub"], number)
    staff["hub"].reads("2人のうち1人です。残りの職員の採点を先に済ませてください。")
    selecting.give_points(staff["second"], number, 4)
    staff["second"].reads(REMARK, "12（")
    selecting.record_interview(staff["hub"], number)
    selecting.draft(staff["division"], number, "委嘱")
    selecting.decide(staff["approver"], number, "起案のとおり決定する：委嘱")


def appointed(one: Applicant, number: str) -> None:
    assert "委嘱" not in newest_mail(one.email)
    one.follow_mail()
    term = Appointment.objects.get(case__number=number)
    assert term.until_on is not None
    letter = one.fetched("通知書を開く（PDF）")
    assert_letter(letter, "委嘱状", "見本花子様を", "地域情報協力員", term.number, "3月31日まで", "ボランティア保険")


def served(stage: Stage, one: Applicant, staff: dict[str, Any], number: str, width: int) -> None:
    """Training, the log with its hours, and an article that the hub's chief approves."""
    serving.open_service(one, number, "委嘱済み・研修前")
    serving.hold_training(staff["hub"], one.name)
    one.my_page()
    one.click("地域情報協力員（大泉西地域活動支援拠点）", "link")
    one.reads("活動中", "取材の基本：出席")
    serving.write_log(one, "25", "夏祭りを取材した。")
    one.reads("時間は、0から24までの数字で入力してください。")
    serving.write_log(one, "1.5", "夏祭りを取材した。")
    one.reads("活動を記録しました", "1時間30分")
    serving.agree_to_name(one)
    serving.hand_in_article(one, "夏祭りの一日", "にぎやかでした。\n夜まで続きました。\n\nまた来年。")
    reader = stage(Applicant, width=width)
    reader.come()
    reader.click(volunteering.HUB, "link")
    assert "夏祭りの一日" not in reader.page.content()
    chief = stage(editing.Editor, width=1280)
    chief.come_in(make_staff("chief", here(), name="例示 一郎"))
    editing.approve(chief, "夏祭りの一日")
    reader.come()
    reader.click(volunteering.HUB, "link")
    reader.click("夏祭りの一日", "link")
    reader.reads("地域情報協力員　見本 花子", "夜まで続きました。")


def renewed(one: Applicant, staff: dict[str, Any], number: str) -> None:
    """Asked in February, recommended by the hub, renewed by the approver; the first term ends in March."""
    term = Appointment.objects.get(case__number=number)
    assert term.until_on is not None
    with on(serving.february_of(term.until_on)):
        renewing.ask_due()
        one.follow_mail()
        one.click("回答を送る", "button")
        one.reads("1つ選んでください。")
        one.choose("はい、続けたいです")
        one.click("回答を送る", "button")
        one.reads("回答を受け付けました", "続けたい")
        serving.recommend(staff["hub"], one.name)
        serving.renew(staff["approver"], one.name)
        while run_due():
            pass
    with on(term.until_on + datetime.timedelta(days=1)):
        assert ending.expire_due() == 1
        one.come()
        one.sign_in()
        serving.open_service(one, number, "更新済み")
        one.my_page()
        one.click("地域情報協力員（大泉西地域活動支援拠点）", "link")
        one.reads("活動中", "4月1日から")
        one.follow_letter_mail()
        assert_letter(one.fetched("通知書を開く（PDF）"), "委嘱状", "引き続き", "4月1日から")
    states = Appointment.objects.filter(case__number=number).order_by("pk").values_list("state", flat=True)
    assert list(states) == [State.RENEWED, State.ACTIVE]


def keeps_to_their_own(one: Applicant) -> None:
    """No page and no mail tells of points, of who gave them, or of another applicant."""
    told = [*one.pages, *volunteering.mails_to(one.email)]
    assert len(one.pages) > 30
    for secret in (*OTHER.values(), REMARK, "分かりやすく伝える力", "見本 京子", "例示 太一"):
        assert not [text for text in told if secret in text], secret


def test_somebody_is_not_chosen_and_reads_why(stage: Stage) -> None:
    recruitment = volunteering.open_recruitment()
    staff = volunteering.staff_of(stage, 1280)
    one, case = volunteering.begun(stage, recruitment, 1280)
    made.to_draft(case, points=2)
    selecting.draft(staff["division"], case.number, "不採用")
    staff["division"].reads("通知書に記載する理由を書いてください")
    staff["division"].fill("通知書に記載する理由", "応募者が多数のため。")
    staff["division"].click("起案を提出する", "button")
    selecting.decide(staff["approver"], case.number, "起案のとおり決定する：不採用")
    one.follow_mail()
    assert_letter(one.fetched("通知書を開く（PDF）"), "選考結果通知書", "応募者が多数のため。")
    volunteering.own_case(one, case.number)
    assert not Appointment.objects.filter(case=case).exists()
    for secret in ("分かりやすく伝える力", "選考の結果による。"):
        assert not [text for text in one.pages if secret in text], secret


def test_a_correction_is_sent_and_then_the_application_is_withdrawn(stage: Stage) -> None:
    recruitment = volunteering.open_recruitment()
    hub = volunteering.hub_of(stage, 360)
    one, case = volunteering.begun(stage, recruitment, 360)
    selecting.take_in(hub, case.number)
    selecting.ask_for_correction(hub, case.number, "活動について", "動機を詳しく書いてください。")
    volunteering.correct(one, case.number, "動機を詳しく書いてください。")
    hub.open_case(case.number)
    hub.reads("前回の提出からの変更点", "子どもの頃から祭りが好きだから。")
    selecting.offer_slots(hub, "13:00")
    selecting.check(hub, case.number)
    volunteering.choose_slot(one, case.number, "13時")
    volunteering.own_case(one, case.number)
    one.click("応募を取り下げる", "link")
    one.fill("理由", "転居するため")
    one.click("取り下げる", "button")
    one.reads("応募を取り下げました。", "この応募は終わりました。")
    assert "応募の取下げを受け付けました" in newest_mail(one.email)
    hub.find_case(case.number)
    hub.reads("取下げ", "転居するため")
    assert set(Slot.objects.values_list("taken", flat=True)) == {0}


def test_a_correction_that_never_comes_ends_in_a_refusal(stage: Stage) -> None:
    recruitment = volunteering.open_recruitment()
    staff = volunteering.staff_of(stage, 1280)
    one, case = volunteering.begun(stage, recruitment, 1280)
    selecting.take_in(staff["hub"], case.number)
    selecting.ask_for_correction(staff["hub"], case.number, "活動について", "動機を詳しく書いてください。")
    with on(datetime.date.today() + datetime.timedelta(days=20)):
        volunteering.back_at_work(staff)
        selecting.go_on_without_correction(staff["hub"], case.number)
        one.come()
        one.sign_in()
        volunteering.own_case(one, case.number)
        one.reads("区の担当課で選考の手続をしています")
        selecting.draft(staff["division"], case.number, "不採用", letter_reason="補正がなかったため。")
        selecting.decide(staff["approver"], case.number, "起案のとおり決定する：不採用")
        one.follow_mail()
        assert_letter(one.fetched("通知書を開く（PDF）"), "補正がなかったため。")


def test_a_guardian_who_does_not_consent_ends_it_and_an_old_link_asks_no_more(stage: Stage) -> None:
    recruitment = volunteering.open_recruitment()
    hub = volunteering.hub_of(stage, 360)
    asked = {"guardian_name": "見本 月子", "guardian_relation": "母", "guardian_email": GUARDIAN}
    one, case = volunteering.begun(stage, recruitment, 360, person={"born_on": born(16)}, guardian=asked)
    selecting.take_in(hub, case.number)
    late, guardian = (stage(Applicant, width=360, email=GUARDIAN) for _ in range(2))
    late.follow_mail()
    hub.open_case(case.number)
    hub.click("保護者に確認のメールを送る", "button")
    late.fill("あなたの氏名", "見本 月子")
    late.choose("同意します")
    late.click("回答を送る", "button")
    late.reads("この確認は終わっています。")
    guardian.follow_mail()
    volunteering.consent(guardian, "同意しません")
    selecting.check(hub, case.number, "保護者が同意していないため、選考に進めません。")
    volunteering.own_case(one, case.number)
    one.reads("保護者が不同意")
    one.click("応募を取り下げる", "link")
    one.click("取り下げる", "button")
    one.reads("応募を取り下げました。")
    assert Case.objects.get(pk=case.pk).outcome == "withdrawn"
