"""What a person presses at the editor is done once, whatever the editor saves by itself meanwhile."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, Response, Route
from wagtail.models import Revision

from tests.e2e.test_reading import at_the_desk
from tests.factories_editing import make_draft, make_sites

pytestmark = pytest.mark.e2e
# As Wagtail's script announces that it is about to save: what would be sent, and whether it may.
SAVES = """() => {
  const form = document.querySelector('[data-edit-form]'), formData = new FormData(form);
  formData.set('action-workflow-action', 'true');
  formData.set('workflow-action-name', 'approve');
  const event = new CustomEvent('w-autosave:save', { bubbles: true, cancelable: true, detail: { formData } });
  const goes = form.dispatchEvent(event);
  form.dispatchEvent(new CustomEvent('w-autosave:success', { bubbles: true }));
  return [goes, [...formData.keys()].filter((name) => name.includes('action-')), formData.has('title')];
}"""
WATCHER = "wagtail.app.getControllerForElementAndIdentifier(document.querySelector('[data-edit-form]'), 'w-unsaved')"
# Typed until the editor has seen it: what a page holds when it has just opened is not yet watched.
TYPES = f"""() => {{
  const title = document.querySelector('[data-edit-form] [name=title]');
  if (!{WATCHER}.hasEditsValue) title.value = `${{title.value}}。`;
  return {WATCHER}.hasEditsValue;
}}"""
# Something is typed when the answer has come, before Wagtail has taken the form for saved.
TYPES_LATE = """(text) => addEventListener('w-autosave:success', () => {
  document.querySelector('[data-edit-form] [name=title]').value = text;
  queueMicrotask(() => { window.isAsked = WATCHER.hasEditsValue; });
}, { capture: true, once: true })""".replace("WATCHER", WATCHER)


@pytest.fixture
def page(site: str, browser: Browser) -> Page:
    west = make_sites()["west"]
    draft = make_draft(west, "近所の集まり")
    opened = at_the_desk(browser, site, west).new_page()
    opened.goto(f"{site}{reverse('wagtailadmin_pages:edit', args=[draft.pk])}")
    return opened


def carries(title: str) -> Callable[[Response], bool]:
    """What the editor saved by itself, with this title in it."""

    def told(response: Response) -> bool:
        sent = response.request.post_data_buffer or b""
        return response.url.endswith("/edit/") and f'name="title"\r\n\r\n{title}\r\n'.encode() in sent

    return told


def test_what_the_editor_saves_by_itself_carries_no_button_and_ends_with_the_sending(page: Page) -> None:
    """Two approvals at a time took the page off again that the first of them had published."""
    assert page.evaluate(SAVES) == [True, [], True]

    def sent(route: Route) -> None:
        """The page stays, as while one waits for the answer."""
        route.fulfill(status=204)

    page.route("**/edit/", sent)
    with page.expect_request("**/edit/"):
        page.get_by_role("button", name="下書きを保存").click(no_wait_after=True)
    assert page.evaluate(SAVES)[0] is False
    page.evaluate("dispatchEvent(new Event('pageshow'))")
    assert page.evaluate(SAVES)[0] is True
    page.evaluate("dispatchEvent(new Event('beforeunload'))")
    assert page.evaluate(SAVES)[0] is False
    page.context.close()


def test_what_is_typed_while_the_answer_comes_is_saved_too(page: Page) -> None:
    """Else it is lost, without a question, when the page is left."""
    page.evaluate(TYPES_LATE, "あとの題名")
    with page.expect_response(carries("あとの題名")) as answer:
        page.wait_for_function(TYPES)
    assert answer.value.json()["success"] is True
    assert Revision.objects.latest("pk").content["title"] == "あとの題名"
    page.wait_for_function(f"() => !{WATCHER}.hasEditsValue")
    assert page.evaluate("window.isAsked") is True, "who left in that moment was not asked"
    page.context.close()


def test_the_page_of_the_editor_does_not_glide(page: Page) -> None:
    """Pressed while it glides, a button is no longer there when the mouse is let go, and nothing happens."""
    for place in ("html", "body", "main"):
        assert page.evaluate(f"getComputedStyle(document.querySelector('{place}')).scrollBehavior") == "auto"
    page.context.close()
