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
from cms.people.models import User
from pages.models import HubPage, OpportunityPage
from tests.e2e.actors import Actor, Resident, Staff
from tests.factories_people import make_staff, make_user
from tests.factories_volunteering import make_application
from tests.media import samples
from workflows.cases.models import Case
from workflows.kinds.volunteering.models import Recruitment
from workflows.programmes.models import Call

HUB = "大泉西地域活動支援拠点"
CALL = "【見本】令和8年度 地域情報協力員の募集"
ROLE = "地域情報協力員"
OPPORTUNITY = "地域の記者になりませんか"
ANSWERS = ("はい", "はい", "いいえ", "はい")
ESSAY = "作文「わたしのまちで伝えたいこと」"


class Applicant(Resident):
    """Somebody who applies for themselves; ``email`` and ``name`` tell one from another."""

    def __init__(self, *args: Any, email: str = Resident.email, name: str = "見本 花子", **how: Any) -> None:
        super().__init__(*args, **how)
        self.email, self.name = email, name
        self.pages: list[str] = []

    def settle(self) -> None:
        super().settle()
        self.pages.append(self.page.content())

    def follow_letter_mail(self) -> None:
        """The link of the newest mail that tells of a letter."""
        links = [found[0] for text in mails_to(self.email) if (found := re.search(r"http\S+/letters/\d+/", text))]
        self.page.goto(links[-1])
        self.settle()


@contextmanager
def on(later: datetime.date) -> Iterator[None]:
    """It is ten o'clock on a day to come; the database keeps its own time."""
    morning = datetime.datetime.combine(later, datetime.time(10), tzinfo=dates.JST)
    with time_machine.travel(morning):
        yield


def here() -> Hub:
    return Hub.objects.get(name=HUB)


def recruitment() -> Recruitment:
    return Recruitment.objects.get(call__title=CALL)


def open_recruitment(**facts: Any) -> Recruitment:
    """The ward's recruitment as it is loaded, on the hub's page as its editors have published it."""
    call = Call.objects.get(title=CALL)
    Recruitment.objects.filter(call=call).update(**facts)
    page = OpportunityPage(title=OPPORTUNITY, slug="reporters", role="行事を取材して伝える", call=call)
    HubPage.objects.get(hub=here()).add_child(instance=page)
    page.save_revision().publish()
    return recruitment()


def staff_of(stage: Any, width: int) -> dict[str, Staff]:
    """Two of the hub, who give points; the division's, who drafts; the approver."""
    made = {name: stage(Staff, width=width) for name in ("second", "division", "approver")}
    made["second"].come_in(make_staff("reviewer", here(), email="second@example.jp", name="例示 太一"))
    made["division"].come_in(make_staff("division_reviewer", email="division@example.jp", name="見本 直樹"))
    made["approver"].come_in(make_staff("division_approver", email="approver@example.jp", name="見本 和子"))
    return {"hub": hub_of(stage, width), **made}


def hub_of(stage: Any, width: int) -> Staff:
    """One of the hub's own."""
    hub: Staff = stage(Staff, width=width)
    hub.come_in(make_staff("reviewer", here(), email="hub@example.jp", name="見本 京子"))
    return hub


def begun(stage: Any, recruitment: Recruitment, width: int, **answers: Any) -> tuple[Applicant, Case]:
    """Somebody at their browser who has applied already, with the case that came of it."""
    user = make_user("hana@example.jp", name="見本 花子")
    case = make_application(recruitment, user=user, hub=here(), **answers)
    run_due()
    one: Applicant = stage(Applicant, width=width, email=user.email)
    one.come()
    one.sign_in()
    return one, case


def find_opportunity(one: Resident) -> None:
    one.come()
    one.click(HUB, "link")
    one.click(OPPORTUNITY, "link")
    one.reads(ROLE, "15歳以上", "図書カード500円分", "ボランティア保険")
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


def correct(one: Resident, number: str, reason: str) -> None:
    """What was asked for, found in My page, and sent again."""
    own_case(one, number)
    one.reads(reason)
    one.click("応募用紙を直す", "button")
    one.click("活動について", "link")
    one.fill("応募の動機", "子どもの頃から祭りが好きだから。")
    one.click("保存して全体の確認へ", "button")
    one.reads("直したところ")
    assert send(one, "直した応募用紙を送る") == number


def consent(guardian: Actor, answer: str, *, name: str = "見本 月子") -> None:
    """Through the link of the mail that has come; first without an answer."""
    guardian.click("回答を送る", "button")
    guardian.reads("選んでください")
    guardian.fill("あなたの氏名", name)
    guardian.choose(answer)
    guardian.click("回答を送る", "button")
    guardian.reads("回答を受け付けました")


def mails_to(email: str) -> list[str]:
    """Everything that was written to this address."""
    run_due()
    return [f"{one.subject}\n{one.body}" for one in mail.outbox if one.to == [email]]


def back_at_work(staff: dict[str, Staff]) -> None:
    """Signed in anew: the session of the last working day has ended."""
    for name, one in staff.items():
        one.come_in(User.objects.get(email=f"{name}@example.jp"))


def day(days: int) -> str:
    return (timezone.localdate() + datetime.timedelta(days=days)).isoformat()
