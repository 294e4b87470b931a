"""The applicant's part: from the hub's page to the receipt, the correction, the letter."""

from __future__ import annotations

import re
from pathlib import Path

from tests.e2e.actors import Actor, Resident

CALL = "令和8年度 町会・自治会デジタル活用促進補助金"
HUB = "大泉西地域活動支援拠点"
GROUP = "みほん桜町会"
TITLE = "町会ホームページの開設"
ANSWERS = ("はい", "はい", "いいえ", "はい", "いいえ")


def find_call(resident: Resident) -> None:
    resident.come()
    resident.click(HUB, "link")
    resident.click(CALL, "link")


def check_eligibility(resident: Resident) -> None:
    """Without an account: first an answer is missing, then all are there."""
    resident.click("申請できるか確かめる", "link")
    resident.click("結果を見る", "button")
    resident.reads("すべての質問に答えてください")
    for number, answer in enumerate(ANSWERS, start=1):
        resident.choose(answer, within=resident.page.get_by_role("group", name=re.compile(f"^{number}\\. ")))
    resident.click("結果を見る", "button")
    resident.reads("申請できます")


def register_group(resident: Resident) -> None:
    resident.click("団体を登録する", "link")
    resident.fill("団体名", GROUP)
    resident.fill("ふりがな", "みほんさくらちょうかい")
    resident.pick("種別", "町会・自治会")
    resident.pick("拠点", HUB)
    resident.fill("所在地", "練馬区みほん町4丁目5番6号")
    resident.click("登録する", "button")


def ask_for_consultation(resident: Resident) -> None:
    resident.click("相談を申し込む", "button")
    resident.reads("次の点を直してください")
    resident.fill("相談したいこと", "対象になる費用を知りたい。")
    resident.fill("相談を希望する日時", "平日の午後")
    resident.fill("拠点からご連絡する電話番号", "03-0000-0000")
    resident.click("相談を申し込む", "button")
    resident.reads("相談の申込みを受け付けました")


def begin_form(resident: Resident) -> None:
    """From the consultation to the empty form; the answers about eligibility have come along."""
    resident.click("申請書の作成に進む", "link")
    resident.choose(GROUP)
    resident.click("申請書を書き始める", "button")


def write_application(resident: Resident, papers: dict[str, Path], *, amount: str) -> None:
    resident.click("団体について", "link")
    resident.fill("代表者の役職", "会長")
    resident.fill("代表者の氏名", "髙﨑 幸子")
    resident.fill("代表者の氏名（フリガナ）", "たかさき さちこ")
    resident.click("保存して次へ", "button")
    write_contact(resident, "電子で受け取る（マイページ）")
    resident.click("保存して次へ", "button")
    write_activity(resident)
    resident.click("保存して次へ", "button")
    write_budget(resident, amount, own="1")
    resident.click("保存して次へ", "button")
    resident.reads("次の点を直してください")
    write_budget(resident, amount)
    resident.click("保存して次へ", "button")
    for name, path in papers.items():
        resident.upload(name, path)
    resident.click("全体の確認に進む", "link")


def write_contact(actor: Actor, notice: str) -> None:
    actor.fill("担当者の氏名", "髙﨑 幸子")
    actor.fill("日中つながる電話番号", "０３－００００－００００")
    actor.choose(notice)


def write_activity(actor: Actor) -> None:
    actor.fill("事業名", TITLE)
    actor.fill("目的", "若い世代に町会の行事を知らせる。")
    actor.fill("内容", "ホームページを作り、行事と防災の情報を載せる。")
    actor.fill("実施する場所", "みほん町会会館")
    actor.fill("始める日", "令和9年1月10日")
    actor.fill("終える日", "2027-03-20")


def write_budget(actor: Actor, amount: str, *, own: str = "") -> None:
    """One line on each side; ``own``: money of the group in a second line of the income."""
    for side, kind in (("支出", "委託費"), ("収入", "この補助金")):
        rows = actor.group(side)
        actor.pick("1行目 費目", kind, within=rows)
        actor.fill("1行目 内訳・摘要", "見積書のとおり", within=rows)
        actor.fill("1行目 金額（円）", amount, within=rows)
    actor.pick("2行目 費目", "自己資金（会費など）" if own else "選んでください", within=rows)
    actor.fill("2行目 金額（円）", own, within=rows)
    actor.fill("補助金の申請額", amount)


def send(resident: Resident, button: str) -> str:
    """Declares and sends; returns the number on the receipt."""
    resident.click(button, "button")
    resident.reads("送る前に、誓約の欄に印を付けてください。")
    resident.choose("上の内容を誓約します")
    resident.click(button, "button")
    found = re.search(r"[0-9元]+練地地第\d+号", resident.page.inner_text("body"))
    assert found, resident.page.inner_text("body")[:2000]
    return found[0]


def look_at_what_was_sent(resident: Resident, number: str) -> None:
    """The page to print, by its link on the receipt, and back."""
    resident.click("送った内容を見る・印刷する", "link")
    resident.reads(number, "髙﨑 幸子", "会則.pdf")
    resident.click("申請のページに戻る", "link")


def correct(resident: Resident, number: str) -> None:
    """Exactly what was asked for, found in My page."""
    resident.my_page()
    resident.click(TITLE, "link")
    resident.reads("見積書の金額に合わせてください。")
    resident.click("申請書を直す", "button")
    resident.click("収支予算", "link")
    write_budget(resident, "45000")
    resident.click("保存して全体の確認へ", "button")
    resident.reads("直したところ", "45,000円")
    assert send(resident, "直した申請書を送る") == number
