"""The staff's part: consultation, receipt, check, draft, decision, posting."""

from __future__ import annotations

import re

from tests.e2e.actors import Staff

REASON = "見積書にある茶菓の費用は、補助の対象となる経費に当たらないため。"
TODAY = "new Date(Date.now() + 9 * 36e5).toISOString().slice(0, 10)"
IN_A_WEEK = "new Date(Date.now() + (7 * 24 + 9) * 36e5).toISOString().slice(0, 10)"


def open_consultation(staff: Staff, group: str) -> None:
    staff.menu("事前相談")
    staff.click(group, "link")


def book_consultation(staff: Staff, group: str) -> None:
    open_consultation(staff, group)
    when = staff.group("相談予定日時")
    staff.fill("日付", staff.page.evaluate(IN_A_WEEK), within=when)
    staff.fill("時刻", "14:00", within=when)
    staff.click("日時を記録する", "button")


def hold_consultation(staff: Staff, group: str) -> None:
    open_consultation(staff, group)
    staff.fill("相談日", staff.page.evaluate(TODAY))
    staff.fill("相談の記録", "対象経費と見積書の取り方を説明した。")
    staff.click("記録を保存する", "button")


def take_in(staff: Staff, number: str) -> None:
    staff.open_case(number)
    staff.step("収受")
    staff.click("収受する", "button")


def ask_for_correction(staff: Staff, number: str, section: str, reason: str) -> None:
    staff.open_case(number)
    staff.step("拠点の確認")
    staff.choose("整っていない：補正を求める")
    staff.click("確認を終える", "button")
    staff.reads("どこをなぜ直すのかを書いてください。")
    staff.choose(section)
    staff.fill("理由（申請者が読みます）", reason)
    staff.click("確認を終える", "button")


def pass_on(staff: Staff, number: str, *shown: str) -> None:
    """``shown``: what the page of the case says before."""
    staff.open_case(number)
    staff.reads(*shown)
    staff.step("拠点の確認")
    staff.choose("整っている：担当課へ送る")
    staff.fill("拠点の意見", "要件を満たしている。")
    staff.click("確認を終える", "button")


def draft_grant(staff: Staff, number: str, *, amount: str, grounds: str, reason: str = "") -> None:
    staff.open_case(number)
    staff.step("起案")
    staff.choose("交付")
    staff.fill("金額（円）", amount)
    staff.fill("起案理由", grounds)
    staff.fill("通知書に記載する理由", reason)
    staff.click("起案を提出する", "button")


def draft_refusal(staff: Staff, number: str, reason: str) -> None:
    """First without the reasons that the letter needs."""
    staff.open_case(number)
    staff.step("起案")
    staff.choose("不交付")
    staff.fill("金額（円）", "")
    staff.fill("起案理由", "要綱第3条の要件に当たらない。")
    staff.click("起案を提出する", "button")
    staff.reads("不交付とする場合は、通知書に記載する理由を書いてください")
    staff.fill("通知書に記載する理由", reason)
    staff.click("起案を提出する", "button")


def return_draft(staff: Staff, number: str) -> None:
    staff.open_case(number)
    staff.step("決裁")
    staff.choose(re.compile("差し戻す$"))
    staff.fill("理由", "根拠の条を書くこと。")
    staff.click("確定する", "button")


def decide(staff: Staff, number: str, as_drafted: str, *shown: str) -> None:
    staff.open_case(number)
    staff.step("決裁")
    staff.reads(*shown)
    staff.choose(as_drafted)
    staff.click("確定する", "button")
    staff.reads("もう一度ご確認ください")
    staff.click("確定する", "button")
