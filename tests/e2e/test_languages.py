"""A reader asks for English and is told that there is none; the hub translates its page; the reader reads it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect
from wagtail.models import Revision

from cms.hubs.models import Hub
from tests.e2e import editing, outlets
from tests.e2e.editing import Editor
from tests.e2e.outlets import Reader
from tests.factories_people import make_staff
from tests.programs import until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]
HUB = "大泉西地域活動支援拠点"
TITLE = "Oizumi-Nishi hub"
# A list of the desk shows the beginning alone.
TEXT_IN_PARTS = ("You are welcome to ask", " us about community activities.")
TEXT = "".join(TEXT_IN_PARTS)
FRONT_PAGE = "Support for community activities"
INTRODUCTION = "A place for everyone in the neighborhood."


def test_a_hub_s_page_becomes_readable_in_english(stage: Callable[..., Any]) -> None:
    reader = stage(Reader, width=320)
    reader.go(HUB)
    choose(reader, "English")
    reader.reads("This page is only available in Japanese.", HUB)
    expect(reader.page.locator("html")).to_have_attribute("lang", "ja")
    hub = Hub.objects.get(name=HUB)
    editor, chief = stage(Editor, width=1280), stage(Editor, width=1280)
    for one, role, name in ((editor, "editor", "見本 京子"), (chief, "chief", "見本 治")):
        one.known |= {TITLE, *TEXT_IN_PARTS, INTRODUCTION, FRONT_PAGE}
        one.come_in(make_staff(role, hub, name=name))
    translate(editor)
    address = reader.go(HUB)
    editing.approve(chief, TITLE)
    outlets.right_within_a_second([address], 'href="/en/', since=time.monotonic())
    reader.go(HUB)
    choose(reader, "English")
    reader.reads(TITLE, TEXT, INTRODUCTION, "News and events are in Japanese.")
    expect(reader.page.locator("html")).to_have_attribute("lang", "en")
    choose(reader, "日本語")
    expect(reader.page.locator("html")).to_have_attribute("lang", "ja")


def choose(reader: Reader, language: str) -> None:
    """From the menu of languages, whatever it is called in the language of the page."""
    menu = reader.page.get_by_role("navigation", name=re.compile("^(言語|Languages)$"))
    reader.click(language, "link", within=menu)


def translate(editor: Editor) -> None:
    editor.branch(HUB)
    editor.head("ほかの言語に翻訳")
    editor.click("英語に翻訳する", "button")
    editor.reads("英語の下書きを作りました")
    replace(editor.area("紹介文"), INTRODUCTION)
    block = editor.block("本文", "文章")
    block.get_by_role("textbox").press_sequentially(TEXT)
    expect(block.locator("input[name$=-value]")).to_have_value(re.compile("community"))
    write_title(editor)
    editing.send(editor)
    editor.reads("承認に送りました")


def write_title(editor: Editor) -> None:
    """The editor saves by itself; what is typed last is saved before the page is sent."""
    editor.write("題名", TITLE)
    assert until(Revision.objects.filter(content__title=TITLE).exists, 60), "the editor does not save by itself"


def replace(area: Any, text: str) -> None:
    """The text field hands over what was typed a moment later."""
    box = area.get_by_role("textbox").first
    box.press("Control+a")
    box.press_sequentially(text)
    expect(area.locator("input[type=hidden]").first).to_have_value(re.compile(re.escape(text)))
