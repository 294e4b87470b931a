"""The selection of volunteers at the desk: receipt, check, interview slots, points, draft and decision."""

from __future__ import annotations

import re

from cms.jobs.worker import run_due
from tests.e2e.actors import Staff
from tests.e2e.volunteering import CALL, HUB, ROLE, day

CRITERIA = ("熱意", "分かりやすく伝える力", "地域とのかかわり")


def take_in(hub: Staff, number: str) -> None:
    hub.open_case(number)
    hub.step("収受")
    hub.click("収受する", "button")


def check(hub: Staff, number: str, *problems: str) -> None:
    hub.open_case(number)
    hub.step("書類の確認")
    hub.choose("整っている：面接に案内する")
    hub.fill("拠点の意見", "書類はそろっている。")
    hub.click("確認を終える", "button")
    hub.reads(*problems)


def ask_for_correction(hub: Staff, number: str, section: str, reason: str) -> None:
    hub.open_case(number)
    hub.step("書類の確認")
    hub.choose("整っていない：補正を求める")
    hub.choose(section)
    hub.fill("理由（応募者が読みます）", reason)
    hub.click("確認を終える", "button")


def go_on_without_correction(hub: Staff, number: str) -> None:
    hub.find_case(number)
    hub.click("補正なしで進める", "link")
    hub.click("進める", "button")
    hub.reads("この項目は必須です")
    hub.choose(re.compile("担当課に送る$"))
    hub.fill("理由", "電話をしたが、連絡がつかなかった。")
    hub.click("進める", "button")


def offer_slots(hub: Staff, *times: str, days: int = 10) -> None:
    """By the menu, each slot for one person."""
    hub.menu("ボランティア")
    hub.click("面接枠", "link")
    for time in times:
        hub.pick("募集", f"{CALL}（{ROLE}）")
        hub.pick("拠点", HUB)
        when = hub.group("日時")
        hub.fill("日付", day(days), within=when)
        hub.fill("時刻", time, within=when)
        hub.fill("場所", "2階の会議室")
        hub.click("追加する", "button")
        hub.reads("面接枠を追加しました")


def give_points(staff: Staff, number: str, points: int, comment: str = "") -> None:
    staff.open_case(number)
    staff.click("採点する", "link")
    for criterion in CRITERIA:
        staff.choose(str(points), within=staff.group(criterion))
    staff.fill("コメント", comment)
    staff.click("採点を確定する", "button")


def record_interview(hub: Staff, number: str, result: str = "面接と採点を終えた") -> None:
    hub.open_case(number)
    hub.step("面接")
    hub.choose(result)
    hub.click("面接の結果を記録する", "button")


def draft(division: Staff, number: str, outcome: str, *, letter_reason: str = "") -> None:
    division.open_case(number)
    division.step("起案")
    division.choose(outcome)
    division.fill("起案理由", "選考の結果による。")
    division.fill("通知書に記載する理由", letter_reason)
    division.click("起案を提出する", "button")


def decide(approver: Staff, number: str, as_drafted: str) -> None:
    approver.open_case(number)
    approver.step("決裁")
    approver.choose(as_drafted)
    approver.click("確定する", "button")
    approver.reads("もう一度ご確認ください")
    approver.click("確定する", "button")
    while run_due():
        pass


def sees_nothing_of(staff: Staff, secret: str) -> None:
    assert secret not in staff.page.content()
