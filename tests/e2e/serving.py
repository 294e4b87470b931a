"""A volunteer's time in service: training, log, articles, the question of February."""

from __future__ import annotations

import datetime
import re

from django.utils import timezone

from tests.e2e.actors import Resident, Staff
from tests.e2e.volunteering import ROLE, back_at_work, day, own_case


def find_volunteer(staff: Staff, name: str) -> None:
    staff.menu("ボランティア")
    staff.click(name, "link")


def open_service(one: Resident, number: str, state: str) -> None:
    """From My page by the case to the own appointment."""
    own_case(one, number)
    one.click(f"{ROLE}（{state}）", "link")


def hold_training(hub: Staff, name: str) -> None:
    """Planned by the menu; a button a person notes who came."""
    hub.menu("ボランティア")
    hub.click("研修", "link")
    hub.click("計画する", "button")
    hub.reads("この項目は必須です")
    hub.fill("研修名", "取材の基本")
    when = hub.group("日時")
    hub.fill("日付", day(0), within=when)
    hub.fill("時刻", "14:00", within=when)
    hub.fill("場所", "2階の会議室")
    hub.click("計画する", "button")
    hub.reads("研修を計画しました")
    hub.click(f"{name}：出席", "button")
    hub.reads("出席")


def write_log(one: Resident, hours: str, text: str) -> None:
    one.fill("時間", hours)
    one.fill("活動の内容", text)
    one.click("記録する", "button")


def hand_in_article(one: Resident, title: str, text: str) -> None:
    one.click("記事を送る", "link")
    one.click("編集担当に送る", "button")
    one.reads("次の点を直してください")
    one.fill("見出し", title)
    one.fill("本文", text)
    one.click("編集担当に送る", "button")
    one.reads("記事を拠点の編集担当に送りました")


def agree_to_name(one: Resident) -> None:
    """The name may stand under articles; nothing else is for other hubs."""
    one.click("あなたについて（できることと、見せてよい範囲）", "link")
    one.fill("できること・経験", "写真を撮ること")
    one.choose(re.compile("^記事に氏名を載せてよい"))
    one.click("保存", "button")
    one.reads("保存しました。")


def february_of(until: datetime.date) -> datetime.date:
    """The tenth of the last February of the term; today, where that has gone by."""
    return max(until.replace(month=2, day=10), timezone.localdate())


def recommend(hub: Staff, name: str) -> None:
    back_at_work({"hub": hub})
    find_volunteer(hub, name)
    hub.click("意見を記録する", "button")
    hub.reads("この項目は必須です")
    hub.choose("更新に賛成")
    hub.fill("拠点の意見", "熱心に活動している。")
    hub.click("意見を記録する", "button")


def renew(approver: Staff, name: str) -> None:
    back_at_work({"approver": approver})
    find_volunteer(approver, name)
    approver.reads("熱心に活動している。")
    approver.click("来年度の委嘱を更新する", "button")
    approver.reads("まだ確定していません")
    approver.click("はい、確定する", "button")
    approver.reads("更新しました。")
