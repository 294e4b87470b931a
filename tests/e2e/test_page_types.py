"""Every page that readers of the sites can come to, in a real browser: conformant, narrow, enlarged, by keyboard
alone, without script. What is added to the sites and not looked at here fails the first test."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests import nu
from tests.e2e import places
from tests.e2e.looking import TOO_WIDE, latin, violations

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]
# Latin words of the pages' own texts.
KNOWN = {"Nu Html Checker", "axe", "（Cookie）", "yomite@example.jp", "yomu@example.jp"}

CONTROLS = """() => [...document.querySelectorAll(
  'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
  .filter((e) => e.checkVisibility({visibilityProperty: true}))"""
# The control that has the focus, and whether one sees that it has.
FOCUSED = f"""() => {{
  const at = document.activeElement, all = ({CONTROLS})();
  const seen = getComputedStyle(at), drawn = at.querySelector('rect');
  const box = at.getBoundingClientRect();
  return {{
    place: all.indexOf(at),
    marked: (seen.outlineStyle !== 'none' && parseFloat(seen.outlineWidth) >= 2)
      || (drawn !== null && parseFloat(getComputedStyle(drawn).strokeWidth) >= 4),
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    html: at.outerHTML.slice(0, 120),
  }};
}}"""
# What would hide text from somebody who enlarges it: boxes that stay in the way, text cut off.
IN_THE_WAY = """() => [...document.querySelectorAll('body *')].filter((e) => {
  const style = getComputedStyle(e), box = e.getBoundingClientRect();
  const stays = ['fixed', 'sticky'].includes(style.position) && box.height > innerHeight / 2;
  const cut = ['hidden', 'clip'].includes(style.overflowX) && e.clientWidth > 1 && e.scrollWidth > e.clientWidth + 1;
  return (stays && style.position === 'fixed') || cut;
}).map((e) => e.outerHTML.slice(0, 120))"""


@pytest.fixture
def paths(site: str, settings: Any) -> list[str]:
    settings.ROOT_URLCONF = "tests.cms.theme.test_error_pages"  # with one address that fails
    return places.make()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="ja-JP", reduced_motion="reduce")
    yield context.new_page()
    context.close()


def test_no_page_type_list_or_address_of_the_sites_is_left_out(paths: list[str]) -> None:
    assert places.left_out(paths) == set()


def test_every_type_is_conformant_japanese_and_fits_a_narrow_screen(
    site: str, paths: list[str], page: Page, tmp_path: Path, shots: Path | None
) -> None:
    wrong, pages = [], {}
    for path in paths:
        answer = page.request.get(site + path)
        assert answer.status == places.STATUS.get(path, 200), (path, answer.status)
        pages[path] = answer.text()
    wrong += nu.errors(pages, tmp_path / "nu")
    for path in paths:
        page.goto(site + path)
        wrong += [f"{path}: Latin text {line}" for line in latin(page.content(), KNOWN)]
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            if (wide := page.evaluate(TOO_WIDE)) > 0:
                wrong.append(f"{width} {path}: {wide} px wider than the screen")
            wrong += [f"{width} {path}: axe {line}" for line in violations(page, None)]
            if shots:
                name = re.sub(r"\W+", "_", path.strip("/"))[:60] or "home"
                page.screenshot(path=shots / f"{width}_{name}.png", full_page=True)
    assert not wrong, "\n".join(wrong)


def test_every_type_is_usable_by_keyboard_alone_and_enlarged_to_400_percent(
    site: str, paths: list[str], page: Page
) -> None:
    wrong = []
    # 1280 × 1024 enlarged four times.
    page.set_viewport_size({"width": 320, "height": 256})
    for path in operated(paths):
        page.goto(site + path)
        if (wide := page.evaluate(TOO_WIDE)) > 0:
            wrong.append(f"{path}: {wide} px wider than the screen")
        wrong += [f"{path}: in the way {html}" for html in page.evaluate(IN_THE_WAY)]
        wrong += [f"{path}: {line}" for line in walk(page)]
    assert not wrong, "\n".join(wrong)


def operated(paths: list[str]) -> list[str]:
    return [path for path in paths if path != places.SCREEN]


def walk(page: Page) -> list[str]:
    """Tab from the top to the bottom: every control in its order, each one seen to have the focus.

    A date is one control with a stop for year, month, day and calendar each.
    """
    wanted: int = page.evaluate(f"({CONTROLS})().length")
    wrong: list[str] = []
    order: list[int] = []
    dates = page.locator("input[type=date]:visible").count()
    for _step in range(wanted + 3 * dates):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUSED)
        if order[-1:] != [found["place"]] or "date" not in found["html"]:
            order.append(found["place"])
        if not (found["marked"] and found["inside"]):
            wrong.append(f"focus not seen on {found['html']}")
    if order != list(range(wanted)):
        wrong.append(f"order of {wanted} controls: {order}")
    return wrong


def test_every_type_is_read_in_full_without_script(site: str, paths: list[str], browser: Browser) -> None:
    texts: list[list[tuple[str, str, str]]] = []
    for script in (True, False):
        context = browser.new_context(locale="ja-JP", java_script_enabled=script)
        page = context.new_page()
        texts.append([])
        for path in operated(paths):
            page.goto(site + path)
            texts[-1].append((path, page.locator("h1").inner_text(), page.locator("main").inner_text()))
        context.close()
    assert texts[0] == texts[1]
    assert all(heading and heading in text for _path, heading, text in texts[0])
