"""What a page must hold whoever sees it: no axe violation, nothing wider than the screen, Japanese only."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from playwright.sync_api import BrowserContext, Page

from tests.cms.admin.test_japanese import ALLOWED, WORD, texts

# Besides what the desk may show: the licence of the program, standards, keys of the keyboard.
# Names of formats and keys that have no Japanese name.
LATIN_ALLOWED = ALLOWED | {
    *("SNS", "JIS", "WCAG", "AA", "AGPL", "PIN", "docx", "xlsx", "Ctrl", "Alt", "Shift", "Esc"),
    *("RSS", "Atom", "iCalendar"),
    "JSON",
}
# Addresses, names of files, the secret of an authenticator app.
TYPED = re.compile(r"\S+@\S+|https?://\S+|[\w-]+\.\w{2,4}\b|\b[A-Z2-7]{32}\b")
SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)

# What tells one state of a page from another: its headings, questions, messages and what can be pressed.
STATE = """() => {
  const texts = (what) => [...document.querySelectorAll(what)].filter((e) => e.checkVisibility())
    .map((e) => e.innerText.trim());
  return [...texts('h1, h2, h3, legend, [role=alert], [role=status], .error-message, .kz-notice, .help-block, ' +
    '.messages li, main .button, main .kz-button'),
    document.querySelectorAll('[aria-expanded=true], details[open]').length].join('|');
}"""
TALL = "Math.max(...[...document.querySelectorAll('html, body, .wrapper, main, .content')].map((e) => e.scrollHeight))"
TOO_WIDE = "document.documentElement.scrollWidth - window.innerWidth"


@dataclass
class Look:
    """Looks at each distinct state of a page once per width and kind of browser; keeps what is wrong.

    ``seen`` may be shared by several tests. ``shots``: a folder for screenshots, or None.
    """

    seen: set[tuple[str, ...]]
    shots: Path | None = None
    complaints: list[str] = field(default_factory=list)

    def at(self, page: Page, *, width: int, known: set[str], scripted: BrowserContext | None = None) -> None:
        """``known``: data on the page that may be Latin. ``scripted``: where axe runs when ``page`` has no script."""
        address = re.sub(r"[0-9a-f-]{36}|[0-9]+|\?.*", "#", page.url.split("/", 3)[-1])
        state = re.sub(r"[0-9]+", "#", str(page.evaluate(STATE)))
        mark = (str(width), str(scripted is not None), address, page.title(), state)
        if mark in self.seen:
            return
        self.seen.add(mark)
        if self.shots:
            name = re.sub(r"\W+", "_", f"{address}_{page.title()}")[:80]
            _shoot(page, self.shots / f"{width}{'_noscript' if scripted else ''}_{len(self.seen):03}_{name}.png")
        where = f"{width} px, {page.url}, {page.title()}"
        wide = page.evaluate(TOO_WIDE)
        if wide > 0:
            self.complaints.append(f"{where}: {wide} px wider than the screen")
        self.complaints += [f"{where}: Latin text “{text}”" for text in latin(page.content(), known)]
        self.complaints += [f"{where}: axe {line}" for line in violations(page, scripted)]


def _shoot(page: Page, path: Path) -> None:
    """The whole page, also where a part of it scrolls by itself."""
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": size["width"], "height": min(max(size["height"], page.evaluate(TALL)), 6000)})
    page.screenshot(path=path)
    page.set_viewport_size(size)


def latin(html: str, known: set[str]) -> list[str]:
    """Texts of the page, spoken ones included, with a Latin word that is neither allowed nor typed by somebody."""
    found = set()
    for text in texts(_japanese(html)):
        rest = TYPED.sub(" ", text)
        for word in known:
            rest = rest.replace(word, " ")
        if any(word not in LATIN_ALLOWED for word in WORD.findall(rest)):
            found.add(text[:120])
    return sorted(found)


def _japanese(html: str) -> str:
    """Without what the page itself says to be in another language."""
    page = BeautifulSoup(html, "html.parser")
    if page.html is not None and page.html.get("lang", "ja") != "ja":
        return ""
    for part in page.select('body [lang]:not([lang="ja"])'):
        part.decompose()
    return str(page)


def violations(page: Page, scripted: BrowserContext | None) -> list[str]:
    """What axe finds. A page without script is drawn once more, as it stands, where axe can run."""
    if scripted is None:
        return _axe(page)
    html = SCRIPT.sub("", page.content()).replace("<noscript>", "<div>").replace("</noscript>", "</div>")
    copy = scripted.new_page()
    copy.route(page.url, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    copy.goto(page.url)
    found = _axe(copy)
    copy.close()
    return found


def _axe(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    nodes = [(one["id"], node) for one in found for node in one["nodes"][:3]]
    return [" ".join(f"{rule}: {node['html'][:200]} {node['failureSummary'][:200]}".split()) for rule, node in nodes]
