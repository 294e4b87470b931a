"""The description of the API as a page: under our policy, without any other host, in a real browser."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.e2e
NOTE_VIOLATIONS = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (e) => window.violations.push(e.violatedDirective + e.blockedURI));
"""


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_of_the_api_breaks_no_policy_and_asks_no_other_host(site: str, browser: Browser, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.add_init_script(NOTE_VIOLATIONS)
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))

    page.goto(f"{site}/api/v1/docs")
    page.get_by_text("/api/v1/drafts/{draft_id}/submit").wait_for()
    page.locator("#operations-flows-list_flows button").first.click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    page.get_by_text("Response body").first.wait_for()

    assert page.evaluate("window.violations") == []
    assert {urlsplit(one).netloc for one in asked if not one.startswith(("data:", "blob:"))} == {urlsplit(site).netloc}
    assert said == []
    assert f"{site}/api/v1/flows" in asked
    context.close()
