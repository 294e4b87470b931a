"""What a person is told whose press of a button comes too late, and what is left of what they did."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import get_resolver, reverse
from wagtail.models import Page, TaskState, WorkflowState

from pages.editing import turns
from pages.models import StandardPage
from tests.factories_editing import Site, client_of, make_draft, make_sites, submit
from tests.factories_people import make_staff
from tests.pages.editing.browser import editor_form

APPROVES = {"action-workflow-action": "1", "workflow-action-name": "approve"}
# Wagtail's addresses of one page that take a form and change nothing of it, or make another one.
OTHERS = {
    "add", "add_subpage", "choose_parent", "collect_workflow_action_data", "confirm_workflow_cancellation", "copy",
    "history", "history_results", "move", "preview_on_add", "preview_on_edit", "revisions_compare", "revisions_index",
    "revisions_view", "search", "search_results", "set_privacy", "type_use", "type_use_results", "usage", "view_draft",
    "workflow_history", "workflow_history_detail", "workflow_preview",
}  # fmt: skip


@pytest.fixture
def west(db: None) -> Site:
    return make_sites()["west"]


def waiting(site: Site) -> tuple[StandardPage, WorkflowState, str]:
    draft = make_draft(site)
    state = submit(draft, site.editor)
    state.refresh_from_db()
    return draft, state, reverse("wagtailadmin_pages:edit", args=[draft.pk])


def approve(state: WorkflowState, by: Any) -> None:
    state.current_task_state.task.specific.on_action(state.current_task_state, by, "approve")


def seen(page: Page) -> tuple[bool, bool, int]:
    page.refresh_from_db()
    return page.live, page.has_unpublished_changes, page.revisions.count()


def test_the_editor_tells_who_approved_meanwhile_and_saves_nothing(west: Site) -> None:
    draft, state, address = waiting(west)
    late = client_of(make_staff("chief", west.hub))
    form = editor_form(late, address)
    assert form["approval-step"] == [str(state.current_task_state_id)]
    approve(state, west.chief)
    answer = late.post(address, {**form, **APPROVES}, follow=True)
    assert f"この段階は、すでに{west.chief}さんが承認しました" in answer.content.decode()
    assert seen(draft) == (True, False, 1)


def test_what_the_late_one_had_typed_stays_on_the_screen(west: Site) -> None:
    draft, state, address = waiting(west)
    late = client_of(make_staff("chief", west.hub))
    form = {**editor_form(late, address), "title": "打ち直した題名"}
    approve(state, west.chief)
    answer = late.post(address, {**form, **APPROVES})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "さんが承認しました" in page
    assert 'value="打ち直した題名"' in page
    assert seen(draft) == (True, False, 1)


def test_a_page_sent_back_meanwhile_is_not_approved(west: Site) -> None:
    draft, state, address = waiting(west)
    late = client_of(make_staff("chief", west.hub))
    form = editor_form(late, address)
    step = state.current_task_state
    step.task.specific.on_action(step, west.chief, "reject", comment="日付がありません")
    answer = late.post(address, {**form, **APPROVES}, follow=True)
    assert f"このページは、すでに{west.chief}さんが差し戻しました" in answer.content.decode()
    assert seen(draft) == (False, True, 1)


def test_a_step_on_the_screen_is_not_taken_for_the_next_one(west: Site) -> None:
    """Sent back and sent again: who still has the first step open has not read what waits now."""
    draft, state, address = waiting(west)
    late = client_of(make_staff("chief", west.hub))
    form = editor_form(late, address)
    step = state.current_task_state
    step.task.specific.on_action(step, west.chief, "reject", comment="日付がありません")
    state.refresh_from_db()
    state.resume(west.editor)
    answer = late.post(address, {**form, **APPROVES}, follow=True)
    assert "差し戻しました" in answer.content.decode()
    assert seen(draft)[0] is False
    assert TaskState.objects.filter(workflow_state=state, status="in_progress").count() == 1


def test_nobody_approves_a_version_that_they_did_not_see(west: Site) -> None:
    draft, _state, address = waiting(west)
    late = client_of(make_staff("chief", west.hub))
    form = editor_form(late, address)
    page = draft.get_latest_revision_as_object()
    page.title = "別の人が直した題名"
    page.save_revision(user=west.chief)
    answer = late.post(address, {**form, **APPROVES}, follow=True)
    shown = answer.content.decode()
    assert "この画面を開いたあとに、新しい版が保存されました" in shown
    assert 'value="別の人が直した題名"' in shown
    assert seen(draft) == (False, True, 2)


def test_who_withdraws_what_was_approved_meanwhile_is_told(west: Site) -> None:
    draft, state, address = waiting(west)
    writer = client_of(west.editor)
    form = editor_form(writer, address)
    approve(state, west.chief)
    answer = writer.post(address, {**form, "action-cancel-workflow": "1"}, follow=True)
    assert f"この段階は、すでに{west.chief}さんが承認しました" in answer.content.decode()
    assert seen(draft) == (True, False, 1)


def test_what_was_sent_back_can_still_be_withdrawn(west: Site) -> None:
    _draft, state, address = waiting(west)
    writer = client_of(west.editor)
    step = state.current_task_state
    step.task.specific.on_action(step, west.chief, "reject", comment="日付がありません")
    writer.post(address, {**editor_form(writer, address), "action-cancel-workflow": "1"})
    state.refresh_from_db()
    assert state.status == "cancelled"


@pytest.mark.parametrize("as_script", [False, True])
def test_the_button_outside_the_editor_tells_it_too(west: Site, as_script: bool) -> None:
    draft, state, address = waiting(west)
    step = state.current_task_state_id
    approve(state, west.chief)
    late = client_of(make_staff("chief", west.hub))
    headers = {"X-Requested-With": "XMLHttpRequest"} if as_script else {}
    button = reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", step])
    answer = late.post(button, {"comment": ""}, headers=headers)
    to = answer.json()["redirect"] if as_script else answer["Location"]
    assert to == address
    assert f"この段階は、すでに{west.chief}さんが承認しました" in late.get(to).content.decode()


def test_a_step_that_may_not_be_decided_leaves_no_saved_text(west: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal without a reason is refused by the step itself, after Wagtail has saved what was typed."""
    draft, state, address = waiting(west)
    chief = client_of(west.chief)
    form = {**editor_form(chief, address), "title": "打ち直した題名"}
    chief.post(address, {**form, "action-workflow-action": "1", "workflow-action-name": "reject"})
    state.refresh_from_db()
    assert state.status == "in_progress"
    draft.refresh_from_db()
    assert (draft.title, draft.draft_title, draft.revisions.count()) == ("夏祭りの下書き", "夏祭りの下書き", 1)
    with pytest.raises(PermissionDenied):
        state.current_task_state.task.specific.on_action(state.current_task_state, west.chief, "reject")


def test_every_address_of_wagtail_that_changes_a_page_takes_turns() -> None:
    """A new one of Wagtail: name it in ``turns.CHANGING`` if it changes a page, else above."""
    admin = get_resolver().namespace_dict["wagtailadmin_pages"][1]
    names = {name for name in admin.reverse_dict if isinstance(name, str)}
    changing = {name.partition(":")[2] for name in turns.CHANGING}
    assert names == changing | OTHERS
