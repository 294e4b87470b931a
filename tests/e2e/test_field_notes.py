"""Field notes on a phone without a network: kept, sent once though an answer was lost, unreadable after signing out."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Error, Page, Playwright, Route, expect

from cms.hubs.models import Hub
from cms.people.models import User
from tests import chromium
from tests.e2e.actors import Staff
from tests.e2e.conftest import ARGUMENTS
from tests.factories_people import make_staff
from tests.sign_in import sign_in
from workflows.fieldwork.models import FieldNote

pytestmark = pytest.mark.e2e
HUB, PAGE = "h16", "/cms/desk/field/"
READY = "caches.open('kizuna-field').then((kept) => kept.match(location.pathname)).then((page) => Boolean(page))"
STORED = """new Promise((resolve) => {
  const asked = indexedDB.open('kizuna-field');
  asked.onsuccess = () => {
    const all = asked.result.transaction('notes').objectStore('notes').getAll();
    all.onsuccess = () => resolve(all.result.map((row) =>
      JSON.stringify(row) + new TextDecoder().decode(row.about.data)).join());
  };
})"""


class Walker(Staff):
    """Somebody of a hub with a phone; there is not always a network."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known |= {"JavaScript", "Ctrl", "URL"}
        self.away = False

    def bring_session(self, user: User) -> None:
        """Signed in, and no page of Wagtail's opened, which needs scripts."""
        cookie = sign_in(Client(), user).cookies[settings.SESSION_COOKIE_NAME].value
        about = {"name": settings.SESSION_COOKIE_NAME, "value": cookie, "domain": "127.0.0.1", "path": "/"}
        self.context.add_cookies([about])  # type: ignore[list-item]

    def _failed(self, request: Any) -> None:
        if not self.away:
            super()._failed(request)

    def offline(self, away: bool) -> None:
        self.away = away or self.away
        self.context.set_offline(away)


@pytest.fixture
def reviewer(stage: Callable[..., Any]) -> User:
    del stage  # has loaded the hubs
    return make_staff("reviewer", Hub.objects.get(code=HUB), name="現場 花子")


def write(page: Page, heard: str, *, private: bool = False) -> None:
    page.get_by_label("場所").select_option(index=1)
    page.get_by_label("会った人").fill("通りがかりの方")
    page.get_by_label("聞いたこと").fill(heard)
    if private:
        page.get_by_label("自分と拠点長だけ").check()
    page.get_by_role("button", name="記録する", exact=True).click()
    expect(page.get_by_label("聞いたこと")).to_have_value("")


def ready(page: Page) -> None:
    """The page has been put away for the time without a network."""
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.wait_for_function(READY)
    page.wait_for_function("() => Boolean(navigator.serviceWorker.controller)")


def opens_alone(page: Page) -> None:
    """Without a network. A busy browser may fail once and the walker tries again; a page that is lost stays lost."""
    try:
        page.goto(PAGE)
    except Error as problem:
        warnings.warn(f"the first opening without a network: {problem}", stacklevel=1)
        page.goto(PAGE)


def waits(page: Page, count: int) -> None:
    expect(page.locator("#field-list > li")).to_have_count(count)


def come_to_the_page(walker: Walker, user: User) -> Page:
    walker.come_in(user)
    walker.menu("現場の記録")
    walker.click("現場の記録を書く", "link")
    ready(walker.page)
    return walker.page


def loses_the_first_answer(context: BrowserContext) -> list[int]:
    """The server takes the first note, but the phone never hears of it. Returns what the server answered."""
    answers: list[int] = []

    def lose(route: Route) -> None:
        if route.request.method != "POST":
            route.fallback()
            return
        answer = route.fetch()
        answers.append(answer.status)
        if len(answers) == 1:
            route.abort("connectionreset")
        else:
            route.fulfill(response=answer)

    context.route(f"**{PAGE}", lose)
    return answers


def until_answered(page: Page, answers: list[Any]) -> None:
    for _step in range(200):
        if answers:
            return
        page.wait_for_timeout(50)
    raise AssertionError("nothing is sent when the network is back")


def test_two_notes_without_a_network_are_sent_once_although_an_answer_was_lost(
    stage: Callable[..., Any], reviewer: User
) -> None:
    walker = stage(Walker, width=320)
    page = come_to_the_page(walker, reviewer)
    walker.offline(True)
    write(page, "街灯が切れている。")
    write(page, "公園のベンチが壊れている。", private=True)
    expect(page.locator("#field-status")).to_contain_text("通信できません")
    waits(page, 2)
    page.reload()
    waits(page, 2)
    walker.settle()
    page.get_by_text("非公開").click()
    expect(page.get_by_text("公園のベンチが壊れている。")).to_be_visible()
    assert FieldNote.objects.count() == 0
    answers = loses_the_first_answer(walker.context)
    walker.offline(False)
    until_answered(page, answers)
    assert FieldNote.objects.count() == 1
    waits(page, 2)  # the phone has not heard of the one that arrived
    page.get_by_role("button", name="今すぐ送信").click()
    waits(page, 0)
    assert answers == [201, 200, 201], "the one that had arrived was there already"
    heard = sorted(FieldNote.objects.values_list("heard", "is_private"))
    assert heard == [("公園のベンチが壊れている。", True), ("街灯が切れている。", False)]
    walker.settle()


