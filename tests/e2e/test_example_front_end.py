"""The example front end in a real browser: news, an application, its correction and its letter, over the API alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from cms.hubs.models import Hub
from cms.jobs.worker import run_due
from cms.people.models import Role
from pages.models import HubPage
from tests.cms.api.talking import Caller
from tests.cms.api.test_walk import act, case_due
from tests.e2e import applying
from tests.e2e.visiting import Visitor
from tests.factories_pages import make_news
from tests.factories_people import make_group, make_staff, make_user
from workflows.programmes.models import Programme

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(1800)]
NEWS = "秋の防災訓練のお知らせ"


@pytest.fixture(autouse=True)
def _served(settings: Any) -> None:
    settings.EXAMPLE_FRONT_END = True


@pytest.mark.parametrize("width", [320, 1280])
def test_from_the_news_to_the_letter(stage: Callable[..., Any], papers: dict[str, Path], width: int) -> None:
    hub = Hub.objects.get(name=applying.HUB)
    make_news(HubPage.objects.get(hub=hub, locale__language_code="ja"), NEWS)
    make_group(manager=make_user(Visitor.email, name="髙﨑 幸子"), name=applying.GROUP, hub=hub)
    staff = {role: Caller(make_staff(role, **({"hub": hub} if role == Role.REVIEWER else {})))
             for role in (Role.REVIEWER, Role.DIVISION_REVIEWER, Role.DIVISION_APPROVER)}  # fmt: skip
    one: Visitor = stage(Visitor, width=width)
    Programme.objects.update(consultation=Programme.Consultation.OPTIONAL)
    find_call(one)
    begin(one)
    write(one, papers)
    number = send(one)
    corrected(one, staff[Role.REVIEWER], number)
    act(staff[Role.REVIEWER], number, "hub_check", result="forward", opinion="よい取組です。")
    act(
        staff[Role.DIVISION_REVIEWER],
        number,
        "draft",
        outcome_wanted="granted",
        amount_yen=45_000,
        reason="要綱に合う。",
    )
    act(staff[Role.DIVISION_APPROVER], number, "decision", result="decide")
    run_due()
    one.page.reload()
    one.sees(applying.TITLE)
    link = one.page.get_by_role("region", name="通知書").get_by_role("link")
    letter = one.context.request.get(str(link.get_attribute("href")))
    assert letter.body().startswith(b"%PDF")


def find_call(one: Visitor) -> None:
    one.enter()
    one.go(applying.HUB)
    one.sees(applying.HUB)
    assert one.page.get_by_role("region", name="お知らせ").get_by_role("link", name=NEWS).count() == 1
    one.go(applying.CALL)
    expect(one.page.get_by_role("link", name="サインインする")).to_be_visible(timeout=30_000)
    one.settle()


def begin(one: Visitor) -> None:
    """Signed in on the way, and back where they were; what is missing stands beside its question."""
    one.click("サインインする", "link")
    one.fill("メールアドレス", one.email)
    one.click("確認コードを受け取る")
    one.give_code(one.email)
    expect(one.page.get_by_role("button", name="申請書を書き始める")).to_be_visible(timeout=30_000)
    one.go("申請書を書き始める", "button")
    expect(one.page.get_by_role("alert")).to_be_focused(timeout=30_000)
    one.settle()
    assert one.page.locator("fieldset .error:visible").count() == len(applying.ANSWERS)
    one.answer_eligibility()
    one.go("申請書を書き始める", "button")
    expect(one.page.get_by_role("region", name="確認して送る")).to_be_visible(timeout=30_000)
    one.settle()


def write(one: Visitor, papers: dict[str, Path]) -> None:
    one.fill("代表者の役職", "会長")
    one.fill("代表者の氏名", "髙﨑 幸子")
    one.fill("代表者の氏名（フリガナ）", "たかさき さちこ")
    one.save("団体について")
    applying.write_contact(one, "電子で受け取る（マイページ）")
    one.save("連絡先")
    applying.write_activity(one)
    one.save("事業の内容")
    one.budget("４０，０００", own="1")
    one.go("「収支予算」を保存する", "button")
    one.hears("次の点を直してください")
    expect(one.page.get_by_role("alert")).to_be_focused(timeout=30_000)
    one.fill("2行目 金額（円）", "", within=one.group("収入"))
    one.pick("2行目 費目", "選んでください", within=one.group("収入"))
    one.save("収支予算")
    one.go("全体を確認する", "button")
    one.hears("次の点を直してください")
    for name, path in papers.items():
        one.attach(name, path)
    one.go("全体を確認する", "button")
    one.hears("このまま送れます。")
    one.reads("補助できる額は")


def send(one: Visitor) -> str:
    one.go("申請書を送る", "button")
    one.hears("送る前に、誓約の欄に印を付けてください。")
    one.choose("上の内容を誓約します")
    one.go("申請書を送る", "button")
    one.sees(applying.TITLE)
    found = re.search(r"[0-9元]+練地地第\d+号", one.page.inner_text("main"))
    assert found, one.page.inner_text("main")
    return found[0]


def corrected(one: Visitor, reviewer: Caller, number: str) -> None:
    act(reviewer, number, "receive")
    act(reviewer, number, "hub_check", result="send_back", sections=["budget"], reason="見積書に合わせて。",
        due_on=case_due(reviewer, number))  # fmt: skip
    one.go("申請の状況")
    one.sees("申請の状況")
    one.go(applying.TITLE)
    one.sees(applying.TITLE)
    one.reads("見積書に合わせて。")
    one.go("申請を補正する", "button")
    expect(one.page.get_by_role("region", name="確認して送る")).to_be_visible(timeout=30_000)
    one.settle()
    assert one.page.get_by_label("事業名").count() == 0
    one.budget("45000")
    one.save("収支予算")
    one.choose("上の内容を誓約します")
    one.go("申請書を送る", "button")
    expect(one.page.get_by_role("region", name="これまでの経過")).to_be_visible(timeout=30_000)
    one.sees(applying.TITLE)


@pytest.mark.django_db
def test_it_is_off_in_service(settings: Any, client: Any) -> None:
    settings.EXAMPLE_FRONT_END = False
    assert [client.get(f"/api/example/{name}").status_code for name in ("", "app.js")] == [404, 404]
    settings.EXAMPLE_FRONT_END = True
    assert [client.get(f"/api/example/{name}").status_code for name in ("", "app.js", "dist")] == [200, 200, 404]
