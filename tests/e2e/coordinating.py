"""Both sides of a coordination and the hub between them: each presses what they read, from the call to the end."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.e2e.actors import Resident, Staff
from tests.e2e.applying import send
from tests.e2e.conftest import newest_mail
from tests.e2e.handling import IN_A_WEEK, TODAY

CALL = "令和8年度 連携・協働の調整の受付（見本）"
HUB = "大泉西地域活動支援拠点"
TITLE = "公園の清掃と見守りを一緒に行う団体を探す"
CONDITIONS = "午前中だけ参加できます。"


@dataclass(frozen=True)
class Contact:
    """How one side is reached, in words that stand nowhere else."""

    name: str
    phone: str
    email: str
    address: str

    @property
    def canaries(self) -> tuple[str, ...]:
        return (self.name, self.phone, self.email, self.address)

    @property
    def named(self) -> tuple[str, ...]:
        """What a consent names; an address is never asked for."""
        return (self.name, self.phone, self.email)


ASKER = Contact("鶯谷 迦陵", "03-9753-1864", "kanari-irai@example.jp", "練馬区鳥籠町9丁目8番7号")
HELPER = Contact("目白 鶸子", "03-8642-1975", "kanari-kyoryoku@example.jp", "練馬区止木町6丁目5番4号")


class Asker(Resident):
    """The group that looks for partners."""

    email = "account-irai@example.jp"
    group_name = "みほん公園町会"


class Helper(Resident):
    """The group that is asked."""

    email = "account-kyoryoku@example.jp"
    group_name = "みほん協力会"


def find_call(resident: Resident) -> None:
    """From the hub's page, without an account: the questions, then the way to the form."""
    resident.come()
    resident.click(HUB, "link")
    resident.click(CALL, "link")
    resident.click("依頼できるか確かめる", "link")
    for number, answer in enumerate(("はい", "いいえ"), start=1):
        resident.choose(answer, within=resident.page.get_by_role("group", name=re.compile(rf"^{number}\. ")))
    resident.click("結果を見る", "button")
    resident.reads("依頼できます")


def register_group(asker: Asker) -> None:
    asker.click("団体を登録する", "link")
    asker.fill("団体名", asker.group_name)
    asker.fill("ふりがな", "みほんこうえんちょうかい")
    asker.pick("種別", "町会・自治会")
    asker.pick("拠点", HUB)
    asker.fill("所在地", ASKER.address)
    asker.click("登録する", "button")


def ask_for_consultation(asker: Asker) -> None:
    asker.fill("相談したいこと", "一緒に清掃してくれる団体を知りたい。")
    asker.fill("相談を希望する日時", "平日の午後")
    asker.fill("拠点からご連絡する電話番号", ASKER.phone)
    asker.click("相談を申し込む", "button")
    asker.reads("相談の申込みを受け付けました")
    asker.click("依頼書の作成に進む", "link")


def begin_form(asker: Asker) -> None:
    asker.choose(asker.group_name)
    asker.click("依頼書を書き始める", "button")


def write_request(asker: Asker) -> None:
    """First something is missing; the form says where."""
    asker.click("団体について", "link")
    asker.fill("代表者の役職", "会長")
    asker.fill("代表者の氏名", "見本 太郎")
    asker.click("保存して次へ", "button")
    asker.fill("担当者の氏名", ASKER.name)
    asker.fill("日中つながる電話番号", ASKER.phone)
    asker.fill("メールアドレス", ASKER.email)
    asker.choose("電子で受け取る（マイページ）")
    asker.click("保存して次へ", "button")
    asker.fill("件名", TITLE)
    asker.click("保存して全体の確認へ", "button")
    asker.reads("次の点を直してください")
    asker.choose("一緒に活動する団体")
    asker.fill("目的", "公園を気持ちよく使えるようにする。")
    asker.fill("活動の内容", "毎月第2土曜日の午前に、公園を清掃する。")
    asker.fill("協力してほしいこと", "清掃と見守りを一緒に行ってほしい。")
    asker.click("保存して全体の確認へ", "button")


def apply(asker: Asker, *, consultation: bool = False) -> str:
    """From the public page to the receipt; returns the number."""
    find_call(asker)
    asker.click("先に拠点に相談する" if consultation else "依頼書の作成に進む", "link")
    asker.sign_up()
    register_group(asker)
    if consultation:
        ask_for_consultation(asker)
    begin_form(asker)
    write_request(asker)
    number = send(asker, "依頼を送る")
    assert number in newest_mail(asker.email)
    return number


def stands(asker: Asker, *words: str) -> None:
    """My page shows how the request stands, and so does its own page."""
    asker.my_page()
    asker.reads(words[0])
    asker.click(TITLE, "link", within=asker.page.get_by_role("article").filter(has_text="番号"))
    asker.reads(*words)


def open_step(staff: Staff, number: str, step: str) -> None:
    staff.open_case(number)
    staff.step(step)


