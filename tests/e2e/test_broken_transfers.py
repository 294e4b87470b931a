"""What a device keeps for the time without a network outlives broken connections and a full disk."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.databases import ROOT
from tests.e2e.elsewhere import Elsewhere, serving

pytestmark = pytest.mark.e2e
WORKERS = [ROOT / "workflows/fieldwork/worker.js", ROOT / "pages/signage/worker.js"]
KEPT = "<!doctype html><title>kept</title><h1>Kept</h1>" + "<p>whole</p>" * 5000
# What a browser does when the disk is full.
FULL = "Cache.prototype.put = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));\n"
BEGIN = "navigator.serviceWorker.register('worker.js').then(() => navigator.serviceWorker.ready).then(() => null)"


class Transfers(Elsewhere):
    """A page and its worker; once ``breaks`` is set, the page ends before it is whole."""

    address = ""
    worker: Path
    breaks: threading.Event
    first = ""

    def do_GET(self) -> None:
        if self.path.endswith("worker.js"):
            self.give("text/javascript", f"{self.first}{self.worker.read_text()}".encode())
            return
        whole = KEPT.encode()
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


def begun(browser: Browser, served: type[Transfers]) -> Page:
    """The page, with its worker in charge."""
    page = browser.new_context().new_page()
    page.goto(served.address)
    page.evaluate(BEGIN)
    return page


def comes_whole(page: Page, move: Callable[[], object]) -> None:
    move()
    expect(page.get_by_text("whole")).to_have_count(5000)
