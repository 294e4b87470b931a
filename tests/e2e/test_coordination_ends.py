"""How a request for partners ends otherwise: nothing concluded, corrected, withdrawn, a correction never came."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone

from cms.jobs.models import OutboxItem
from cms.jobs.worker import run_due
from tests.e2e import coordinating
from tests.e2e.actors import Staff
from tests.e2e.applying import send
from tests.e2e.conftest import newest_mail
from tests.e2e.coordinating import TITLE, Asker, Helper
from tests.e2e.coordination_rows import OFFICER, hub_staff, make_asked, make_sent
from tests.e2e.overhearing import told_by_mail
from tests.e2e.test_walk import assert_letter
from tests.factories_cases import let_pass
from tests.factories_people import make_staff
from workflows.cases.models import Case

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(1800)]
NO_PARTNER = "協力できる団体が見つからなかったため。"
PLACE = "どの公園かを書いてください。"
GIVEN_UP = "今年度は行わないことにしたため。"


def test_nothing_is_concluded_when_the_group_declines(stage: Callable) -> None:
    number = make_asked().number
    asker, helper, approver = stage(Asker, width=360), stage(Helper, width=360), stage(Staff, width=360)
    hub = hub_staff(stage, 360)
    coordinating.read_request(helper)
    helper.choose("協力できない")
    helper.fill("条件、または辞退の理由", "人手が足りません。")
    helper.click("回答を送る", "button")
    helper.reads("辞退", "お返事を拠点に送りました。")
    coordinating.open_step(hub, number, "打診")
    hub.choose("成立の見込みがない：不成立を起案する")
    hub.click("進める", "button")
    coordinating.draft_failure(hub, number, NO_PARTNER)
    coordinating.come_back(asker)
    approver.come_in(make_staff("division_approver", name="見本 和子"))
    coordinating.decide(approver, number, NO_PARTNER)
    assert NO_PARTNER not in newest_mail(asker.email)
    asker.follow_mail()
    assert_letter(asker.fetched("通知書を開く（PDF）"), NO_PARTNER, "成立に至りません")
    coordinating.stands(asker, "終了しました", "不成立")
    helper.my_page()
    assert not helper.page.get_by_role("link", name=TITLE).count()
    hub.find_case(number)
    hub.reads("人手が足りません。", "この案件は終了しています。")
    case = Case.objects.get(number=number)
    assert (case.outcome, case.closed_at is not None) == ("refused", True)


def test_a_correction_is_asked_for_and_sent(stage: Callable) -> None:
    number = sent_back(stage, width := 1280)
    asker, hub = stage(Asker, width=width), hub_staff(stage, width)
    assert PLACE not in newest_mail(asker.email)
    coordinating.come_back(asker)
    coordinating.stands(asker, "依頼書の補正をお願いします", PLACE)
    asker.click("依頼書を直す", "button")
    asker.click("依頼の内容", "link")
    asker.fill("活動の内容", "見本公園を、毎月第2土曜日の午前に清掃する。")
    asker.click("保存して全体の確認へ", "button")
    asker.reads("直したところ", "見本公園を、毎月第2土曜日の午前に清掃する。")
    assert send(asker, "直した依頼書を送る") == number
    coordinating.stands(asker, "拠点が依頼の内容を確認しています")
    hub.open_case(number)
    hub.reads("前回の提出からの変更点", "見本公園を、毎月第2土曜日の午前に清掃する。")
    coordinating.find_complete(hub, number)
    coordinating.stands(asker, "拠点がお話を伺います")


def sent_back(stage: Callable, width: int) -> str:
    """The hub asks for a correction; first without saying of what."""
    number = make_sent().number
    hub = hub_staff(stage, width)
    coordinating.take_in(hub, number, OFFICER)
    coordinating.open_step(hub, number, "拠点の確認")
    hub.choose("整っていない：補正を求める")
    hub.click("確認を終える", "button")
    hub.reads("どこをなぜ直すのかを書いてください。")
    hub.choose("依頼の内容")
    hub.fill("理由（依頼した側が読みます）", PLACE)
    hub.click("確認を終える", "button")
    return number


def test_the_group_takes_its_request_back(stage: Callable) -> None:
    number = make_asked().number
    asker, helper = stage(Asker, width=360), stage(Helper, width=360)
    coordinating.read_request(helper)
    coordinating.accept(helper)
    coordinating.consent(helper, coordinating.HELPER)
    coordinating.come_back(asker)
    coordinating.see_partner(asker, helper.group_name)
    coordinating.consent(asker, coordinating.ASKER)
    coordinating.stands(asker, "拠点が団体に打診しています")
    asker.click("依頼を取り下げる", "link")
    asker.fill("理由", GIVEN_UP)
    asker.click("取り下げる", "button")
    asker.reads("依頼を取り下げました。")
    newest_mail(asker.email)
    assert "終了しました" in newest_mail(helper.email)
    assert told_by_mail(helper.email, GIVEN_UP) == set()
    helper.follow_mail()
    helper.reads("このお願いは終了しました。")
    for word in coordinating.ASKER.named:
        assert word not in helper.page.inner_text("body"), "a request that has ended shows no contact"
    hub = hub_staff(stage, 360)
    hub.find_case(number)
    hub.reads("取下げ", GIVEN_UP)
    case = Case.objects.get(number=number)
    assert (case.outcome, case.closed_at is not None) == ("withdrawn", True)


def test_the_time_for_a_correction_passes(stage: Callable) -> None:
    number = sent_back(stage, 1280)
    asker, hub = stage(Asker, width=1280), hub_staff(stage, 1280)
    let_pass(Case.objects.get(number=number))
    OutboxItem.objects.filter(kind="remind", state="due").update(due_at=timezone.now())
    while run_due():
        pass
    assert "期限を過ぎています" in newest_mail(asker.email)
    coordinating.come_back(asker)
    coordinating.stands(asker, "依頼書の補正をお願いします", PLACE)
    hub.find_case(number)
    hub.reads("期限超過")
    hub.click("補正なしで進める", "link")
    hub.choose("不足している項目を記録して、ヒアリングに進む")
    hub.click("進める", "button")
    hub.fill("理由", "電話で連絡したが、補正が届かなかった。")
    hub.click("進める", "button")
    coordinating.stands(asker, "拠点がお話を伺います", "補正の期限の経過")
    assert not asker.page.get_by_role("button", name="依頼書を直す").count()
    coordinating.talk(hub, number, "ヒアリング", "聞き取りを終え、課題を整理する")
