"""From a need written on a phone to two groups that read each other's contact; a visitor asks a group. 320 px, axe."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from cms.mailings.models import OutgoingMail
from cms.people.models import User
from pages.models import HubPage
from pages.setting_up import set_up_sites
from tests.e2e.actors import FINISHED, go_by
from tests.e2e.looking import TOO_WIDE, violations
from tests.factories_exchange import make_area, make_colleague, make_side
from tests.factories_hubs import make_ward
from tests.factories_people import make_hub, make_staff
from tests.factories_sites import make_profile
from tests.sign_in import sign_in

pytestmark = pytest.mark.e2e
PHONE = {"width": 320, "height": 700}
Open = Callable[..., Page]


@pytest.fixture
def open_as(browser: Browser, site: str) -> Any:
    """A phone, signed in as ``user`` or as nobody."""
    contexts = []

    def opened(user: User | None = None, viewport: Any = None) -> Page:
        context = browser.new_context(viewport=viewport or PHONE, base_url=site, locale="ja-JP")
        contexts.append(context)
        if user is not None:
            cookies = sign_in(Client(), user).cookies
            context.add_cookies([{"name": name, "value": one.value, "url": site} for name, one in cookies.items()])
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def settled(desk: Page) -> Page:
    """The message at its top has come in."""
    expect(desk.locator(".messages > ul")).to_have_css("opacity", "1")
    desk.evaluate(FINISHED)
    return desk


def looked_at(page: Page) -> None:
    """Nothing wider than the screen, and nothing that axe finds."""
    assert page.evaluate(TOO_WIDE) <= 0, page.url
    assert violations(page, None) == [], page.url


def go(page: Page, address: str) -> None:
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200, (address, answer.status)
    looked_at(page)


def agree(page: Page, reach: str) -> Page:
    """The person agrees to the introduction and says how to be reached."""
    go(page, "/mypage/exchange/")
    go_by(page.locator("#introductions-title ~ * a").first)
    looked_at(page)
    page.get_by_label(re.compile("^連絡を受ける方の氏名")).fill("見本 担当")
    page.get_by_label(re.compile("^相手の団体に伝える連絡先")).fill(reach)
    go_by(page.get_by_role("button", name=re.compile("^同意し")))
    looked_at(page)
    return page


def test_a_need_meets_an_offer_and_both_sides_read_each_other(open_as: Open) -> None:
    make_ward()
    hub = make_hub(name="見本拠点")
    offer, giver = make_side("offer", hub, title="テントをお貸しします", area=make_area(name="見本地区"))
    _other, asker = make_side("need", hub, title="以前の件", kind="people", area=offer.area)
    phone = open_as(asker)
    go(phone, "/mypage/exchange/new/?side=need")
    go_by(phone.get_by_role("button", name="掲載する"))
    looked_at(phone)
    expect(phone.get_by_role("alert")).to_be_visible()
    phone.get_by_label("道具・備品").check()
    phone.get_by_label(re.compile("^件名")).fill("テントを2張り")
    phone.get_by_label(re.compile("^説明")).fill("夏まつりで使います。")
    phone.get_by_label(re.compile("^対象の区域")).select_option(str(offer.area.pk))
    phone.get_by_label("ウェブサイトで公開").check()
    go_by(phone.get_by_role("button", name="掲載する"))
    expect(phone.get_by_role("heading", name="テントを2張り")).to_be_visible()
    looked_at(phone)
    anyone = open_as()
    go(anyone, "/exchange/")
    go_by(anyone.get_by_role("link", name="テントを2張り"))
    looked_at(anyone)
    desk = open_as(make_staff("reviewer", hub, name="見本 職員"), {"width": 1280, "height": 900})
    desk.goto("/cms/desk/exchange/")
    assert violations(desk, None) == []
    go_by(desk.get_by_role("link", name="テントを2張り"))
    desk.get_by_text("2つの団体を紹介する").click()
    desk.get_by_label("両方の団体へのメッセージ").fill("夏まつりの件でご紹介します。")
    assert violations(desk, None) == []
    go_by(desk.get_by_role("button", name="両方の団体にたずねる"))
    expect(desk.get_by_role("heading", name="紹介の結果")).to_be_visible()
    assert violations(settled(desk), None) == []
    desk.set_viewport_size(PHONE)
    assert desk.evaluate(TOO_WIDE) <= 0
    page = [agree(open_as(user), reach) for user, reach in ((asker, "090-1111-2222"), (giver, "090-3333-4444"))][-1]
    expect(page.get_by_text("090-1111-2222")).to_be_visible()
    phone.goto("/mypage/exchange/")
    go_by(phone.locator("#introductions-title ~ * a").first)
    expect(phone.get_by_text("090-3333-4444")).to_be_visible()


def test_a_visitor_asks_a_group_and_is_answered(open_as: Open) -> None:
    make_ward()
    hub = make_hub(name="見本拠点")
    set_up_sites()
    profile = make_profile(HubPage.objects.get(hub=hub))
    member = open_as(make_colleague(profile.group))
    visitor = open_as()
    go(visitor, "/groups/")
    go_by(visitor.get_by_role("link", name=profile.title).first)
    looked_at(visitor)
    go_by(visitor.get_by_role("link", name="入会を申し込む"))
    looked_at(visitor)
    go_by(visitor.get_by_role("button", name="確認のメールを受け取る"))
    looked_at(visitor)
    visitor.get_by_label(re.compile("^お名前")).fill("見本 はなこ")
    visitor.get_by_label(re.compile("^メールアドレス")).fill("visitor@example.jp")
    visitor.get_by_label(re.compile("^団体へのメッセージ")).fill("花だんの手入れに参加したいです。")
    visitor.get_by_label(re.compile("同意します")).check()
    go_by(visitor.get_by_role("button", name="確認のメールを受け取る"))
    looked_at(visitor)
    link = re.search(r"https?://\S+", OutgoingMail.objects.get(to="visitor@example.jp").text)
    assert link
    go(visitor, link[0])
    go_by(visitor.get_by_role("button", name="団体に申込みを送る"))
    looked_at(visitor)
    go(member, "/mypage/exchange/")
    go_by(member.get_by_role("link", name="見本 はなこさんから"))
    looked_at(member)
    assert "visitor@example.jp" not in member.content()
    member.get_by_label(re.compile("^連絡を受ける方の氏名")).fill("会の担当")
    member.get_by_label(re.compile("^申し込んだ方に伝える連絡先")).fill("03-9999-0000")
    go_by(member.get_by_role("button", name="受け入れて、連絡先を伝える"))
    looked_at(member)
    expect(member.get_by_text("visitor@example.jp")).to_be_visible()
    visitor.reload()
    looked_at(visitor)
    expect(visitor.get_by_text("03-9999-0000")).to_be_visible()