def record_consultation(staff: Staff, number: str) -> None:
    open_step(staff, number, "事前相談")
    staff.fill("相談日", staff.page.evaluate(TODAY))
    staff.fill("記録", "希望を聞いた。")
    staff.click("相談を記録する", "button")


def take_in(staff: Staff, number: str, officer: str) -> None:
    open_step(staff, number, "収受")
    staff.pick("担当者", officer)
    staff.click("収受する", "button")


def find_complete(staff: Staff, number: str) -> None:
    open_step(staff, number, "拠点の確認")
    staff.choose("そろっている：ヒアリングへ進む")
    staff.fill("拠点の意見", "内容を確認した。")
    staff.click("確認を終える", "button")


def talk(staff: Staff, number: str, step: str, onward: str) -> None:
    """A talk is held and kept; without its record the form says so."""
    open_step(staff, number, step)
    staff.choose(onward)
    staff.click("記録を保存する", "button")
    staff.fill("実施日", staff.page.evaluate(TODAY))
    staff.fill("出席者", "見本公園町会、拠点")
    staff.fill("記録", "経緯と希望を聞いた。")
    staff.click("記録を保存する", "button")


def sort_out(staff: Staff, number: str) -> None:
    open_step(staff, number, "課題整理")
    staff.fill("課題", "公園を手入れする担い手が足りない。")
    staff.choose("団体")
    staff.choose("候補を探す")
    staff.click("課題を記録する", "button")


def ask_group(staff: Staff, number: str, group: str) -> None:
    """First with a telephone number of the applicant in the request, which is refused."""
    open_step(staff, number, "候補の選定")
    staff.choose("この団体に打診し、返事を待つ")
    staff.fill("候補の団体", group)
    staff.fill("候補とした理由", "同じ地区で活動している。")
    staff.fill("団体へのお願い", f"お返事は{ASKER.phone}へお願いします。")
    staff.fill("回答期限", staff.page.evaluate(IN_A_WEEK))
    staff.click("進める", "button")
    staff.reads("依頼した側の電話番号、住所またはメールアドレスが含まれています。")
    staff.fill("団体へのお願い", "公園の清掃と見守りに力を貸してください。")
    staff.click("進める", "button")


def until_asked(asker: Asker, staff: Staff, number: str, group: str, officer: str) -> None:
    """The hub hears, sorts out and asks; the group sees in My page where its request stands."""
    stands(asker, "拠点が事前相談の日程を調整しています")
    record_consultation(staff, number)
    stands(asker, "拠点が依頼を受け付けます", "事前相談の記録")
    take_in(staff, number, officer)
    stands(asker, "拠点が依頼の内容を確認しています")
    find_complete(staff, number)
    stands(asker, "拠点がお話を伺います")
    talk(staff, number, "ヒアリング", "もう一度ヒアリングを行う")
    talk(staff, number, "ヒアリング", "聞き取りを終え、課題を整理する")
    stands(asker, "拠点が課題を整理しています", "ヒアリングを実施")
    sort_out(staff, number)
    stands(asker, "拠点が協力できる団体を探しています")
    ask_group(staff, number, group)
    stands(asker, "拠点が団体に打診しています")


def come_back(resident: Resident) -> None:
    """With an account that exists, to My page."""
    resident.come()
    resident.sign_in()
    resident.my_page()


def look_at_own_group(resident: Asker | Helper, contact: Contact) -> None:
    resident.my_page()
    resident.click(resident.group_name, "link", within=resident.region("手続きをする団体"))
    resident.reads(contact.address)


def read_request(helper: Helper) -> None:
    """The mail says that there is one; the account exists."""
    assert "協力のお願い" in newest_mail(helper.email)
    come_back(helper)
    helper.reads("お返事をお待ちしているもの", "までにお返事をください")
    helper.click(TITLE, "link")
    helper.reads("打診中")


def open_request(helper: Helper) -> None:
    helper.my_page()
    helper.click(TITLE, "link")


def ask_back(helper: Helper, staff: Staff, number: str) -> None:
    helper.click("質問を送る", "button")
    helper.reads("次の点を直してください")
    helper.fill("拠点への質問", "何人ほど必要ですか。")
    helper.click("質問を送る", "button")
    staff.open_case(number)
    staff.click("団体の質問に答える", "link")
    staff.fill("団体への回答", "10人ほどです。")
    staff.click("回答を送る", "button")
    open_request(helper)
    helper.reads("何人ほど必要ですか。", "10人ほどです。")


def accept(helper: Helper) -> None:
    helper.click("回答を送る", "button")
    helper.reads("次の点を直してください", "1つ選んでください")
    helper.choose("協力する")
    helper.fill("条件、または辞退の理由", CONDITIONS)
    helper.click("回答を送る", "button")
    helper.reads("承諾")


def consent(resident: Resident, contact: Contact) -> None:
    """First without the mark; what was typed stays."""
    resident.fill("連絡担当者の氏名", contact.name)
    resident.fill("電話番号", contact.phone)
    resident.fill("メールアドレス", contact.email)
    resident.click("同意する", "button")
    resident.reads("次の点を直してください", "同意する場合は、チェックを入れてください。")
    resident.choose(re.compile("^上の内容だけを"))
    resident.click("同意する", "button")
    resident.reads("同意を記録しました。")


