"""Events, bulletin and screen as readers meet them; the screen goes on when the network is cut."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from cms.jobs.worker import run_due
from pages.models import EmergencyBanner, EventDate, EventPage, HubPage, IssueEntry
from tests.e2e.actors import Actor
from tests.e2e.elsewhere import FULL
from tests.factories_pages import make_article, make_bulletin, make_event, make_issue, make_news, paragraphs

pytestmark = pytest.mark.e2e
HUB = "h16"
LATIN = {"iCalendar", "RSS", "PDF", "KB", "Atom"}


def content() -> dict[str, str]:
    """A hub's events, one of three days and one called off, and an issue; the addresses of their pages."""
    hub = HubPage.objects.get(slug=HUB)
    training = make_event(
        hub, "地域合同防災訓練（避難所開設と炊き出し）", venue_hub=hub.hub, venue="大会議室", capacity="先着30名",
        fee="無料", sign_up="前日までに電話でお申し込みください", organiser="見本町会", audience="どなたでも",
        summary="避難所の開き方を一緒に確かめます。", online_url="https://www.example.jp/live", starts_in_days=0,
        body=paragraphs("動きやすい服装でお越しください。"),
    )  # fmt: skip
    EventDate.objects.create(
        page=training, starts_at=timezone.now() + datetime.timedelta(days=7),
        ends_at=timezone.now() + datetime.timedelta(days=7, hours=2), is_cancelled=True, note="会場の都合",
    )  # fmt: skip
    show = make_event(hub, "区民作品展", starts_in_days=1)
    EventDate.objects.filter(page=show).update(all_day=True, ends_at=timezone.now() + datetime.timedelta(days=3))
    make_news(hub, "年末年始の休館日", summary="12月29日から1月3日まで休館します。")
    bulletin = make_bulletin(hub, "地域だより", frequency="年4回発行")
    articles = [
        make_article(bulletin, title, summary="今年も力を合わせて。", byline="見本花子")
        for title in ("特集　備える", "町会だより")
    ]
    first = timezone.localdate()
    make_issue(bulletin, articles[1], number=1, issued_on=first - datetime.timedelta(days=300))
    issue = make_issue(
        bulletin, *articles, number=2, summary="特集は防災です。", events_from=first,
        events_until=first + datetime.timedelta(days=30),
    )  # fmt: skip
    IssueEntry.objects.filter(issue=issue).update(column="特集")
    issue.save_revision().publish()
    while run_due():
        pass
    return {"event": training.url, "issue": issue.url, "bulletin": bulletin.url}


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("script", [True, False])
def test_events_and_bulletin_hold_what_every_page_must(stage: Callable[..., Any], width: int, script: bool) -> None:
    reader = stage(Actor, width=width, script=script)
    reader.known = LATIN
    pages = content()
    for path in (
        pages["event"], "/events/", f"/hubs/{HUB}/events/", f"/hubs/{HUB}/events/week/", f"/hubs/{HUB}/events/list/",
        pages["bulletin"], pages["issue"],
    ):  # fmt: skip
        reader.page.goto(path)
        reader.settle()


def test_the_calendar_is_walked_with_the_keyboard_alone(stage: Callable[..., Any]) -> None:
    reader = stage(Actor, width=1280)
    reader.known = LATIN
    content()
    page: Page = reader.page
    page.goto(f"/hubs/{HUB}/events/")
    month = page.locator("#kz-shown").inner_text()
    tab_to(page, "次の月")
    enter(page)
    expect(page.locator("#kz-shown")).not_to_have_text(month)
    tab_to(page, "今月")
    enter(page)
    expect(page.locator("#kz-shown")).to_have_text(month)
    tab_to(page, "一覧")
    enter(page)
    tab_to(page, "区民作品展")
    enter(page)
    expect(page.locator("h1")).to_have_text("区民作品展")


def tab_to(page: Page, name: str) -> None:
    for _press in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText || ''").strip() == name:
            return
    raise AssertionError(f"the keyboard never comes to {name}")


def enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def shown(page: Page) -> str:
    return str(page.locator(".kz-slide:visible h1").inner_text())


