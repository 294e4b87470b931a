"""An application on paper: typed in with its scan, corrected on paper, refused with reasons, posted."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from cms.hubs.models import Hub
from cms.jobs.worker import run_due
from tests.e2e import applying, handling
from tests.e2e.actors import Staff
from tests.e2e.test_walk import assert_letter
from tests.factories_people import make_staff
from tests.media import samples
from workflows.cases.models import Case

pytestmark = pytest.mark.e2e
GROUP = "みほん西町会"
REASON = "申請のあった利用料は、すでに区の別の補助を受けているため。"


@pytest.mark.parametrize("width", [320, 1280])
def test_a_paper_application_is_refused_and_posted(stage: Callable, tmp_path: Path, width: int) -> None:
    hub, division, approver = (stage(Staff, width=width) for _ in range(3))
    here = Hub.objects.get(name=applying.HUB)
    hub.come_in(make_staff("reviewer", here, name="見本 京子"))
    division.come_in(make_staff("division_reviewer", name="見本 直樹"))
    approver.come_in(make_staff("division_approver", name="見本 和子"))
    scan = tmp_path / "申請書の写し.pdf"
    scan.write_bytes(samples.pdf())
    register_group(hub)
    number = type_in(hub, scan)
    record_consultation(hub, number)
    handling.take_in(hub, number)
    handling.ask_for_correction(hub, number, "収支予算", "申請額を書いてください。")
    correct_on_paper(hub, number, scan)
    handling.pass_on(hub, number, "前回の提出からの変更点", "36,000円")
    handling.draft_refusal(division, number, REASON)
    handling.decide(approver, number, "案のとおり不交付決定する", REASON)
    run_due()
    post_letter(division, number)
    hub.find_case(number)
    hub.reads("この案件は終了しています。", "不交付", "発送日")
    case = Case.objects.get(number=number)
    assert (case.outcome, case.step, case.channel, case.notice) == ("refused", "done", "paper", "post")
    assert case.letters.get().posted_on is not None


def register_group(hub: Staff) -> None:
    hub.menu("紙申請の登録")
    hub.click("台帳にない団体を登録する", "link")
    hub.fill("団体名", GROUP)
    hub.fill("団体名（かな）", "みほんにしちょうかい")
    hub.pick("種類", "町会・自治会")
    hub.fill("所在地", "練馬区みほん町4丁目5番6号")
    hub.click("台帳に登録する", "button")


def type_in(hub: Staff, scan: Path) -> str:
    """Section by section, then the scan; the amount asked for is missing on the paper."""
    hub.pick("募集", applying.CALL)
    hub.page.get_by_role("radio", name=re.compile(f"^{GROUP}")).check()
    hub.click("入力を始める", "button")
    hub.click("団体について", "link")
    hub.fill("代表者の役職", "会長")
    hub.fill("代表者の氏名", "例示 三郎")
    hub.fill("代表者の氏名（フリガナ）", "レイジ サブロウ")
    hub.click("保存", "button")
    hub.click("連絡先", "link")
    applying.write_contact(hub, "郵送で受け取る")
    hub.click("保存", "button")
    hub.click("事業の内容", "link")
    applying.write_activity(hub)
    hub.click("保存", "button")
    hub.click("収支予算", "link")
    applying.write_budget(hub, "36000")
    hub.fill("補助金の申請額", "")
    hub.click("保存", "button")
    hub.reads("紙の申請書は、届いたとおりに登録できます。")
    hub.click("戻る", "link")
    hub.click("内容を確認して登録する", "link")
    hub.reads("写しはまだありません。", "補助金の申請額：入力してください。", "会則：ファイルを添付してください。")
    hub.click("戻る", "link")
    add_scan(hub, scan)
    hub.click("内容を確認して登録する", "link")
    hub.choose("新規：髙﨑 幸子（申請書のとおり）")
    hub.click("登録する", "button")
    found = re.search(r"[0-9元]+練地地第\d+号", hub.page.inner_text("body"))
    assert found, hub.page.inner_text("body")[:2000]
    return found[0]


def add_scan(hub: Staff, scan: Path) -> None:
    hub.page.get_by_label(re.compile("写し.*20MBまで")).set_input_files(scan)
    hub.click("写しを追加する", "button")


def record_consultation(hub: Staff, number: str) -> None:
    """The group came to the desk before it wrote."""
    hub.open_case(number)
    hub.step("事前相談")
    hub.fill("相談日", hub.page.evaluate(handling.TODAY))
    hub.fill("記録", "窓口で相談を受けた。")
    hub.click("相談を記録する", "button")


def correct_on_paper(hub: Staff, number: str, scan: Path) -> None:
    """The request is printed and posted; what comes back is typed in with its scan."""
    hub.find_case(number)
    hub.click("補正依頼書を印刷する", "link")
    hub.reads("申請額を書いてください。", GROUP)
    hub.click("案件に戻る", "link")
    hub.click("紙で届いた補正を登録する", "button")
    hub.click("収支予算", "link")
    hub.fill("補助金の申請額", "36000")
    hub.click("保存", "button")
    add_scan(hub, scan)
    hub.click("内容を確認して登録する", "link")
    hub.click("登録する", "button")


def post_letter(division: Staff, number: str) -> None:
    """Found among the letters to post; printed, posted, the day recorded."""
    division.menu("通知書")
    division.click(f"{number}の1", "link")
    assert_letter(division.fetched("PDFを開く"), "不交付", REASON)
    division.step("通知書の発送")
    division.click("発送を記録する", "button")
