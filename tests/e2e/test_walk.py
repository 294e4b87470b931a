"""The whole walk: from the hub's page to the letter in My page, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser

from cms.hubs.models import Hub
from cms.jobs.worker import run_due
from tests.e2e.actors import Resident, Staff
from tests.e2e.conftest import newest_mail
from tests.factories_people import make_staff
from tests.media import samples
from workflows.cases.models import Case

pytestmark = pytest.mark.e2e
CALL = "令和8年度 町会・自治会デジタル活用促進補助金"
HUB = "大泉西地域活動支援拠点"
ANSWERS = ("はい", "はい", "いいえ", "はい", "いいえ")


@pytest.fixture
def papers(tmp_path: Path) -> dict[str, Path]:
    """The group's papers as files on the resident's phone."""
    made = {}
    for name in ("会則", "役員名簿", "見積書"):
        made[name] = tmp_path / f"{name}.pdf"
        made[name].write_bytes(samples.pdf(f"/Title({name})".encode()))
    return made


def set_up() -> None:
    for command in ("load_hubs", "load_programmes", "set_up_sites"):
        call_command(command, verbosity=0)


def find_call(resident: Resident) -> None:
    resident.page.goto("/")
    resident.click(HUB, "link")
    resident.click(CALL, "link")


def check_eligibility(resident: Resident) -> None:
    for fieldset, answer in zip(
        resident.page.locator("fieldset").all(), ["はい", "はい", "いいえ", "はい", "いいえ"], strict=True
    ):
        fieldset.get_by_label(answer, exact=True).check()
    resident.click("結果を見る", "button")
    resident.reads("申請")


def register_group(resident: Resident) -> None:
    resident.fill(re.compile("^団体名"), "みほん桜町会")
    resident.fill(re.compile("^ふりがな"), "みほんさくらちょうかい")
    resident.page.get_by_label(re.compile("^種別")).select_option(label="町会・自治会")
    resident.page.get_by_label(re.compile("^拠点")).select_option(label=HUB)
    resident.fill(re.compile("^所在地"), "練馬区みほん町4丁目5番6号")
    resident.click("登録する", "button")


def ask_for_consultation(resident: Resident) -> None:
    find_call(resident)
    resident.click("事前相談を申し込む", "link")
    resident.fill(re.compile("^相談したいこと"), "対象になる費用を知りたい。")
    resident.fill(re.compile("^相談を希望する日時"), "平日の午後")
    resident.fill(re.compile("^拠点からご連絡する電話番号"), "03-0000-0000")
    resident.click("相談を申し込む", "button")


def hold_consultation(staff: Staff) -> None:
    staff.page.goto("/cms/")
    staff.click(re.compile("自分の担当"), "link")
    staff.click("事前相談", "link")
    staff.click("みほん桜町会", "link")
    staff.fill(
        re.compile("^実施日|^相談日"), staff.page.evaluate("new Date(Date.now()+9*36e5).toISOString().slice(0,10)")
    )
    staff.fill(re.compile("^相談の記録"), "対象経費と見積書の取り方を説明した。")
    staff.click("記録を保存する", "button")


def write_application(resident: Resident, papers: dict[str, Path], *, amount: str = "48000") -> None:
    resident.fill(re.compile("^代表者の役職"), "会長")
    resident.fill(re.compile("^代表者の氏名 ?※|^代表者の氏名$|^代表者の氏名※"), "髙﨑 幸子")
    resident.fill(re.compile("^代表者の氏名（フリガナ）"), "たかさき さちこ")
    resident.click("保存して次へ", "button")
    resident.fill(re.compile("^担当者の氏名"), "髙﨑 幸子")
    resident.fill(re.compile("^日中つながる電話番号"), "０３－００００－００００")
    resident.choose("電子で受け取る（マイページ）")
    resident.click("保存して次へ", "button")
    resident.fill(re.compile("^事業名"), "町会ホームページの開設")
    resident.fill(re.compile("^目的"), "若い世代に町会の行事を知らせる。")
    resident.fill(re.compile("^内容"), "ホームページを作り、行事と防災の情報を載せる。")
    resident.fill(re.compile("^実施する場所"), "みほん町会会館")
    resident.fill(re.compile("^始める日"), "令和9年1月10日")
    resident.fill(re.compile("^終える日"), "2027-03-20")
    resident.click("保存して次へ", "button")
    write_budget(resident, amount)
    resident.click("保存して次へ", "button")
    for name, path in papers.items():
        resident.upload(name, path)
    resident.click("全体の確認に進む", "link")


def write_budget(resident: Resident, amount: str) -> None:
    page = resident.page
    for side, kind in (("expenses", "委託費"), ("income", "この補助金")):
        page.locator(f"#id_{side}-0-kind").select_option(label=kind)
        page.locator(f"#id_{side}-0-description").fill("見積書のとおり")
        page.locator(f"#id_{side}-0-amount").fill(amount)
    resident.fill(re.compile("^補助金の申請額"), amount)


def send(resident: Resident) -> str:
    """Declares and sends; returns the number on the receipt."""
    resident.page.get_by_role("checkbox").check()
    resident.click(re.compile("^(申請を送る|直した申請書を送る)$"), "button")
    found = re.search(r"[0-9元]+練地地第\d+号", resident.page.inner_text("body"))
    assert found, resident.page.inner_text("body")[:2000]
    return found[0]


def staff_until_correction(staff: Staff, number: str) -> None:
    staff.open_case(number)
    staff.do("収受", "収受する")
    staff.open_case(number)
    staff.click("「拠点の確認」を行う")
    staff.choose("整っていない：補正を求める")
    staff.choose("収支予算")
    staff.fill(re.compile("^理由（申請者が読みます）"), "見積書の金額に合わせてください。")
    staff.click("確認を終える", "button")


def correct(resident: Resident, number: str) -> None:
    resident.page.goto("/mypage/")
    resident.click("町会ホームページの開設", "link")
    resident.reads("見積書の金額に合わせてください。")
    resident.click("申請書を直す", "button")
    resident.click(re.compile("収支予算"), "link")
    write_budget(resident, "45000")
    resident.click(re.compile("保存して"), "button")
    if resident.page.get_by_role("checkbox").count() == 0:
        resident.click(re.compile("確認して送る|全体の確認|確認に進む"), "link")
    resident.reads("45,000円")
    assert send(resident) == number


def decide(hub: Staff, division: Staff, approver: Staff, number: str) -> None:
    hub.open_case(number)
    hub.reads("45,000円")
    hub.click("「拠点の確認」を行う")
    hub.choose("整っている：担当課へ送る")
    hub.fill(re.compile("^拠点の意見"), "要件を満たしている。")
    hub.click("確認を終える", "button")
    for reason in ("要綱に適合する。", "要綱第4条に適合する。"):
        division.open_case(number)
        division.click("「起案」を行う")
        division.choose("交付")
        division.fill(re.compile("^金額"), "45000")
        division.fill(re.compile("^起案理由"), reason)
        division.click("起案を提出する", "button")
        approver.open_case(number)
        approver.click("「決裁」を行う")
        if reason == "要綱に適合する。":
            approver.choose("差し戻す")
            approver.fill(re.compile("^理由"), "根拠の条を書くこと。")
            approver.click("確定する", "button")
    approver.choose("案のとおり交付決定する")
    approver.click("確定する", "button")
    approver.reads("もう一度ご確認ください")
    approver.click("確定する", "button")


def read_letter(resident: Resident, number: str) -> None:
    """The mail has a link and nothing else; the letter opens in My page."""
    run_due()
    text = newest_mail(resident.email)
    assert "/mypage/letters/" in text
    assert "髙﨑" not in text
    assert "45,000" not in text
    resident.page.goto(re.search(r"http\S+/mypage/letters/\d+/", text)[0])
    resident.reads(f"{number}の1")
    link = resident.page.get_by_role("link", name="通知書を開く（PDF）", exact=True)
    answer = resident.context.request.get(str(link.get_attribute("href")))
    assert answer.body().startswith(b"%PDF")
    resident.check()


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_whole_walk(browser: Browser, site: str, shots: Path | None, papers: dict[str, Path], width: int) -> None:
    walk(browser, site, shots, papers, width=width, script=True)


def test_the_whole_walk_without_script_for_the_applicant(
    browser: Browser, site: str, shots: Path | None, papers: dict[str, Path]
) -> None:
    walk(browser, site, shots, papers, width=360, script=False)


def walk(browser: Browser, site: str, shots: Path | None, papers: dict[str, Path], *, width: int, script: bool) -> None:
    set_up()
    hub_record = Hub.objects.get(name=HUB)
    resident = Resident(browser, site, width=width, script=script, shots=shots)
    staff = {name: Staff(browser, site, width=max(width, 360) if width != 320 else 320, shots=shots) for name in "hda"}
    staff["h"].come_in(make_staff("reviewer", hub_record, name="見本 京子"))
    staff["d"].come_in(make_staff("division_reviewer", name="見本 直樹"))
    staff["a"].come_in(make_staff("division_approver", name="見本 和子"))
    find_call(resident)
    resident.click("申請できるか確かめる", "link")
    check_eligibility(resident)
    resident.page.goto("/")
    resident.click(re.compile("サインイン"), "link")
    resident.click("利用登録", "link")
    resident.sign_up()
    resident.page.goto("/mypage/")
    resident.click("団体を登録する", "link")
    register_group(resident)
    ask_for_consultation(resident)
    hold_consultation(staff["h"])
    find_call(resident)
    resident.click("申請を始める", "link")
    check_eligibility(resident)
    resident.click(re.compile("申請書の作成に進む|相談は済んで|済んでいる|申込み済み|進む"), "link")
    resident.choose("みほん桜町会")
    resident.click("申請書を書き始める", "button")
    resident.click("団体について", "link")
    write_application(resident, papers)
    number = send(resident)
    assert number in newest_mail(resident.email)
    staff_until_correction(staff["h"], number)
    correct(resident, number)
    decide(staff["h"], staff["d"], staff["a"], number)
    read_letter(resident, number)
    case = Case.objects.get(number=number)
    assert (case.outcome, case.decided_yen, case.step) == ("granted", 45_000, "done")
    assert case.letters.get().opened_at is not None
    complaints = resident.complaints + [line for one in staff.values() for line in one.complaints]
    assert complaints == [], "\n".join(complaints)
