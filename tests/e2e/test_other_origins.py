"""A page of another origin in a real browser: it reads the API with a key, and never with the session of its reader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page

from tests.cms.api.talking import make_key
from tests.e2e.elsewhere import Elsewhere, serving
from tests.factories_people import make_user
from tests.sign_in import sign_in

pytestmark = pytest.mark.e2e
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


def ask(page: Page, address: str, **how: Any) -> Any:
    return page.evaluate(ASKS, [address, how])


def test_another_origin_reads_with_a_key_and_never_with_the_session(browser: Browser, site: str, portal: str) -> None:
    user = make_user()
    context = browser.new_context()
    # The same site for the browser, so that the cookie goes along whatever its SameSite says.
    session = sign_in(Client(), user).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}])
    page = context.new_page()
    page.goto(portal)
    mine = f"{site}/api/v1/me/cases"
    status, etag, text = ask(page, f"{site}/api/v1/hubs")
    assert (status, text.startswith("{")) == (200, True)
    assert etag, "the page may not read the ETag"
    assert ask(page, mine)[0] == 401
    assert "Failed to fetch" in ask(page, mine, credentials="include")
    assert "Failed to fetch" in ask(page, f"{site}/api/v1/session", credentials="include")
    key = {"Authorization": f"Bearer {make_key(user, scopes=['mine'])}", "Accept-Language": "en"}
    assert ask(page, mine, headers=key)[0] == 200
    assert ask(page, f"{site}/api/v1/hubs", headers={"If-None-Match": etag})[0] in (200, 304)
    assert "Failed to fetch" in ask(page, f"{site}/")
    context.close()