def see_partner(asker: Asker, group: str) -> None:
    """The page of the group that has accepted: My page asks for the consent."""
    asker.my_page()
    asker.reads(f"{group}：同意の確認をお願いしています")
    asker.click(TITLE, "link", within=asker.region("お返事をお待ちしているもの"))


def go_on_to_meeting(staff: Staff, number: str) -> None:
    open_step(staff, number, "打診")
    staff.choose("顔合わせへ進む")
    staff.click("進める", "button")


def agree_on_contact(asker: Asker, helper: Helper, staff: Staff, number: str) -> None:
    """Each side consents in My page; the hub cannot go on before both have."""
    consent(helper, HELPER)
    go_on_to_meeting(staff, number)
    staff.reads("双方の同意がそろった団体がまだありません。")
    see_partner(asker, helper.group_name)
    consent(asker, ASKER)
    asker.reads(*HELPER.named)
    open_request(helper)
    helper.reads(*ASKER.named)
    go_on_to_meeting(staff, number)


TERMS = {
    "目的": "公園を気持ちよく使えるようにする。",
    "達成目標（何を・どれだけ・いつまで）": "毎月1回の清掃\n参加者20人",
    "役割分担": "町会：道具の準備\n協力会：人手",
    "費用負担": "道具は町会が負担する。",
    "責任・保険": "双方が行事保険に入る。",
    "個人情報の取扱い": "名簿は作らない。",
    "成果の帰属": "写真は双方が使える。",
    "解除": "1か月前に知らせて終えられる。",
}


def draft_agreement(staff: Staff, number: str) -> None:
    """First a term is missing."""
    open_step(staff, number, "合意書の起案")
    staff.choose("合意書")
    staff.fill("起案理由", "双方が合意したため。")
    staff.click("起案を提出する", "button")
    staff.reads("合意書に必要です。")
    for label, text in TERMS.items():
        staff.fill(label, text)
    staff.fill("合意の始まる日", staff.page.evaluate(TODAY))
    staff.fill("合意の終わる日", staff.page.evaluate(IN_A_WEEK))
    staff.click("起案を提出する", "button")


def draft_failure(staff: Staff, number: str, reason: str) -> None:
    """First without the reasons that the letter needs."""
    open_step(staff, number, "合意書の起案")
    staff.choose("不成立")
    staff.fill("起案理由", "候補がない。")
    staff.click("起案を提出する", "button")
    staff.reads("通知書に記載する理由を書いてください。")
    staff.fill("通知書に記載する理由", reason)
    staff.click("起案を提出する", "button")


def decide(approver: Staff, number: str, *shown: str) -> None:
    """The first press asks once more; only the second decides."""
    open_step(approver, number, "決裁")
    approver.reads(*shown)
    approver.choose(re.compile("^起案のとおり決定する"))
    approver.click("確定する", "button")
    approver.reads("もう一度ご確認ください")
    approver.click("確定する", "button")


def carry_out(asker: Asker, staff: Staff, number: str) -> None:
    stands(asker, "活動を実施しています")
    talk(staff, number, "実施", "中間確認を行う")
    stands(asker, "拠点が双方に進み具合を伺います")
    talk(staff, number, "中間確認", "引き続き実施する")
    talk(staff, number, "実施", "実施が完了した：双方にふりかえりを依頼する")
    stands(asker, "双方で活動をふりかえります", "実施が完了")


def look_back(asker: Asker, helper: Helper, staff: Staff, number: str) -> None:
    """Each side by its own sheet, which the other reads once both are in; then the talk with both."""
    fill_in_sheet(asker)
    asker.click("ふりかえりシートを読む", "link")
    asker.reads("相手のシートは、提出されるとここで読めます。")
    helper.my_page()
    helper.reads("活動のふりかえりをお願いします")
    helper.click(TITLE, "link")
    fill_in_sheet(helper)
    helper.click("ふりかえりシートを読む", "link")
    helper.reads("相手のシート", "午前の早い時間がよい。")
    talk(staff, number, "双方の振り返り", "公開の可否へ進む")


def fill_in_sheet(resident: Resident) -> None:
    resident.click("ふりかえりシートに記入する")
    resident.click("シートを送る", "button")
    resident.reads("次の点を直してください")
    resident.fill("達成できたこと", "4回清掃した。")
    resident.fill("分かったこと・学んだこと", "午前の早い時間がよい。")
    for question in ("また一緒に行いたい", "公開してよい"):
        resident.choose("はい", within=resident.group(question))
    resident.click("シートを送る", "button")
    resident.reads("シートを送りました。")


def publish(staff: Staff, number: str) -> None:
    open_step(staff, number, "公開の可否")
    staff.choose("はい")
    staff.fill("理由", "双方が同意している。")
    staff.click("決定して終了する", "button")
