"""A small ward whose pages are kept by this process, beginning with nothing kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.cache import building, memory, version
from cms.cache.store import process_tier
from pages.setting_up import set_up_sites
from tests.factories_hubs import make_small_ward
from tests.factories_programmes import make_call

HUB, CALL = "/west/", "/west/open-call/"


def forget() -> None:
    process_tier.clear()
    version.forget()
    memory.forget()
    building.forget()


@pytest.fixture
def ward(db: None, settings: pytest.FixtureRequest) -> Iterator[None]:
    """Every request asks for the version; a test that counts statements says otherwise."""
    make_small_ward()
    make_call("open-call")
    set_up_sites()
    settings.PAGE_CACHE = True
    settings.PAGE_CACHE_CHECK_SECONDS = 0
    forget()
    yield
    forget()


@pytest.fixture
def asked(settings: pytest.FixtureRequest) -> Callable[..., tuple[HttpResponse, int]]:
    """GET of an address by somebody new: the answer, and how many statements it took once the version was known."""
    settings.PAGE_CACHE_CHECK_SECONDS = 3600

    def ask(path: str = HUB, *, client: Client | None = None, **headers: str) -> tuple[HttpResponse, int]:
        version.forget()
        version.current()
        with CaptureQueriesContext(connection) as captured:
            answer = (client or Client()).get(path, headers=headers)
        return answer, len(captured)

    return ask
