"""The form's two scripts in a real browser: saving while somebody writes, sums while they type."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect, sync_playwright

from forms.drafts import answers_of, save_section
from forms.models import Draft, DraftSection
from tests import chromium
from tests.factories_intake import make_applicant, make_draft, make_whole_call
from tests.sign_in import sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _database_calls_beside_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser's driver runs an event loop in this thread; our own calls are not inside it."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=chromium.find(), args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def draft() -> Draft:
    user, group = make_applicant()
    return make_draft(user, make_whole_call(), group)


@pytest.fixture
def opened(browser: Browser, draft: Draft, live_server: Any) -> Callable[..., Page]:
    def open_section(key: str, **context: Any) -> Page:
        client = sign_in(Client(), draft.owner)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        place = browser.new_context(locale="ja-JP", **context)
        place.add_cookies([cookie])  # type: ignore[list-item]
        page = place.new_page()
        page.set_default_timeout(20_000)
        page.goto(live_server.url + reverse("intake:section", args=[draft.pk, key]))
        return page

    return open_section


def state(page: Page) -> Any:
    return page.locator("[data-autosave-state]")


def typed(page: Page, label: str, text: str) -> None:
    page.get_by_label(label).fill(text)


def test_what_is_typed_is_saved_and_the_page_says_when(opened: Callable[..., Page], draft: Draft) -> None:
    page = opened("activity")
    typed(page, "事業名", "葛\U000e0100飾の祭り")
    expect(state(page)).to_have_text("まだ保存していない内容があります。")
    expect(state(page)).to_contain_text("保存しました", timeout=15_000)
    assert answers_of(Draft.objects.get(pk=draft.pk))["activity"]["title"] == "葛\U000e0100飾の祭り"
    saved = DraftSection.objects.get(draft=draft, key="activity").revision
    expect(page.locator("input[name=revision]")).to_have_value(str(saved))
    page.get_by_role("button", name="保存").first.click()
    page.wait_for_load_state()
    assert answers_of(Draft.objects.get(pk=draft.pk))["activity"]["title"] == "葛\U000e0100飾の祭り"
    expect(page.locator("h1")).not_to_contain_text("変更されました")


def test_sending_the_page_waits_for_the_save_on_its_way(opened: Callable[..., Page], draft: Draft) -> None:
    page = opened("activity")
    held: list[Any] = []
    page.route("**/autosave/", lambda route: held.append(route))
    typed(page, "事業名", "祭り")
    expect(state(page)).to_have_attribute("data-state", "saving", timeout=15_000)
    before = page.url
    page.get_by_role("button", name="保存して一覧に戻る").click(no_wait_after=True)
    assert page.url == before
    held[0].continue_()
    page.wait_for_url(lambda url: url != before)
    assert answers_of(Draft.objects.get(pk=draft.pk))["activity"]["title"] == "祭り"


def test_another_screen_stops_the_saving_and_both_texts_can_be_compared(
    opened: Callable[..., Page], draft: Draft
) -> None:
    page = opened("activity")
    save_section(draft, actor=draft.owner, section="activity", data={"title": "甲"}, seen_revision=1)
    typed(page, "事業名", "乙")
    expect(state(page)).to_contain_text("別の画面で先に保存されています", timeout=15_000)
    page.get_by_role("button", name="保存").first.click()
    expect(page.locator("blockquote")).to_have_text(["乙", "甲"])
    assert answers_of(Draft.objects.get(pk=draft.pk))["activity"]["title"] == "甲"


def test_an_ended_session_is_said_and_the_text_stays(opened: Callable[..., Page], draft: Draft) -> None:
    page = opened("activity")
    page.context.clear_cookies()
    typed(page, "事業名", "祭り")
    expect(state(page)).to_contain_text("ログインの期限が切れました", timeout=15_000)
    expect(page.get_by_label("事業名")).to_have_value("祭り")


def test_a_network_that_fails_is_said_and_leaving_is_asked_about(opened: Callable[..., Page]) -> None:
    page = opened("activity")
    page.route("**/autosave/", lambda route: route.abort())
    typed(page, "事業名", "祭り")
    expect(state(page)).to_contain_text("保存できませんでした", timeout=15_000)
    page.get_by_label("事業名").press("End")
    with page.expect_event("dialog") as caught:
        page.evaluate("setTimeout(() => location.assign('/'), 0)")
    assert caught.value.type == "beforeunload"
    caught.value.dismiss()


def test_a_text_that_was_not_kept_is_named_and_leaving_is_asked_about(
    opened: Callable[..., Page], draft: Draft
) -> None:
    page = opened("activity")
    typed(page, "事業名", "祭り")
    typed(page, "目的", "あ" * 20_001)
    expect(state(page)).to_contain_text("次の項目を除いて保存しました", timeout=15_000)
    expect(state(page)).to_contain_text("目的")
    assert answers_of(Draft.objects.get(pk=draft.pk))["activity"] == {"title": "祭り"}
    with page.expect_event("dialog") as caught:
        page.evaluate("setTimeout(() => location.assign('/'), 0)")
    assert caught.value.type == "beforeunload"
    caught.value.dismiss()
    typed(page, "目的", "短い目的")
    expect(state(page)).to_contain_text("保存しました", timeout=15_000)
    expect(state(page)).not_to_contain_text("除いて", timeout=15_000)
    assert answers_of(Draft.objects.get(pk=draft.pk))["activity"]["purpose"] == "短い目的"


def test_a_file_that_is_too_large_does_not_travel(opened: Callable[..., Page], draft: Draft) -> None:
    part = next(s["key"] for s in draft.version.definition["sections"] for q in s["questions"] if q["key"] == "rules")
    page = opened(part)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    chosen = page.locator("#file-rules")
    chosen.set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"0" * 21_000_000})
    place = page.locator("#question-rules")
    expect(place.get_by_role("alert")).to_contain_text("20MBまで")
    place.get_by_role("button", name="添付する").click()
    expect(chosen).to_be_focused()
    assert "POST" not in sent
    chosen.set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"})
    expect(place.get_by_role("alert")).to_have_count(0)


def test_the_sum_follows_the_typing(opened: Callable[..., Page]) -> None:
    page = opened("budget")
    lines = page.locator("[data-budget]").first
    amounts = lines.locator("[data-budget-amount]")
    amounts.nth(0).fill("７０，０００円")
    amounts.nth(1).fill("5,000")
    expect(lines.locator("[data-budget-total]")).to_have_text("75,000円")
    amounts.nth(1).fill("たくさん")
    expect(lines.locator("[data-budget-total]")).to_have_text("—")


@pytest.mark.parametrize("width", [320, 768])
def test_budget_lines_fit_the_screen(opened: Callable[..., Page], width: int) -> None:
    page = opened("budget", viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_more_lines_come_without_any_script(opened: Callable[..., Page], draft: Draft) -> None:
    page = opened("budget", java_script_enabled=False)
    rows = page.locator("[data-budget]").first.locator("tbody tr")
    before = rows.count()
    page.locator("[data-budget]").first.get_by_label("1行目 金額").fill("5000")
    page.get_by_role("button", name="「支出」の行を増やす").click()
    assert rows.count() == before + 5
    expect(page.locator("[data-budget]").first.get_by_label("1行目 金額")).to_have_value("5000")
