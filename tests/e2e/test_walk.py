"""The whole walk: from the hub's page to the letter in My page, in a real browser."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest

from cms.hubs.models import Hub
from tests.e2e import applying, handling
from tests.e2e.actors import Resident, Staff
from tests.e2e.conftest import newest_mail
from tests.factories_people import make_staff
from workflows.cases.models import Case

pytestmark = pytest.mark.e2e
Papers = dict[str, Path]


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_whole_walk(stage: Callable[..., None], papers: Papers, width: int) -> None:
    walk(stage, papers, width=width, script=True)


def test_the_whole_walk_without_script_for_the_applicant(stage: Callable[..., None], papers: Papers) -> None:
    walk(stage, papers, width=320, script=False)


def walk(stage: Callable, papers: Papers, *, width: int, script: bool) -> None:
    resident: Resident = stage(Resident, width=width, script=script)
    hub, division, approver = (stage(Staff, width=width) for _ in range(3))
    here = Hub.objects.get(name=applying.HUB)
    hub.come_in_for_the_first_time(make_staff("reviewer", here, name="見本 京子", second_factor=False))
    division.come_in(make_staff("division_reviewer", name="見本 直樹"))
    approver.come_in(make_staff("division_approver", name="見本 和子"))
    until_the_form(resident, hub)
    applying.write_application(resident, papers, amount="48000")
    number = applying.send(resident, "申請を送る")
    assert number in newest_mail(resident.email)
    applying.look_at_what_was_sent(resident, number)
    handling.take_in(hub, number)
    handling.ask_for_correction(hub, number, "収支予算", "見積書の金額に合わせてください。")
    applying.correct(resident, number)
    handling.pass_on(hub, number, "前回の提出からの変更点", "48,000", "45,000円")
    decided_at_the_second_draft(division, approver, number)
    read_letter(resident, number)
    hub.find_case(number)
    hub.reads("電子通知の到達", "申請者の開封", "申請者が通知書を開封", "この案件は終了しています。")
    case = Case.objects.get(number=number)
    assert (case.outcome, case.decided_yen, case.step) == ("granted", 40_000, "done")
    assert case.letters.get().opened_at is not None


def until_the_form(resident: Resident, hub: Staff) -> None:
    """Eligibility without an account, then account, group, consultation, and the form, as the product leads."""
    applying.find_call(resident)
    applying.check_eligibility(resident)
    resident.click("事前相談を申し込む", "link")
    resident.sign_up()
    applying.register_group(resident)
    applying.ask_for_consultation(resident)
    applying.begin_form(resident)
    resident.click("いったんやめる（マイページへ）", "link")
    handling.book_consultation(hub, applying.GROUP)
    see_consultation(resident, "日程が決まりました。")
    handling.hold_consultation(hub, applying.GROUP)
    see_consultation(resident, "相談は済みました。")
    resident.my_page()
    resident.click(applying.CALL, "link", within=resident.region("書きかけの書類"))


def see_consultation(resident: Resident, state: str) -> None:
    resident.my_page()
    resident.click(applying.CALL, "link", within=resident.region("事前相談"))
    resident.reads(state)


def decided_at_the_second_draft(division: Staff, approver: Staff, number: str) -> None:
    """Returned once with reasons; then a part of the request is granted."""
    handling.draft_grant(division, number, amount="45000", grounds="要綱に適合する。")
    handling.return_draft(approver, number)
    handling.draft_grant(division, number, amount="40000", grounds="要綱第4条による。", reason=handling.REASON)
    handling.decide(approver, number, "案のとおり交付決定する", "40,000円", handling.REASON)


def read_letter(resident: Resident, number: str) -> None:
    """The mail has a link and nothing else; the letter opens in My page and says why it is less."""
    text = newest_mail(resident.email)
    assert "/mypage/letters/" in text
    assert not any(word in text for word in ("髙﨑", "40,000", handling.REASON))
    resident.follow_mail()
    resident.reads(f"{number}の1")
    assert_letter(resident.fetched("通知書を開く（PDF）"), "40,000", handling.REASON)
    resident.my_page()
    resident.click(applying.TITLE, "link")
    resident.reads("決定しました（通知書をお送りしました）")


def assert_letter(pdf: bytes, *texts: str) -> None:
    """The texts stand in the letter, wherever its lines break."""
    read = "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    for one in texts:
        assert one in read, read
