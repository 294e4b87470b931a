"""Every page type of the sites in a real browser: conformant, narrow, enlarged, by keyboard alone, without script."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, Page

from cms.hubs.models import Hub
from pages.models import CallPage, EmergencyBanner, HubPage
from tests import nu
from tests.e2e.looking import TOO_WIDE, latin, violations
from tests.factories_sites import fill_site
from workflows.programmes.models import Call

pytestmark = pytest.mark.e2e
HUB = "h13"
LISTS = (
    "/", f"/{HUB}/", f"/hubs/{HUB}/news/", f"/hubs/{HUB}/bulletin/", f"/hubs/{HUB}/groups/",
    f"/hubs/{HUB}/opportunities/", f"/hubs/{HUB}/calls/", "/news/", "/topics/", "/topics/bosai/",
    "/areas/branch-13/", "/privacy/",
)  # fmt: skip
# Latin words of the pages' own texts.
KNOWN = {"Nu Html Checker", "axe", "（Cookie）"}

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
def paths(site: str) -> list[str]:
    """A page of every type and every list, with banners above them."""
    for command in ("load_hubs", "load_programmes"):
        call_command(command, verbosity=0)
    now = timezone.now()
    Call.objects.update(is_published=True, opens_at=now - timedelta(days=30), closes_at=now + timedelta(days=30))
    call_command("set_up_sites", verbosity=0)
    home = HubPage.objects.get(slug=HUB)
    HubPage.objects.filter(pk=home.pk).update(colour="green")
    made = fill_site(home)
    hub, later = Hub.objects.get(code=HUB), now + timedelta(days=2)
    EmergencyBanner.objects.create(
        hub=hub, title="大雨のため、本日は閉館します", text="川に近づかないでください。", ends_at=later
    )
    EmergencyBanner.objects.create(
        title="断水のお知らせ", ends_at=later, cleared_at=now, all_clear="断水は終わりました。", clear_until=later
    )
    call = HubPage.objects.get(slug=HUB).get_children().type(CallPage).first()
    return [*(page.get_url() for page in made.values()), *LISTS, call.get_url()]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="ja-JP")
    yield context.new_page()
    context.close()


def test_every_type_is_conformant_japanese_and_fits_a_narrow_screen(
    site: str, paths: list[str], page: Page, tmp_path: Path, shots: Path | None
) -> None:
    wrong, pages = [], {}
    for path in paths:
        answer = page.request.get(site + path)
        assert answer.status == 200, path
        pages[path] = answer.text()
    wrong += nu.errors(pages, tmp_path / "nu")
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        for path in paths:
            page.goto(site + path)
            if (wide := page.evaluate(TOO_WIDE)) > 0:
                wrong.append(f"{width} {path}: {wide} px wider than the screen")
            wrong += [f"{width} {path}: axe {line}" for line in violations(page, None)]
            wrong += [f"{path}: Latin text {line}" for line in latin(page.content(), KNOWN)]
            if shots:
                page.screenshot(
                    path=shots / f"{width}_{path.strip('/').replace('/', '_') or 'home'}.png", full_page=True
                )
    assert not wrong, "\n".join(wrong)


def test_every_type_is_usable_by_keyboard_alone_and_enlarged_to_400_percent(
    site: str, paths: list[str], page: Page
) -> None:
    wrong = []
    # 1280 × 1024 enlarged four times.
    page.set_viewport_size({"width": 320, "height": 256})
    for path in paths:
        page.goto(site + path)
        if (wide := page.evaluate(TOO_WIDE)) > 0:
            wrong.append(f"{path}: {wide} px wider than the screen")
        wrong += [f"{path}: in the way {html}" for html in page.evaluate(IN_THE_WAY)]
        wrong += [f"{path}: {line}" for line in walk(page)]
    assert not wrong, "\n".join(wrong)


def walk(page: Page) -> list[str]:
    """Tab from the top to the bottom: every control in its order, each one seen to have the focus."""
    wanted, wrong, places = page.evaluate(f"({CONTROLS})().length"), [], []
    for _step in range(wanted):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUSED)
        places.append(found["place"])
        if not (found["marked"] and found["inside"]):
            wrong.append(f"focus not seen on {found['html']}")
    if places != list(range(wanted)):
        wrong.append(f"order of {wanted} controls: {places}")
    return wrong


def test_every_type_is_read_in_full_without_script(site: str, paths: list[str], browser: Browser) -> None:
    texts: list[list[tuple[str, str, str]]] = []
    for script in (True, False):
        context = browser.new_context(locale="ja-JP", java_script_enabled=script)
        page = context.new_page()
        texts.append([])
        for path in paths:
            page.goto(site + path)
            texts[-1].append((path, page.locator("h1").inner_text(), page.locator("main").inner_text()))
        context.close()
    assert texts[0] == texts[1]
    assert all(heading and heading in text for _path, heading, text in texts[0])
