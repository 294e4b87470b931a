"""From a case to what is begun from it, in a browser: confirmed, seen in one picture, told before a withdrawal."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from cms.people.models import User
from tests.e2e.actors import FINISHED, go_by
from tests.e2e.looking import TOO_WIDE, violations
from tests.factories_linking import TITLE, make_family
from tests.sign_in import sign_in

pytestmark = pytest.mark.e2e
WIDTHS = (360, 1280)
Open = Callable[..., Page]


@pytest.fixture
def open_as(browser: Browser, site: str) -> Any:
    contexts = []

    def opened(user: User, width: int) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, base_url=site, locale="ja-JP")
        contexts.append(context)
        cookies = sign_in(Client(), user).cookies
        context.add_cookies([{"name": name, "value": one.value, "url": site} for name, one in cookies.items()])
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def press(page: Page, role: Any, name: str) -> None:
    """The link or button of this name; the page that it leads to has come."""
    go_by(page.get_by_role(role, name=name, exact=role == "button"))


def looked_at(page: Page) -> None:
    """Nothing wider than the screen, and nothing that axe finds once messages have slid in."""
    if page.locator(".messages > ul > li").count():
        expect(page.locator(".messages > ul")).to_have_css("opacity", "1")
    page.evaluate(FINISHED)
    assert page.evaluate(TOO_WIDE) <= 0, page.url
    assert violations(page, None) == [], page.url


@pytest.mark.parametrize("width", WIDTHS)
def test_an_application_and_an_event_are_begun_and_the_withdrawal_speaks_of_them(open_as: Open, width: int) -> None:
    family = make_family()
    desk = open_as(family.reviewer, width)
    desk.goto(f"/cms/desk/cases/{family.case.pk}/")
    press(desk, "link", "この案件から始める")
    looked_at(desk)
    press(desk, "link", family.call.title)
    expect(desk.get_by_text(TITLE)).to_be_visible()
    looked_at(desk)
    press(desk, "button", "始める")
    press(desk, "link", "この案件から始める")
    press(desk, "link", "拠点のサイトの催し")
    press(desk, "button", "始める")
    tree = desk.locator("#family")
    expect(tree.get_by_text("未送信")).to_be_visible()
    expect(tree.get_by_text("下書き", exact=True)).to_be_visible()
    looked_at(desk)
    mine = open_as(family.user, width)
    mine.goto(f"/mypage/cases/{family.case.pk}/")
    expect(mine.locator("#family")).to_contain_text(family.call.title)
    looked_at(mine)
    press(mine, "link", "依頼を取り下げる")
    mine.get_by_label(re.compile("まだ送っていない申請書を破棄する")).check()
    looked_at(mine)
    press(mine, "button", "取り下げる")
    desk.goto(f"/cms/desk/cases/{family.case.pk}/")
    press(desk, "link", "残っているものを確かめて取りやめる")
    expect(desk.get_by_text("拠点のページを書く職員に知らせます")).to_be_visible()
    looked_at(desk)
    assert not family.link("event").page.live