def test_a_note_is_looked_at_and_deleted_before_it_is_sent(stage: Callable[..., Any], reviewer: User) -> None:
    walker = stage(Walker, width=320)
    page = come_to_the_page(walker, reviewer)
    walker.offline(True)
    write(page, "取り消す話")
    page.get_by_role("button", name="この端末から削除する").click()
    waits(page, 1)
    page.get_by_role("button", name="もう一度押してください").click()
    waits(page, 0)
    walker.offline(False)
    page.reload()
    waits(page, 0)
    assert not FieldNote.objects.exists()


def test_after_signing_out_the_next_person_reads_nothing_and_the_author_still_sends(
    stage: Callable[..., Any], reviewer: User
) -> None:
    walker = stage(Walker, width=320)
    page = come_to_the_page(walker, reviewer)
    walker.offline(True)
    write(page, "内密の話")
    page.goto("about:blank")
    walker.offline(False)
    page.goto("/")
    walker.click("サインアウト", "button")
    walker.offline(True)
    opens_alone(page)
    expect(page.locator("#field-status")).to_contain_text("サインアウトしています")
    expect(page.locator("#field-form")).to_be_hidden()
    expect(page.locator("#field-count")).to_contain_text("ほかのアカウントの記録（暗号化されています）：1件")
    kept = str(page.evaluate(STORED))
    assert kept
    assert "内密" not in kept
    walker.offline(False)
    come_to_the_page(walker, make_staff("reviewer", Hub.objects.get(code=HUB), name="次の 人"))
    waits(page, 0)
    expect(page.locator("#field-count")).to_contain_text("ほかのアカウントの記録（暗号化されています）：1件")
    assert not FieldNote.objects.exists(), "a note was sent in another's name"
    come_to_the_page(walker, reviewer)
    expect(page.locator("#field-count")).to_have_text("送信を待っている記録はありません。")
    note = FieldNote.objects.get()
    assert (note.heard, note.author) == ("内密の話", reviewer)


def test_whoever_presses_send_while_a_sending_still_asks_is_served_after_it(
    stage: Callable[..., Any], reviewer: User
) -> None:
    walker = stage(Walker, width=320)
    page = come_to_the_page(walker, reviewer)
    state = str(page.locator("form[data-state]").get_attribute("data-state"))
    walker.offline(True)
    write(page, "送信の途中で押した話")
    waits(page, 1)
    held: list[Route] = []
    walker.context.route(f"**{state}", lambda route: route.fallback() if held else held.append(route))
    walker.offline(False)
    until_answered(page, held)
    page.get_by_role("button", name="今すぐ送信").click()
    held[0].fulfill(status=401)  # it began when nobody was signed in
    waits(page, 0)
    assert FieldNote.objects.count() == 1


def test_notes_survive_a_closed_browser(
    _playwright: Playwright,  # noqa: PT019  the session's own Playwright
    stage: Callable[..., Any],
    site: str,
    reviewer: User,
    tmp_path: Path,
) -> None:
    walker = stage(Walker, width=320)
    walker.come_in(reviewer)
    cookies = walker.context.cookies()
    shape: dict[str, Any] = {"executable_path": chromium.find(), "args": ARGUMENTS, "base_url": site, "locale": "ja-JP"}
    first = _playwright.chromium.launch_persistent_context(str(tmp_path), **shape)
    first.add_cookies(cookies)  # type: ignore[arg-type]
    page = first.new_page()
    page.goto(PAGE)
    ready(page)
    first.set_offline(True)
    write(page, "閉じても残る話")
    waits(page, 1)
    first.close()
    again = _playwright.chromium.launch_persistent_context(str(tmp_path), **shape)
    again.set_offline(True)
    page = again.new_page()
    opens_alone(page)
    waits(page, 1)
    again.set_offline(False)
    again.add_cookies(cookies)  # type: ignore[arg-type]
    page.get_by_role("button", name="今すぐ送信").click()
    waits(page, 0)
    again.close()
    assert FieldNote.objects.get().heard == "閉じても残る話"


def test_without_scripts_the_form_alone_sends_the_note(stage: Callable[..., Any], reviewer: User) -> None:
    walker = stage(Walker, width=320, script=False)
    walker.bring_session(reviewer)
    walker.page.goto(PAGE)
    walker.settle()
    write_plain(walker)
    assert FieldNote.objects.get().heard == "街灯が切れている。"


def write_plain(walker: Walker) -> None:
    walker.page.get_by_label("場所").select_option(index=1)
    walker.fill("聞いたこと", "街灯が切れている。")
    walker.click("記録する", "button")
    walker.reads("記録を保存しました。")
