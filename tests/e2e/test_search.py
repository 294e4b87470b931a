"""The search as residents meet it: by labels alone, without JavaScript, on a phone and on a desk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, expect

from pages.models import HubPage, StandardPage
from tests.e2e.actors import go_by
from tests.e2e.looking import Look
from tests.factories_pages import paragraphs

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("width", [320, 1280])
def test_a_resident_searches(
    stage: Callable[..., Any], browser: Browser, site: str, shots: Path | None, width: int
) -> None:
    hub = HubPage.objects.order_by("path").first()
    for number in range(25):
        body = paragraphs("町会連合会とボウサイ訓練を行います。日　時は十月です。")
        hub.add_child(instance=StandardPage(title=f"地域の清掃{number}", slug=f"clean-{number}", body=body))
    call_command("index_search", verbosity=0)
    look = Look(set(), shots)
    size = {"width": width, "height": 900}
    plain = browser.new_context(viewport=size, java_script_enabled=False, locale="ja")
    scripted = browser.new_context(viewport=size, locale="ja")
    page = plain.new_page()
    page.goto(site)
    go_by(page.get_by_role("link", name="サイト内検索").first)
    look.at(page, width=width, known=set(), scripted=scripted)
    page.get_by_label("さがす言葉").fill("ぼうさい　清掃")
    go_by(page.locator("main").get_by_role("button"))
    expect(page.get_by_role("heading", name="25件")).to_be_visible()
    expect(page.locator("mark", has_text="ボウサイ").first).to_be_visible()
    look.at(page, width=width, known=set(), scripted=scripted)
    go_by(page.get_by_role("link", name="次の結果"))
    assert page.locator("ol.kz-hits li").count() == 5
    page.get_by_text("絞り込む").click()
    page.get_by_label("種類").select_option(label="募集")
    go_by(page.locator("main").get_by_role("button"))
    expect(page.get_by_role("heading", name="見つかりませんでした")).to_be_visible()
    look.at(page, width=width, known=set(), scripted=scripted)
    page.get_by_label("いつから").fill("2030-01-01")
    page.get_by_label("いつまで").fill("2029-01-01")
    go_by(page.locator("main").get_by_role("button"))
    look.at(page, width=width, known=set(), scripted=scripted)
    expect(page.get_by_text("以降の日付を入力してください").first).to_be_visible()
    expect(page.get_by_role("heading", name="見つかりませんでした")).to_be_hidden()
    plain.close()
    scripted.close()
    assert not look.complaints, "\n".join(look.complaints)
