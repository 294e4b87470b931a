"""A page that everybody wants at once is made once; who waits for it never gets an old one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from cms.cache import building, store, version
from cms.cache.keeping import may_be_kept
from cms.cache.middleware import PageCacheMiddleware, key_of
from cms.cache.store import Kept
from cms.hubs.models import Hub
from tests.cms.cache.conftest import forget
from tests.factories_hubs import make_small_ward
from tests.programs import until

READERS = 20
LONG = 60


class Site:
    """A page behind the page cache, told by ``view``; ``ask`` is a reader in a thread of their own."""

    def __init__(self, view: Callable[[], str]) -> None:
        self.view, self.builds = view, 0
        self.lock = threading.Lock()
        self.middleware = PageCacheMiddleware(self._build)
        self.readers = ThreadPoolExecutor(READERS)

    def _build(self, request: HttpRequest) -> HttpResponse:
        with self.lock:
            self.builds += 1
        return may_be_kept(HttpResponse(self.view()))  # type: ignore[return-value]

    @staticmethod
    def request() -> HttpRequest:
        return RequestFactory().get("/popular/")

    def ask(self) -> Future[HttpResponse]:
        return self.readers.submit(lambda: self.middleware(self.request()))

    def waiting(self) -> int:
        now = version.current()
        assert now
        return building.waiting(now, key_of(self.request()))


@pytest.fixture(autouse=True)
def _ward(own_database: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    make_small_ward()
    settings.PAGE_CACHE, settings.PAGE_CACHE_CHECK_SECONDS = True, 3600
    monkeypatch.setattr(building, "PATIENCE_SECONDS", LONG)
    forget()
    assert version.current()
    yield
    forget()


def test_twenty_readers_at_once_have_the_page_made_once() -> None:
    gate = threading.Event()
    site = Site(lambda: "本文" if gate.wait(LONG) else "")
    asked = [site.ask() for _each in range(READERS)]
    assert until(lambda: site.waiting() == READERS - 1, LONG)
    gate.set()
    assert {one.result(LONG).content.decode() for one in asked} == {"本文"}
    assert site.builds == 1


def test_without_the_guard_each_of_them_has_it_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "turn", lambda now, key: nullcontext(True))
    all_at_it = threading.Barrier(READERS)
    site = Site(lambda: str(all_at_it.wait(LONG) >= 0))
    asked = [site.ask() for _each in range(READERS)]
    assert {one.result(LONG).content.decode() for one in asked} == {"True"}
    assert site.builds == READERS


def test_who_waits_in_vain_makes_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    gate, texts = threading.Event(), iter([lambda: str(gate.wait(LONG)), lambda: "自分で"])
    site = Site(lambda: next(texts)())
    first = site.ask()
    assert until(lambda: site.builds == 1, LONG)
    monkeypatch.setattr(building, "PATIENCE_SECONDS", 0)
    assert site.ask().result(LONG).content == "自分で".encode()
    gate.set()
    assert first.result(LONG).content == b"True"


def test_who_waited_while_something_was_changed_gets_the_new_page() -> None:
    gate, names = threading.Event(), iter(["前", "後"])
    site = Site(lambda: next(names) if gate.wait(LONG) else "")
    first = site.ask()
    assert until(lambda: site.builds == 1, LONG)
    second = site.ask()
    assert until(lambda: site.waiting() == 1, LONG)
    Hub.objects.update(name="新しい名")
    version.forget()
    gate.set()
    assert first.result(LONG).content.decode() == "前"
    assert second.result(LONG).content.decode() == "後"
    assert site.builds == 2


def test_nobody_waits_for_what_is_not_kept() -> None:
    all_at_it = threading.Barrier(2)
    site = Site(lambda: "")
    site.middleware = PageCacheMiddleware(lambda request: HttpResponse("x"))
    site.ask().result(LONG)
    site.middleware = PageCacheMiddleware(lambda request: HttpResponse(str(all_at_it.wait(LONG) >= 0)))
    assert [one.result(LONG).content for one in [site.ask(), site.ask()]] == [b"True", b"True"]


def test_another_process_makes_the_page_for_this_one(settings: Any) -> None:
    settings.PAGE_CACHE_SHARED = True
    now, site = version.current(), Site(lambda: "自分で")
    key = key_of(site.request())
    assert now
    assert store.take_lease(now, key)
    assert not store.take_lease(now, key)
    asked = site.ask()
    assert until(lambda: (now, key) in building._builds, LONG)
    store._shared_put(now, key, Kept(2e10, '"x"', (("ETag", '"x"'),), b"from there"), LONG)
    assert asked.result(LONG).content == b"from there"
    assert site.builds == 0
    store.end_lease(now, key)
    assert store.take_lease(now, key)


def test_a_lease_whose_holder_has_died_costs_no_answer(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PAGE_CACHE_SHARED = True
    monkeypatch.setattr(building, "PATIENCE_SECONDS", 0)
    now, site = version.current(), Site(lambda: "自分で")
    assert now
    assert store.take_lease(now, key_of(site.request()))
    assert site.ask().result(LONG).content == "自分で".encode()
    assert site.builds == 1
