"""Who walks: each actor clicks what they see. No address is typed after the first page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page

from cms.people.models import User
from tests.e2e.conftest import sign_in_code
from tests.sign_in import sign_in

# Words of Latin letters that a Japanese page may show: file kinds, product and network names, codes.
LATIN_ALLOWED = {
    "PDF", "HEIC", "JPEG", "PNG", "Word", "Excel", "MB", "CSV", "A4", "URL", "NPO", "SNS", "Wagtail", "JIS", "WCAG",
    "AA", "AGPL", "SHA", "QR", "GPL", "ID", "IP", "PTA", "KB", "docx", "xlsx",
}  # fmt: skip


class Actor:
    """One person at one browser. Every page that is left behind is checked for access and words."""

    def __init__(
        self, browser: Browser, site: str, *, width: int, script: bool = True, shots: Path | None = None
    ) -> None:
        self.context = browser.new_context(
            base_url=site, viewport={"width": width, "height": 900}, java_script_enabled=script, locale="ja-JP"
        )
        self.page: Page = self.context.new_page()
        self.width, self.script, self.shots = width, script, shots
        self.complaints: list[str] = []
        self.seen: set[str] = set()
        self.page.on("console", self._listen)
        self.page.on("request", lambda request: self._outside(request.url, site))

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            self.complaints.append(f"{self.page.url}: {message.text[:200]}")

    def _outside(self, url: str, site: str) -> None:
        if url.startswith("http") and not url.startswith(site):
            self.complaints.append(f"asked an outside host: {url}")

    def click(self, words: str | re.Pattern[str], role: Any = None) -> None:
        """The link or button of these words; the page it was on has been checked."""
        self.check()
        names = [role] if role else ["button", "link"]
        for one in names:
            found = self.page.get_by_role(one, name=words, exact=isinstance(words, str))
            if found.count():
                found.first.click()
                self.page.wait_for_load_state()
                return
        raise AssertionError(f"no “{words}” on {self.page.url}:\n{self.page.inner_text('body')[:3000]}")

    def fill(self, label: str | re.Pattern[str], text: str) -> None:
        found = self.page.get_by_label(label)
        assert found.count(), f"no field “{label}” on {self.page.url}:\n{self.page.inner_text('body')[:3000]}"
        found.first.fill(text)

    def choose(self, label: str) -> None:
        """The radio button or box of exactly this label is on."""
        for role in ("radio", "checkbox"):
            found = self.page.get_by_role(role, name=label, exact=True)  # type: ignore[arg-type]
            if found.count():
                found.first.check()
                return
        raise AssertionError(f"no choice “{label}” on {self.page.url}:\n{self.page.inner_text('body')[:3000]}")

    def reads(self, words: str) -> None:
        body = self.page.inner_text("body")
        assert words in body, f"“{words}” is not on {self.page.url}:\n{body[:3000]}"

    def check(self) -> None:
        """No axe violation, nothing wider than the screen, no foreign word; once per page and state."""
        mark = f"{re.sub(r'[0-9a-f-]{36}|[0-9]+', '#', self.page.url)} {self.page.title()}"
        if mark in self.seen:
            return
        self.seen.add(mark)
        if self.shots:
            name = re.sub(r"\W+", "_", mark.split("/", 3)[-1])[:70]
            self.page.screenshot(path=self.shots / f"{self.width}_{len(self.seen):02}_{name}.png", full_page=True)
        if not self.script:
            return
        self.complaints += [f"{self.page.url}: axe {v}" for v in self._axe()]
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wide > 0:
            self.complaints.append(f"{self.page.url}: {wide} px wider than the screen of {self.width}")
        self.complaints += [f"{self.page.url}: Latin word {word}" for word in self.latin()]

    def _axe(self) -> list[str]:
        found = Axe().run(self.page).response["violations"]
        return [f"{v['id']} {v['nodes'][0]['html'][:160]}" for v in found]

    def latin(self) -> list[str]:
        """Latin words on the page that are neither allowed nor typed by somebody."""
        words = re.findall(
            r"[A-Za-z][A-Za-z]+", re.sub(r"\S+@\S+|https?://\S+|[\w-]+\.\w{2,4}\b", "", self.page.inner_text("body"))
        )
        return sorted({word for word in words if word not in LATIN_ALLOWED})


class Resident(Actor):
    email = "sachiko@example.jp"

    def sign_up(self) -> None:
        """By the code that the ward sends."""
        self.fill("メールアドレス", self.email)
        self.click("確認コードを受け取る")
        self.page.get_by_role("textbox").first.fill(sign_in_code(self.email))
        self.click(re.compile("確認する|続ける|サインイン|登録|進む"), "button")

    def upload(self, name: str, path: Path) -> None:
        self.page.get_by_label(f"「{name}」のファイル").set_input_files(path)
        slot = self.page.locator("form").filter(has=self.page.get_by_label(f"「{name}」のファイル"))
        slot.get_by_role("button", name="このファイルを添付する").click()
        self.page.wait_for_load_state()


class Staff(Actor):
    """Signed in with a second factor; begins at the dashboard of the desk."""

    def come_in(self, user: User) -> None:
        cookie = sign_in(Client(), user).cookies[settings.SESSION_COOKIE_NAME].value
        self.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "domain": "127.0.0.1", "path": "/"}]
        )
        self.page.goto("/cms/")

    def open_case(self, number: str) -> None:
        self.page.goto("/cms/")
        self.click(re.compile("自分の担当"), "link")
        self.click(number, "link")

    def do(self, step: str, button: str, **fields: str) -> None:
        """Open the step of the case, fill its fields by their labels, send it."""
        self.click(f"「{step}」を行う")
        for label, text in fields.items():
            self.fill(label, text)
        self.click(button, "button")