def shoot(page: Page, name: str) -> None:
    if folder := os.environ.get("E2E_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def test_the_screen_goes_on_without_a_network_and_after_an_hour_tells_only_whom_to_ask(
    stage: Callable[..., Any], browser: Browser, site: str
) -> None:
    stage(Actor, width=1280)
    content()
    context = browser.new_context(
        base_url=site, viewport={"width": 1920, "height": 1080}, timezone_id="Asia/Tokyo", reduced_motion="reduce"
    )
    page = context.new_page()
    page.clock.install()
    page.goto(f"/hubs/{HUB}/signage/")
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    first = shown(page)
    shoot(page, "signage_news")
    page.reload()  # everything that the page is made of has passed the worker once
    page.clock.run_for(12_100)
    second = shown(page)
    assert second != first
    shoot(page, "signage_event")
    context.set_offline(True)
    goes_on_alone(page)
    context.set_offline(False)
    takes_up_again(page)
    context.close()


def test_a_screen_whose_disk_is_full_still_shows_a_warning(
    stage: Callable[..., Any], browser: Browser, site: str
) -> None:
    stage(Actor, width=1280)
    content()
    context = browser.new_context(base_url=site, viewport={"width": 1920, "height": 1080}, reduced_motion="reduce")
    context.add_init_script(FULL)
    page = context.new_page()
    page.clock.install()
    page.goto(f"/hubs/{HUB}/signage/")
    takes_up_again(page)
    context.close()


def goes_on_alone(page: Page) -> None:
    """Slide by slide, also after a new start; after an hour nothing that may be wrong by then."""
    seen = set()
    for _slide in range(5):
        page.clock.run_for(12_000)
        seen.add(shown(page))
    assert len(seen) > 2, "the slides stand still without a network"
    page.reload()
    assert shown(page), "the screen does not start again without a network"
    page.clock.run_for(3_601_000)
    expect(page.locator("html.is-stale")).to_have_count(1)
    name = HubPage.objects.get(slug=HUB).hub.name
    for _slide in range(3):
        assert shown(page) == name
        page.clock.run_for(12_000)
    shoot(page, "signage_stale")


def takes_up_again(page: Page) -> None:
    """With the network back, what is new is there at the next asking."""
    now = timezone.now()
    day = datetime.timedelta(days=1)
    EmergencyBanner.objects.create(title="大雨警報", text="早めの避難を", starts_at=now, ends_at=now + day)
    for _step in range(60):
        page.clock.run_for(5_000)
        page.wait_for_timeout(100)  # the answer comes in real time, whatever the clock of the page says
        if page.locator(".kz-banner").count():
            break
    expect(page.locator(".kz-banner")).to_contain_text("大雨警報")
    expect(page.locator("html.is-stale")).to_have_count(0)
    shoot(page, "signage_banner")


def test_with_two_warnings_everything_still_stands_on_the_screen(
    stage: Callable[..., Any], browser: Browser, site: str
) -> None:
    stage(Actor, width=1280)
    content()
    now, hub = timezone.now(), HubPage.objects.get(slug=HUB).hub
    until = now + datetime.timedelta(days=1)
    EmergencyBanner.objects.create(hub=hub, title="大雨のため閉館します", text="早めの避難を", ends_at=until)
    EmergencyBanner.objects.create(title="断水", ends_at=until, cleared_at=now, all_clear="終わり", clear_until=until)
    context = browser.new_context(base_url=site, viewport={"width": 1920, "height": 1080}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"/hubs/{HUB}/signage/")
    shoot(page, "signage_two_banners")
    for slide in range(page.locator(".kz-slide").count()):
        page.goto(f"/hubs/{HUB}/signage/?slide={slide}")
        low = page.evaluate(
            "Math.max(...[...document.querySelectorAll('.kz-slide:not([hidden]) *')]"
            ".map((e) => e.getBoundingClientRect().bottom))"
        )
        assert low <= 1080, f"slide {slide} ends at {low}"
    context.close()


def test_a_screen_without_scripts_goes_on_by_itself(stage: Callable[..., Any], browser: Browser, site: str) -> None:
    stage(Actor, width=1280)
    content()
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/hubs/{HUB}/signage/?slide=1")
    assert EventPage.objects.filter(title=shown(page)).exists()
    assert page.locator("noscript").count() == 1
    context.close()
