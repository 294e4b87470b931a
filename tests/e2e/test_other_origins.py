"""A page of another origin in a real browser: it reads the API with a key, and never with the session of its reader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.signals import request_started
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django import Settings

from cms.people.models import User
from tests.cms.api.talking import make_key
from tests.e2e.elsewhere import Elsewhere, serving
from tests.factories_people import make_user
from tests.sign_in import sign_in

pytestmark = pytest.mark.e2e
SESSION = configured.SESSION_COOKIE_NAME
ASKS = """async ([address, how]) => {
  try {
    const answer = await fetch(address, how);
    return [answer.status, answer.headers.get('etag'), await answer.text()];
  } catch (problem) { return String(problem); }
}"""


@pytest.fixture
def portal() -> Iterator[str]:
    with serving(Elsewhere) as origin:
        yield origin


@pytest.fixture
def came() -> Iterator[list[str]]:
    """The cookies of each request that reaches the site."""
    found: list[str] = []

    def note(**request: Any) -> None:
        found.append(request["environ"].get("HTTP_COOKIE", ""))

    request_started.connect(note)
    yield found
    request_started.disconnect(note)


def ask(page: Page, address: str, **how: Any) -> Any:
    return page.evaluate(ASKS, [address, how])


@pytest.mark.parametrize("named", [False, True], ids=["every origin", "this origin by name"])
def test_another_origin_reads_with_a_key_and_never_with_the_session(
    browser: Browser, site: str, portal: str, came: list[str], settings: Settings, named: bool
) -> None:
    if named:
        settings.CORS_ALLOW_ALL_ORIGINS = False
        settings.CORS_ALLOWED_ORIGINS = [portal]
    user = make_user()
    page = signed_in(browser, site, user)
    page.goto(f"{portal}/")
    mine, hubs = f"{site}/api/v1/me/cases", f"{site}/api/v1/hubs"
    status, etag, text = ask(page, hubs)
    assert (status, text.startswith("{")) == (200, True)
    assert etag, "the page may not read the ETag"
    assert ask(page, hubs, headers={"If-None-Match": etag}, cache="no-store")[0] == 304
    assert ask(page, mine)[0] == 401
    came.clear()
    for address in (mine, f"{site}/api/v1/session"):
        assert "Failed to fetch" in ask(page, address, credentials="include")
    # The cookie of the session was with them, and the page is told nothing.
    assert [SESSION in cookies for cookies in came] == [True, True]
    key = {"Authorization": f"Bearer {make_key(user, scopes=['mine'])}", "Accept-Language": "en"}
    assert ask(page, mine, headers=key)[0] == 200
    assert "Failed to fetch" in ask(page, f"{site}/")
    page.context.close()


def signed_in(browser: Browser, site: str, user: User) -> Page:
    """Another port of the same host is the same site, so the cookie goes along whatever its SameSite says."""
    context = browser.new_context()
    session = sign_in(Client(), user).cookies[SESSION].value
    context.add_cookies([{"name": SESSION, "value": session, "url": site}])
    return context.new_page()
