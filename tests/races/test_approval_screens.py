"""Two at once in Wagtail's own screens: the later one reads what the earlier one left. PostgreSQL only."""

from __future__ import annotations

import threading
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.admin.views.pages.edit import EditView
from wagtail.models import PageLogEntry, TaskState

from pages.editing.turns import OneAtATime
from pages.editing.views.approval import InTurn
from pages.models import StandardPage
from tests.factories_editing import Site, client_of, make_draft, make_sites, submit
from tests.factories_people import make_staff
from tests.pages.editing.browser import editor_form
from tests.races.harness import PATIENCE, together

pytestmark = [pytest.mark.races, pytest.mark.usefixtures("own_database")]
ROUNDS = 20
APPROVES = {"action-workflow-action": "1", "workflow-action-name": "approve"}
AS_SCRIPT = {"Accept": "application/json"}


def screens(site: Site, *clients: Client) -> tuple[StandardPage, str, list[dict[str, Any]]]:
    """A page that waits for approval, the address of its editor, and what each client has on the screen."""
    page = make_draft(site)
    submit(page, site.editor)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    with transaction.atomic():
        return page, address, [editor_form(client, address) for client in clients]


def logged(page: StandardPage, *actions: str) -> int:
    return PageLogEntry.objects.filter(page_id=page.pk, action__in=actions).count()


def told(client: Client, answer: HttpResponse) -> str:
    """What stands on the page that the person sees next."""
    shown = client.get(answer["Location"]) if answer.status_code == 302 else answer
    return shown.content.decode()


def read_before_either_writes(monkeypatch: pytest.MonkeyPatch, first: str, then: str) -> None:
    """Both have read the page, then ``first`` goes through to the end, and only after that ``then`` writes."""
    barrier, through = threading.Barrier(2), threading.Event()

    def slowed(method: str) -> None:
        original = getattr(EditView, method)

        def slowly(self: EditView) -> Any:
            place = barrier.wait(PATIENCE)
            if method == first and (first != then or place == 0):
                try:
                    return original(self)
                finally:
                    through.set()
            assert through.wait(PATIENCE)
            return original(self)

        monkeypatch.setattr(EditView, method, slowly)

    for method in {first, then}:
        slowed(method)


def without_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before any client is made, for each keeps what it has loaded."""
    monkeypatch.setattr(OneAtATime, "process_view", lambda *args: None)
    monkeypatch.delattr(InTurn, "perform_workflow_action")


def test_of_two_chiefs_who_press_approve_in_the_editor_one_is_told_who_was_faster() -> None:
    west = make_sites()["west"]
    chiefs = {str(chief): client_of(chief) for chief in (west.chief, make_staff("chief", west.hub))}
    for _round in range(ROUNDS):
        page, address, forms = screens(west, *chiefs.values())
        jobs = [partial(one.post, address, {**f, **APPROVES}) for one, f in zip(chiefs.values(), forms, strict=True)]
        answers = together(*jobs)
        assert [answer.status_code for answer in answers] == [302, 302], answers
        page.refresh_from_db()
        assert (page.live, page.has_unpublished_changes) == (True, False)
        assert logged(page, "wagtail.workflow.approve") == logged(page, "wagtail.publish") == 1
        assert page.revisions.count() == 1
        step = TaskState.objects.get(workflow_state__object_id=str(page.pk), status="approved")
        sentence = f"この段階は、すでに{step.finished_by}さんが承認しました"
        late = [i for i, answer in enumerate(answers) if answer["Location"] == address]
        assert len(late) == 1
        client = list(chiefs.values())[late[0]]
        assert sentence in told(client, answers[late[0]])


def test_two_presses_of_the_button_outside_the_editor_are_one_approval() -> None:
    west = make_sites()["west"]
    clients = [client_of(west.chief), client_of(make_staff("chief", west.hub))]
    for _round in range(ROUNDS):
        page, _address, _forms = screens(west)
        step = TaskState.objects.get(workflow_state__object_id=str(page.pk), status="in_progress")
        button = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", step.pk])
        answers = together(*[partial(client.post, button, {"comment": ""}) for client in clients])
        assert [answer.status_code for answer in answers] == [302, 302], answers
        page.refresh_from_db()
        assert page.live
        assert logged(page, "wagtail.workflow.approve") == logged(page, "wagtail.publish") == 1
        said = [told(client, answer) for client, answer in zip(clients, answers, strict=True)]
        assert sum("さんが承認しました" in one for one in said) == 1


def test_an_approval_and_the_editors_own_saving_at_once_lose_neither_page_nor_text() -> None:
    """Either the text is a draft beside the published page, or it was first, and nobody approved it unread."""
    west = make_sites()["west"]
    approving, writing = client_of(west.chief), client_of(make_staff("chief", west.hub))
    firsts = set()
    for _round in range(ROUNDS):
        page, address, (press, typed) = screens(west, approving, writing)
        typed["title"] = "書きかけの題名"
        pressed, saved = together(
            partial(approving.post, address, {**press, **APPROVES}),
            partial(writing.post, address, typed, headers=AS_SCRIPT),
        )
        assert (pressed.status_code, saved.status_code, saved.json()["success"]) == (302, 200, True), (pressed, saved)
        page.refresh_from_db()
        assert page.get_latest_revision_as_object().title == "書きかけの題名"
        first = "saving" if pressed["Location"] == address else "approval"
        assert page.live == (first == "approval")
        assert logged(page, "wagtail.workflow.approve") == (first == "approval")
        assert page.title == ("書きかけの題名" if first == "saving" else "夏祭りの下書き")
        firsts.add(first)
    assert firsts


def test_control_without_turns_the_published_page_is_a_draft_again(monkeypatch: pytest.MonkeyPatch) -> None:
    without_turns(monkeypatch)
    west = make_sites()["west"]
    clients = [client_of(west.chief), client_of(make_staff("chief", west.hub))]
    for client in clients:
        client.raise_request_exception = False
    page, address, forms = screens(west, *clients)
    read_before_either_writes(monkeypatch, "perform_workflow_action", "perform_workflow_action")
    answers = together(*[partial(one.post, address, {**f, **APPROVES}) for one, f in zip(clients, forms, strict=True)])
    page.refresh_from_db()
    assert logged(page, "wagtail.workflow.approve") == logged(page, "wagtail.publish") == 1
    assert not page.live, "published, and then written back as it was"
    assert sorted(answer.status_code for answer in answers) == [302, 500]


def test_control_without_turns_saving_makes_the_published_page_a_draft_again(monkeypatch: pytest.MonkeyPatch) -> None:
    without_turns(monkeypatch)
    west = make_sites()["west"]
    clients = [client_of(west.chief), client_of(make_staff("chief", west.hub))]
    page, address, (press, typed) = screens(west, *clients)
    read_before_either_writes(monkeypatch, "perform_workflow_action", "save_action")
    answers = together(
        partial(clients[0].post, address, {**press, **APPROVES}),
        partial(clients[1].post, address, {**typed, "title": "書きかけの題名"}, headers=AS_SCRIPT),
    )
    assert [answer.status_code for answer in answers] == [302, 200], answers
    page.refresh_from_db()
    assert logged(page, "wagtail.publish") == 1
    assert (page.live, page.title) == (False, "書きかけの題名"), "published, and then a draft that nobody approved"
