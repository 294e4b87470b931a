"""The walk of a volunteer: from the opportunity on the hub's page to the application, the interview, the letter."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import time_machine
from django.core import mail
from django.utils import timezone

from cms.core import dates
from cms.hubs.models import Hub
from cms.jobs.worker import run_due
from pages.models import HubPage, OpportunityPage
from tests.e2e.actors import Actor, Resident, Staff
from tests.factories_people import make_staff
from tests.media import samples
from workflows.kinds.volunteering.models import Recruitment, Slot
from workflows.programmes.models import Call

HUB = "大泉西地域活動支援拠点"
CALL = "【見本】令和8年度 地域情報協力員の募集"
ROLE = "地域情報協力員"
OPPORTUNITY = "地域の記者になりませんか"
ANSWERS = ("はい", "はい", "いいえ", "はい")
ESSAY = "作文「わたしのまちで伝えたいこと」"
CRITERIA = ("熱意", "分かりやすく伝える力", "地域とのかかわり")


class Applicant(Resident):
    """Somebody who applies for themselves; ``email`` and ``name`` tell one from another."""

    def __init__(self, *args: Any, email: str = Resident.email, name: str = "見本 花子", **how: Any) -> None:
        super().__init__(*args, **how)
        self.email, self.name = email, name


@contextmanager
def on(later: datetime.date) -> Iterator[None]:
    """It is ten o'clock on a day to come; the database keeps its own time."""
    morning = datetime.datetime.combine(later, datetime.time(10), tzinfo=dates.JST)
    with time_machine.travel(morning):
        yield


def here() -> Hub:
    return Hub.objects.get(name=HUB)


def open_recruitment(**facts: Any) -> Recruitment:
    """The ward's recruitment as it is loaded, on the hub's page as its editors have published it."""
    call = Call.objects.get(title=CALL)
    Recruitment.objects.filter(call=call).update(**facts)
    page = OpportunityPage(title=OPPORTUNITY, slug="reporters", role="行事を取材して伝える", call=call)
    HubPage.objects.get(hub=here()).add_child(instance=page)
    page.save_revision().publish()
    return Recruitment.objects.get(call=call)


def staff_of(stage: Any, width: int) -> dict[str, Staff]:
    """Two of the hub, who give points; the division's, who drafts; the approver."""
    made = {name: stage(Staff, width=width) for name in ("hub", "second", "division", "approver")}
    made["hub"].come_in(make_staff("reviewer", here(), name="見本 京子"))
    made["second"].come_in(make_staff("reviewer", here(), name="例示 太一"))
    made["division"].come_in(make_staff("division_reviewer", name="見本 直樹"))
    made["approver"].come_in(make_staff("division_approver", name="見本 和子"))
    return made


# The applicant


def find_opportunity(one: Resident) -> None:
    one.come()
    one.click(HUB, "link")
    one.click(OPPORTUNITY, "link")
    one.reads(ROLE, "5人", "15歳以上", "図書カード500円分", "ボランティア保険")
    one.click("募集を見て応募する", "link")
    one.reads(CALL, "区内に在住、在勤または在学していること。")


def check_eligibility(one: Resident) -> None:
    one.click("応募できるか確かめる", "link")
    for number, answer in enumerate(ANSWERS, start=1):
        one.choose(answer, within=one.page.get_by_role("group", name=re.compile(f"^{number}\\. ")))
    one.click("結果を見る", "button")
    one.reads("応募できます")
    one.click("応募用紙の作成に進む", "link")


def begin_form(one: Resident) -> None:
    one.choose(HUB)
    one.click("応募用紙を書き始める", "button")


def write_person(one: Applicant, *, born: str, address: str = "練馬区見本町1丁目2番3号") -> None:
    one.click("あなたについて", "link")
    one.fill("氏名", one.name)
    one.fill("氏名（フリガナ）", "みほん はなこ")
    one.fill("生年月日", born)
    one.fill("住所", address)
    one.fill("日中つながる電話番号", "０３－００００－００００")
    one.click("保存して次へ", "button")


def write_wish(one: Resident) -> None:
    one.choose("区内に住んでいる")
    one.fill("応募の動機", "地域の行事を、来られなかった人にも伝えたい。")
    one.fill("できること・経験", "写真を撮ること")
    one.click("保存して次へ", "button")


def write_guardian(one: Resident, email: str = "") -> None:
    if email:
        one.fill("保護者の氏名", "見本 月子")
        one.fill("続柄", "母")
        one.fill("保護者のメールアドレス", email)
    one.click("保存して次へ", "button")


def write_rest(one: Resident, paper: Path) -> None:
    """How the letter comes, and the essay."""
    one.choose("電子で受け取る（マイページ）")
    one.click("保存して次へ", "button")
    paper.write_bytes(samples.pdf("/Title(作文)".encode()))
    one.upload(ESSAY, paper)
    one.click("全体の確認に進む", "link")


def send(one: Resident, button: str = "応募を送る") -> str:
    one.choose("上の内容を誓約します")
    one.click(button, "button")
    found = re.search(r"[0-9元]+練地地第\d+号", one.page.inner_text("body"))
    assert found, one.page.inner_text("body")[:2000]
    return found[0]


def apply(one: Applicant, tmp_path: Path, *, born: str = "平成2年5月1日", guardian: str = "", **person: str) -> str:
    """From the hub's page to the receipt; returns the number."""
    find_opportunity(one)
    check_eligibility(one)
    one.sign_up()
    begin_form(one)
    write_person(one, born=born, **person)
    write_wish(one)
    write_guardian(one, guardian)
    write_rest(one, tmp_path / "作文.pdf")
    return send(one)


def own_case(one: Resident, number: str) -> None:
    one.my_page()
    one.click(CALL, "link", within=one.page.get_by_role("article").filter(has_text=number))


def choose_slot(one: Resident, number: str, when: str, *, before: str = "日時を選ぶ") -> None:
    own_case(one, number)
    one.click(before, "link")
    one.choose(re.compile(re.escape(when)))
    one.click("この日時にする", "button")
    one.reads("面接の日時を受け付けました")


def consent(guardian: Actor, answer: str, *, name: str = "見本 月子") -> None:
    """Through the link of the mail that has come; first without an answer."""
    guardian.click("回答を送る", "button")
    guardian.reads("選んでください")
    guardian.fill("あなたの氏名", name)
    guardian.choose(answer)
    guardian.click("回答を送る", "button")
    guardian.reads("回答を受け付けました")


# Staff


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


def day(days: int) -> str:
    return (timezone.localdate() + datetime.timedelta(days=days)).isoformat()


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


def find_volunteer(staff: Staff, name: str) -> None:
    staff.menu("ボランティア")
    staff.click(name, "link")


def mails_to(email: str) -> list[str]:
    """Everything that was written to this address."""
    run_due()
    return [f"{one.subject}\n{one.body}" for one in mail.outbox if one.to == [email]]


def slots_of(recruitment: Recruitment) -> int:
    return Slot.objects.filter(recruitment=recruitment).count()


# In service


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
