"""An editor keeps a question under a name and puts its list on a page; a reader reads it, narrow and wide."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from cms.hubs.models import Hub
from pages.models import HubPage
from tests.e2e import editing
from tests.e2e.editing import Editor
from tests.e2e.outlets import Reader
from tests.factories_pages import make_event, make_news
from tests.factories_people import make_staff

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(1200)]
HUB, NAME, PAGE = "大泉西地域活動支援拠点", "これからの催し", "今月の見どころ"


def test_a_saved_query_on_a_page_is_read_by_everybody(stage: Callable[..., Any]) -> None:
    home = HubPage.objects.get(hub__name=HUB)
    make_event(home, "みほん公園の集い")
    make_event(home, "終わった集い", starts_in_days=-3)
    make_news(home, "拠点のお知らせ")
    editor, chief = (stage(Editor, width=1280) for _person in range(2))
    readers = [stage(Reader, width=width) for width in (320, 1280)]
    hub = Hub.objects.get(name=HUB)
    editor.come_in(make_staff("editor", hub, name="見本 京子"))
    chief.come_in(make_staff("chief", hub, name="見本 治"))
    save_query(editor)
    place_list(editor)
    editing.approve(chief, PAGE)
    for reader in readers:
        reads(reader)


def save_query(editor: Editor) -> None:
    """From the catalogue, whose filters are kept."""
    editor.click("カタログ", "link", within=editor.page.get_by_role("navigation", name="メインメニュー"))
    editor.page.get_by_text("詳しい条件", exact=True).click()
    editor.choose(re.compile("^催し（"))
    editor.choose(re.compile("^これから（"))
    editor.click("表示", "button", within=editor.page.get_by_role("search"))
    table = editor.page.locator("table.dk-table")
    expect(table.get_by_role("link", name="みほん公園の集い", exact=True)).to_be_visible()
    assert not table.get_by_text("終わった集い").count()
    editor.click("この条件を保存する", "link")
    editor.write("検索の名前", NAME)
    editor.foot("保存")
    expect(editor.page.get_by_text(NAME).first).to_be_visible()


def place_list(editor: Editor) -> None:
    editor.branch(HUB)
    editor.add_below("ページ")
    editor.write("題名", PAGE)
    block = editor.block("本文", "カタログの一覧")
    editor.write("一覧の見出し", NAME, within=block)
    block.get_by_role("button", name=re.compile("保存した検索")).first.click()
    dialog = editor.page.get_by_role("dialog").last
    dialog.get_by_role("link", name=NAME).click()
    dialog.wait_for(state="hidden")
    editing.save(editor)
    editing.send(editor)


def reads(reader: Reader) -> None:
    page = HubPage.objects.get(hub__name=HUB).get_children().get(title=PAGE)
    assert page.live
    reader.page.goto(page.get_url())
    reader.settle()
    part = reader.page.locator(".kz-list", has_text=NAME)
    expect(part.get_by_role("link", name="みほん公園の集い")).to_be_visible()
    assert not part.get_by_text("終わった集い").count()
    assert not part.get_by_text("拠点のお知らせ").count()
    reader.page.goto("/catalogue/?kinds=eventpage")
    reader.settle()
    expect(reader.page.get_by_role("link", name="みほん公園の集い")).to_be_visible()
