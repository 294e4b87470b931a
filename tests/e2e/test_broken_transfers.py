"""What a device keeps for the time without a network outlives broken connections and a full disk."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.databases import ROOT
from tests.e2e.elsewhere import FULL, Elsewhere, serving

pytestmark = pytest.mark.e2e
WORKERS = [ROOT / "workflows/fieldwork/worker.js", ROOT / "pages/signage/worker.js"]
KEPT = "<!doctype html><title>kept</title><h1>Kept</h1>" + "<p>whole</p>" * 5000
BEGIN = "navigator.serviceWorker.register('worker.js').then(() => navigator.serviceWorker.ready).then(() => null)"


class Transfers(Elsewhere):
    """A page and its worker; once ``breaks`` is set, the page ends before it is whole."""

    address = ""
    worker: Path
    breaks: threading.Event
    first, page = "", KEPT

    def do_GET(self) -> None:
        if self.path.endswith("worker.js"):
            self.give("text/javascript", f"{self.first}{self.worker.read_text()}".encode())
            return
        whole = self.page.encode()
        self.give("text/html", whole[: len(whole) // 2] if self.breaks.is_set() else whole, announced=len(whole))


@pytest.fixture
def served(request: pytest.FixtureRequest) -> Iterator[type[Transfers]]:
    """A place of its own, with the worker that the test names."""

    class Served(Transfers):
        worker = request.param
        breaks = threading.Event()

    with serving(Served) as origin:
        Served.address = f"{origin}/place/"
        yield Served


each_worker = pytest.mark.parametrize("served", WORKERS, ids=lambda one: one.parent.name, indirect=True)


@each_worker
def test_a_page_that_breaks_off_leaves_the_kept_one(browser: Browser, served: type[Transfers]) -> None:
    page = begun(browser, served)
    page.reload()
    comes_whole(page, page.reload)
    served.breaks.set()
    comes_whole(page, page.reload)
    page.context.set_offline(True)
    comes_whole(page, page.reload)
    comes_whole(page, lambda: page.goto(served.address))
    page.context.close()


@each_worker
def test_where_nothing_can_be_kept_the_page_still_comes_by_the_network(
    browser: Browser, served: type[Transfers]
) -> None:
    served.first = FULL
    page = begun(browser, served)
    comes_whole(page, page.reload)
    comes_whole(page, lambda: page.goto(served.address))
    assert page.evaluate("Boolean(navigator.serviceWorker.controller)")
    page.context.close()


@each_worker
def test_where_nothing_more_can_be_kept_the_newest_page_is_shown(browser: Browser, served: type[Transfers]) -> None:
    """And without a network the one that was kept."""
    page = begun(browser, served)
    page.reload()
    page.context.service_workers[0].evaluate(f"() => {{ {FULL} }}")
    served.page = KEPT.replace("<h1>Kept", "<h1>Newer")
    page.reload()
    expect(page.get_by_role("heading", name="Newer")).to_be_visible()
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", name="Kept")).to_be_visible()
    page.context.close()


def begun(browser: Browser, served: type[Transfers]) -> Page:
    """The page, with its worker in charge."""
    page = browser.new_context().new_page()
    page.goto(served.address)
    page.evaluate(BEGIN)
    return page


def comes_whole(page: Page, move: Callable[[], object]) -> None:
    move()
    expect(page.get_by_text("whole")).to_have_count(5000)
