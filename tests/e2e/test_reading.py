"""The reader's system decides light or dark and the contrast; every way of reading a page is looked at by axe.

The editor's list of findings follows what they write.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from tests.e2e.actors import go_by
from tests.e2e.looking import violations
from tests.factories_editing import Site, make_draft, make_live, make_sites
from tests.factories_pages import make_bulletin
from tests.media.factories import picture
from tests.pages.factories import body
from tests.sign_in import sign_in

pytestmark = pytest.mark.e2e
SCHEMES: list[dict[str, Any]] = [
    {"color_scheme": "light"},
    {"color_scheme": "dark"},
    {"color_scheme": "light", "contrast": "more"},
    {"color_scheme": "dark", "contrast": "more"},
]
BRIGHTNESS = """() => {
  const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/[0-9.]+/g).map(Number);
  return (r + g + b) / 3;
}"""


def written(site: Site) -> Any:
    """A page with one of everything that has a colour."""
    image = picture((1000, 600)).pk
    return make_live(
        site,
        title="石神井台の防災訓練",
        summary="どなたでも参加できます。",
        readings=[{"base": "石神井台", "reading": "しゃくじいだい"}, {"base": "訓練", "reading": "くんれん"}],
        easy_body=body(("paragraph", "<p>石神井台で 訓練を します。</p>")),
        body=body(
            ("heading", {"level": "2", "text": "訓練の内容"}),
            ("paragraph", '<p>消火器を使う<a href="/calls/">訓練</a>です。</p>'),
            ("picture", {"picture": {"image": image, "decorative": False, "alt_text": "消火器"}, "caption": "昨年"}),
            *(("notice", {"level": level, "title": "ご注意", "text": '<p><a href="/">案内</a>をご覧ください。</p>'})
              for level in ("info", "success", "warning")),
            ("steps", {"steps": [{"type": "item", "id": n, "value": {"title": f"手順{n}", "text": ""}} for n in "12"]}),
            ("contact", {"hub": site.hub.pk, "name": "", "phone": "", "email": "", "note": ""}),
        ),
    )  # fmt: skip


def looked_at(page: Page, address: str, shot: Path | None) -> list[str]:
    page.goto(address)
    if shot:
        page.screenshot(path=shot, full_page=True)
    return [f"{address}: {line}" for line in violations(page, None)]


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda one: "-".join(one.values()))
def test_every_scheme_has_enough_contrast(
    site: str, browser: Browser, shots: Path | None, scheme: dict[str, Any]
) -> None:
    west = make_sites()["west"]
    content = written(west)
    make_bulletin(west.page)
    path = content.url
    context = browser.new_context(viewport={"width": 900, "height": 900}, **scheme)
    page = context.new_page()
    page.goto(f"{site}{path}")
    dark = scheme["color_scheme"] == "dark"
    assert (page.evaluate(BRIGHTNESS) < 60) is dark
    found = []
    for number, where in enumerate(
        (
            path,
            f"{path}?furigana=1",
            f"{path}?easy=1",
            "/",
            west.page.url,
            reverse("pages:find_hub"),
            "/accounts/login/",
            "/no-such/",
        )
    ):
        name = f"{'-'.join(scheme.values())}_{number}.png"
        found += looked_at(page, f"{site}{where}", shots / name if shots else None)
    page.goto(f"{site}/accounts/login/")
    go_by(page.locator("main form button[type=submit]").first)
    found += violations(page, None)
    context.close()
    assert found == [], "\n".join(found)


def test_paper_is_light_whatever_the_screen(site: str, browser: Browser) -> None:
    content = written(make_sites()["west"])
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(f"{site}{content.url}")
    page.emulate_media(media="print", color_scheme="dark")
    ink = page.evaluate("() => getComputedStyle(document.body).color")
    assert ink in ("rgb(0, 0, 0)", "rgb(26, 26, 26)")
    context.close()


def at_the_desk(browser: Browser, site: str, one: Site) -> BrowserContext:
    client = sign_in(Client(), one.editor)
    context = browser.new_context(viewport={"width": 1400, "height": 1000}, locale="ja")
    cookie = client.cookies["sessionid"]
    context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": site}])
    return context


def unusable(page: Page) -> list[str]:
    """What axe finds in our part of the desk; the frame around it is Wagtail's."""
    found = Axe().run(page, context="#main form, #main table").response["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


def test_the_lists_of_findings_and_readings_are_usable_without_sight(
    site: str, browser: Browser, shots: Path | None
) -> None:
    west = make_sites()["west"]
    text = '<p>第１回は石神井台で。①<a href="/">こちら</a></p>'
    draft = make_draft(west, "近所の集まり", body=body(("paragraph", text)))
    context = at_the_desk(browser, site, west)
    page = context.new_page()
    for name in ("checks", "readings"):
        page.goto(f"{site}{reverse(f'proofreading:{name}', args=[draft.pk])}")
        if shots:
            page.screenshot(path=shots / f"desk_{name}.png")
        assert unusable(page) == []
    page.get_by_label("「石神井台」にふりがなを付ける").check()
    expect(page.get_by_label("「石神井台」の読み")).to_have_value("しゃくじいだい")
    page.get_by_role("button", name="ふりがなを下書きに保存").click()
    expect(page.get_by_text("ふりがなを下書きに保存しました")).to_be_visible()
    expect(page.get_by_label("「石神井台」にふりがなを付ける")).to_be_checked()
    context.close()


def holds(request: Request, text: str) -> bool:
    """The editor saves this text; the preview beside it sends the same to another address."""
    is_save = request.url.endswith("/edit/") and request.method == "POST"
    return is_save and text.encode() in (request.post_data_buffer or b"")


def test_the_list_beside_the_editor_follows_each_save_and_a_button_puts_it_right(
    site: str, browser: Browser, shots: Path | None
) -> None:
    west = make_sites()["west"]
    draft = make_draft(west, "近所の集まり", body=body(("paragraph", "<p>近所の方が集まります。</p>")))
    context = at_the_desk(browser, site, west)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{site}{reverse('wagtailadmin_pages:edit', args=[draft.pk])}")
    page.get_by_role("button", name="チェック").or_(page.locator("[data-side-panel-toggle=checks]")).first.click()
    panel = page.locator("[data-writing-findings]")
    expect(panel).to_contain_text("見直すところはありません")
    page.locator("#id_title").fill("")
    with page.expect_response(
        lambda answer: holds(answer.request, "第１回の集まり")
    ):  # the editor saves while one writes
        page.locator("#id_title").press_sequentially("第１回の集まり", delay=500)
    expect(panel).to_contain_text("1か所あります", timeout=20_000)
    if shots:
        page.screenshot(path=shots / "editor_panel.png")
    panel.get_by_role("link", name="理由を見て直す").click()
    page.get_by_role("button", name="「１」を「1」に直す").click()
    expect(page.get_by_text("1か所を直しました")).to_be_visible()
    if shots:
        page.screenshot(path=shots / "checks.png")
    page.get_by_role("link", name="編集画面に戻る").click()
    expect(page.locator("#id_title")).to_have_value("第1回の集まり")
    assert problems == []
    context.close()
