"""Who walks: each actor presses what they read. No address is typed after the first page."""

from __future__ import annotations

import base64
import hmac
import re
import time
from pathlib import Path
from typing import Any

import wagtail
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Locator, Request, Response, TimeoutError, expect

from cms.people.models import User
from tests.e2e.conftest import newest_mail, sign_in_code
from tests.e2e.looking import Look
from tests.sign_in import sign_in

# Behind a label stands whether its field has to be filled.
NEED = r"\s*(※必須|※任意|必須)?\s*$"
# Answers that a walk may get: 409, 413, 422 and 429 come as pages that say what to do.
BAD = {400, 403, 404, 500, 502, 503}
# Milliseconds that something may still need to be drawn when the page itself has come.
MOMENT = 10_000

FINISHED = "Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null))).then(() => null)"


class Actor:
    """One person at one browser. Every page they come to is looked at."""

    def __init__(self, browser: Browser, site: str, look: Look, *, width: int, script: bool = True) -> None:
        shape: dict[str, Any] = {
            "base_url": site,
            "viewport": {"width": width, "height": 900},
            "locale": "ja-JP",
            "timezone_id": "Asia/Tokyo",
            "reduced_motion": "reduce",
        }
        self.context = browser.new_context(**shape, java_script_enabled=script)
        self.scripted = None if script else browser.new_context(**shape)
        self.page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        self.site, self.look, self.width = site, look, width
        self.known: set[str] = set()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self._wrong(f"script error: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("request", lambda request: self._outside(request.url))
        self.page.on("response", self._answered)

    def _wrong(self, what: str) -> None:
        self.look.complaints.append(f"{self.width} px, {self.page.url}: {what}")

    def _heard(self, message: ConsoleMessage) -> None:
        # Answers with an error status are judged by _answered.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self._wrong(f"console: {message.text[:300]}")

    def _failed(self, request: Request) -> None:
        # Leaving a page ends what it was still loading.
        if request.failure != "net::ERR_ABORTED":
            self._wrong(f"{request.url} failed: {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status in BAD:
            self._wrong(f"{response.url} answered {response.status}")

    def _outside(self, url: str) -> None:
        if url.startswith("http") and not url.startswith(self.site):
            self._wrong(f"asked an outside host: {url}")

    def settle(self) -> None:
        """The page has been drawn; what it shows is looked at."""
        self.page.wait_for_load_state()
        self.look.at(self.page, width=self.width, known=self.known, scripted=self.scripted)

    def missing(self, what: str) -> AssertionError:
        return AssertionError(f"no {what} on {self.page.url}:\n{self.page.inner_text('body')[:3000]}")

    def click(self, words: str | re.Pattern[str], role: Any = None, *, within: Locator | None = None) -> None:
        """The link or button of these words; the page that it leads to has come."""
        target = self.button(words, role, within=within)
        go_by(target)
        self.settle()

    def press(self, words: str) -> None:
        """A button that changes the page without leaving it."""
        self.button(words, "button").click()
        self.settle()

    def button(self, words: str | re.Pattern[str], role: Any = None, *, within: Locator | None = None) -> Locator:
        roles: list[Any] = [role] if role else ["button", "link"]
        return self.one_of(roles, words, within).first

    def one_of(self, roles: list[Any], words: str | re.Pattern[str], within: Locator | None) -> Locator:
        """What bears these words in the first of the roles that has it; a menu or a script may still be drawing it."""
        place = within or self.page
        found = [place.get_by_role(one, name=words, exact=isinstance(words, str)) for one in roles]
        if self.comes(found[0] if len(found) == 1 else found[0].or_(found[1])):
            for one in found:
                if one.count():
                    return one
        raise self.missing(f"“{words}”")

    def comes(self, found: Locator) -> bool:
        """Whether it stands on the page, now or in a moment."""
        try:
            found.first.wait_for(state="attached", timeout=MOMENT)
        except TimeoutError:
            return False
        return True

    def group(self, legend: str) -> Locator:
        """The fields that stand together under this legend."""
        found = self.page.get_by_role("group", name=re.compile("^" + re.escape(legend) + NEED))
        if not self.comes(found):
            raise self.missing(f"group “{legend}”")
        return found

    def region(self, heading: str) -> Locator:
        """The part of the page under this heading."""
        return self.page.get_by_role("region", name=heading, exact=True)

    def field(self, label: str, *, within: Locator | None = None) -> Locator:
        """The one field with exactly this label."""
        found = (within or self.page).get_by_label(re.compile("^" + re.escape(label) + NEED))
        if not self.comes(found) or found.count() != 1:
            raise self.missing(f"single field “{label}” ({found.count()} found)")
        return found

    def fill(self, label: str, text: str, *, within: Locator | None = None) -> None:
        self.field(label, within=within).fill(text)

    def pick(self, label: str, option: str, *, within: Locator | None = None) -> None:
        self.field(label, within=within).select_option(label=option)

    def choose(self, label: str | re.Pattern[str], *, within: Locator | None = None) -> None:
        """The radio button or box of exactly this label is on."""
        self.one_of(["radio", "checkbox"], label, within).check()

    def reads(self, *words: str) -> None:
        body = self.page.locator("body")
        for one in words:
            try:
                expect(body).to_contain_text(one, use_inner_text=True, timeout=MOMENT)
            except AssertionError:
                raise self.missing(f"text “{one}”") from None

    def fetched(self, words: str) -> bytes:
        """The file behind the link of these words."""
        link = self.page.get_by_role("link", name=words, exact=True)
        if not self.comes(link) or link.count() != 1:
            raise self.missing(f"single link “{words}”")
        answer = self.context.request.get(str(link.get_attribute("href")))
        assert answer.ok, f"{words}: {answer.status}"
        return answer.body()

    def leave(self) -> None:
        for context in (self.context, self.scripted):
            if context:
                context.close()

    def give_code(self, email: str) -> None:
        """The code of the mail is typed in."""
        self.fill("確認コード", sign_in_code(email))
        self.click("次へ進む", "button")


class Resident(Actor):
    email = "sachiko@example.jp"

    def come(self) -> None:
        self.page.goto("/")
        self.settle()

    def sign_up(self) -> None:
        """From the sign-in page, by the code that the ward sends."""
        self.click("利用登録", "link")
        self.fill("メールアドレス", self.email)
        self.click("確認コードを受け取る")
        self.give_code(self.email)

    def sign_in(self) -> None:
        """With an account that exists."""
        self.click("サインイン", "link")
        self.fill("メールアドレス", self.email)
        self.click("確認コードを受け取る")
        self.give_code(self.email)

    def my_page(self) -> None:
        self.click("マイページ", within=self.page.get_by_role("banner"))

    def upload(self, name: str, path: Path) -> None:
        """Each paper has a form of its own."""
        place = self.page.get_by_role("region", name=re.compile("^" + re.escape(name)))
        place.get_by_label(f"「{name}」のファイル").set_input_files(path)
        self.click("このファイルを添付する", within=place)

    def follow_mail(self) -> None:
        """The link of the newest mail."""
        found = re.search(r"http\S+", newest_mail(self.email))
        assert found
        self.page.goto(found[0])
        self.settle()


class Staff(Actor):
    """Signed in with a second factor; finds the way by Wagtail's menu."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Stands at the foot of the settings, where everybody of the staff finds their API keys.
        self.known.add(f"Wagtail v{wagtail.__version__}")

    def settle(self) -> None:
        if self.page.locator("[data-wagtail-sidebar]").count():
            # Wagtail draws its menu by script and lets messages and menu slide in.
            self.page.get_by_role("button", name="サイドバーの開閉", include_hidden=True).first.wait_for(
                state="attached"
            )
            if self.page.locator(".messages > ul > li").count():
                expect(self.page.locator(".messages > ul")).to_have_css("opacity", "1")
            self.page.evaluate(FINISHED)
        super().settle()

    def come_in(self, user: User) -> None:
        """With a session as after a complete sign-in."""
        cookie = sign_in(Client(), user).cookies[settings.SESSION_COOKIE_NAME].value
        self.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "domain": "127.0.0.1", "path": "/"}]
        )
        self.page.goto("/cms/")
        self.settle()

    def come_in_for_the_first_time(self, user: User) -> None:
        """By e-mailed code; the desk opens once the authenticator app is set up."""
        self.page.goto("/cms/")
        self.settle()
        self.fill("メールアドレス", user.email)
        self.click("確認コードを受け取る")
        self.give_code(user.email)
        self.click("認証アプリを設定する", "link")
        secret = self.page.get_by_role("definition").inner_text()
        self.fill("アプリに表示された6桁の数字", totp(secret))
        self.click("この認証アプリを使う")
        self.click("控えたので次へ進む", "link")

    def menu(self, words: str) -> None:
        """A page of the menu; on a narrow screen the menu is opened by its button."""
        menu = self.page.get_by_role("navigation", name="メインメニュー")
        if not menu.filter(visible=True).count():
            self.press("サイドバーの開閉")
        self.click(re.compile(rf"^{words}( \(\d+\+?\))?$"), "link", within=menu)

    def open_case(self, number: str) -> None:
        self.menu("受付箱")
        self.click(number, "link")

    def find_case(self, number: str) -> None:
        """Also one that has ended or waits for others."""
        self.menu("受付箱")
        self.click("閲覧できるすべて", "link")
        self.fill("番号・団体名・氏名", number)
        self.click("表示", "button")
        self.click(number, "link")

    def step(self, name: str) -> None:
        self.click(f"「{name}」を行う", "link")


def go_by(what: Locator) -> None:
    """The page that this link or button leads to has come: a click alone does not wait for it."""
    with what.page.expect_navigation():
        what.click()


def totp(secret: str) -> str:
    """What an authenticator app shows now (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, (int(time.time()) // 30).to_bytes(8, "big"), "sha1")
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"
