"""Editor, the hub's chief, and the editor-in-chief where the ward wants it; nobody approves what they wrote."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, TaskState, WorkflowState

from cms.mailings.models import OutgoingMail
from cms.people.models import HubRole, User
from pages.editing.models import ModerationRule
from pages.models import ArticlePage, NewsPage
from tests.factories_editing import Site, also, client_of, make_draft, make_live, make_sites, submit
from tests.factories_people import make_staff
from tests.pages.editing.browser import editor_form

pytestmark = pytest.mark.django_db
REASON = "開催日を書いてください"


@pytest.fixture
def sites() -> dict[str, Site]:
    return make_sites()


def decide(state: WorkflowState, by: User, action: str = "approve", comment: str = "", **more: Any) -> int:
    """The button of the editor's footer, with what its window collects."""
    state.refresh_from_db()
    step = more.get("step") or state.current_task_state_id
    address = reverse("wagtailadmin_pages:workflow_action", args=[more.get("page") or state.object_id, action, step])
    return client_of(by).post(address, {"comment": comment}).status_code


def status(state: WorkflowState) -> str:
    state.refresh_from_db()
    return state.status


def is_live(page: Page) -> bool:
    page.refresh_from_db()
    return page.live


def mails_to(user: User) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(to=user.email).order_by("pk"))


def test_the_chiefs_approval_publishes_without_the_right_to_publish(sites: dict[str, Site]) -> None:
    west = sites["west"]
    draft = make_draft(west)
    state = submit(draft, west.editor)
    assert not draft.permissions_for_user(west.chief).can_publish()
    decide(state, west.chief)
    assert status(state) == "approved"
    assert is_live(draft)


@pytest.mark.parametrize("who", ["editor", "east_chief", "reviewer", "administrator", "auditor", "editor_in_chief"])
def test_nobody_but_the_hubs_chief_acts_on_the_first_step(sites: dict[str, Site], who: str) -> None:
    west = sites["west"]
    draft = make_draft(west)
    state = submit(draft, west.editor)
    people = {"editor": west.editor, "east_chief": sites["east"].chief}
    person = people.get(who) or make_staff(who, west.hub if who == "reviewer" else None)
    for action in ("approve", "reject"):
        decide(state, person, action, REASON)
    assert status(state) == "in_progress"
    assert not is_live(draft)


def test_the_editor_in_chief_comes_after_the_chief_where_the_rule_says_so(sites: dict[str, Site]) -> None:
    west, east = sites["west"], sites["east"]
    ModerationRule.objects.create(hub=west.hub, editor_in_chief_approves=True)
    above = make_staff("editor_in_chief")
    drafts = {code: make_draft(site) for code, site in sites.items()}
    states = {code: submit(drafts[code], site.editor) for code, site in sites.items()}
    decide(states["east"], east.chief)
    decide(states["west"], west.chief)
    assert is_live(drafts["east"])
    assert not is_live(drafts["west"])
    decide(states["west"], west.chief)
    assert not is_live(drafts["west"])
    decide(states["west"], above)
    assert is_live(drafts["west"])


def test_a_chief_does_not_approve_what_they_submitted_or_last_changed(sites: dict[str, Site]) -> None:
    west = sites["west"]
    above = make_staff("editor_in_chief")
    own = make_draft(west, by=west.chief)
    state = submit(own, west.chief)
    decide(state, west.chief)
    assert not is_live(own)
    decide(state, above)
    assert is_live(own), "the editor-in-chief steps in for the only chief"
    handed_over = make_draft(west, by=west.chief)
    second = submit(handed_over, west.editor)
    decide(second, west.chief)
    assert not is_live(handed_over), "written by the chief, submitted by the editor"


def press_submit(page: Page, by: User) -> WorkflowState:
    """The button of the editor, which saves one more version in the name of who presses it."""
    client, address = client_of(by), reverse("wagtailadmin_pages:edit", args=[page.pk])
    client.post(address, {**editor_form(client, address), "action-submit": "1"})
    state: WorkflowState = WorkflowState.objects.get(object_id=str(page.pk), status="in_progress")
    return state


def test_a_text_is_not_approved_by_its_writer_whoever_presses_the_button(sites: dict[str, Site]) -> None:
    west = sites["west"]
    written = make_draft(west, "拠点長の文章", by=west.chief)
    state = press_submit(written, west.editor)
    written.refresh_from_db()
    assert written.get_latest_revision().user == west.editor
    decide(state, west.chief)
    assert not is_live(written)
    decide(state, make_staff("editor_in_chief"))
    assert is_live(written)


def test_what_was_published_long_ago_bars_nobody(sites: dict[str, Site]) -> None:
    west = sites["west"]
    page = make_live(west, by=west.chief)
    decide(press_submit(page, west.editor), west.chief)
    page.refresh_from_db()
    assert page.live_revision.user == west.editor


def test_nobody_takes_both_steps_while_somebody_else_can(sites: dict[str, Site]) -> None:
    west = sites["west"]
    ModerationRule.objects.create(hub=west.hub, editor_in_chief_approves=True)
    also(west.chief, "editor_in_chief")
    alone, together = make_draft(west), make_draft(west)
    state = submit(alone, west.editor)
    decide(state, west.chief)
    decide(state, west.chief)
    assert is_live(alone), "there is nobody else"
    above = make_staff("editor_in_chief")
    state = submit(together, west.editor)
    decide(state, west.chief)
    decide(state, west.chief)
    assert not is_live(together)
    decide(state, above)
    assert is_live(together)


def test_another_chief_of_the_hub_comes_before_the_editor_in_chief(sites: dict[str, Site]) -> None:
    west = sites["west"]
    above, colleague = make_staff("editor_in_chief"), make_staff("chief", west.hub)
    own = make_draft(west, by=west.chief)
    state = submit(own, west.chief)
    decide(state, above)
    assert not is_live(own)
    decide(state, colleague)
    assert is_live(own)


def test_a_chief_whose_role_has_ended_approves_nothing(sites: dict[str, Site]) -> None:
    west = sites["west"]
    state = submit(make_draft(west), west.editor)
    HubRole.objects.filter(user=west.chief).update(ended_at=timezone.now())
    decide(state, west.chief)
    assert status(state) == "in_progress"


def test_a_step_of_a_foreign_page_is_not_decided_through_ones_own(sites: dict[str, Site]) -> None:
    """The address names an own page and the step of another: Wagtail's view would look at the page alone."""
    west, east = sites["west"], sites["east"]
    own, foreign = submit(make_draft(west), west.editor), submit(make_draft(east), east.editor)
    foreign.refresh_from_db()
    assert decide(own, west.chief, step=foreign.current_task_state_id) == 404
    step = foreign.current_task_state
    with pytest.raises(PermissionDenied):
        step.task.specific.on_action(step, west.chief, "approve")
    assert status(foreign) == "in_progress"


def test_a_refusal_needs_a_reason_which_the_writer_reads_in_the_editor(sites: dict[str, Site]) -> None:
    west = sites["west"]
    draft = make_draft(west)
    state = submit(draft, west.editor)
    decide(state, west.chief, "reject")
    assert status(state) == "in_progress"
    decide(state, west.chief, "reject", REASON)
    assert status(state) == "needs_changes"
    page = client_of(west.editor).get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
    assert REASON in page


def test_mails_carry_a_link_and_nothing_of_the_page_or_the_people(sites: dict[str, Site]) -> None:
    west = sites["west"]
    west.editor.last_name, west.chief.last_name = "秘密太郎", "秘密花子"
    west.editor.save()
    west.chief.save()
    draft = make_draft(west, "内緒の題名")
    decide(submit(draft, west.editor), west.chief, "reject", REASON)
    (asked,), (back,) = mails_to(west.chief), mails_to(west.editor)
    assert (asked.subject, back.subject) == ("承認をお願いするページがあります", "ページが差し戻されました")
    for mail in (asked, back):
        assert f"/cms/pages/{draft.pk}/edit/" in mail.text
        for secret in ("内緒の題名", "秘密", REASON):
            assert secret not in mail.text + mail.html + mail.subject
    assert not mails_to(sites["east"].chief)


def test_wagtails_own_mails_are_not_sent(sites: dict[str, Site], mailoutbox: list[Any]) -> None:
    west = sites["west"]
    decide(submit(make_draft(west), west.editor), west.chief)
    assert mailoutbox == []


def test_what_is_edited_under_approval_is_approved_anew(sites: dict[str, Site]) -> None:
    """The chief edits and approves in one go: the new version waits for somebody else."""
    west = sites["west"]
    draft = make_draft(west)
    state = submit(draft, west.editor)
    client, address = client_of(west.chief), reverse("wagtailadmin_pages:edit", args=[draft.pk])
    press = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    extra = {"workflow-action-extra-data": json.dumps({"comment": "", "update": False})}
    client.post(address, {**editor_form(client, address), **press, **extra, "title": "拠点長が直した題名"})
    assert status(state) == "in_progress"
    assert not is_live(draft)
    assert TaskState.objects.filter(workflow_state=state).count() == 2
    decide(state, west.chief)
    assert not is_live(draft)
    decide(state, make_staff("chief", west.hub))
    assert is_live(draft)
    assert draft.title == "拠点長が直した題名"


@pytest.mark.parametrize("model", [NewsPage, ArticlePage])
def test_a_page_that_the_chief_approves_in_the_editor_as_it_is_goes_online(
    sites: dict[str, Site], model: type[Page]
) -> None:
    """Fields whose first value is computed (the date of today) do not count as edited."""
    west = sites["west"]
    draft = west.page.add_child(instance=model(title="冬の集まり", slug="winter", live=False, owner=west.editor))
    draft.save_revision(user=west.editor)
    submit(draft, west.editor)
    client, address = client_of(west.chief), reverse("wagtailadmin_pages:edit", args=[draft.pk])
    assert 'data-workflow-action-name="approve"' in client.get(address).content.decode().split("他のアクション")[0]
    press = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    client.post(address, {**editor_form(client, address, model), **press})
    assert is_live(draft)
    assert draft.revisions.count() == 1


def test_a_page_under_approval_is_locked_for_its_writer_who_can_take_it_back(sites: dict[str, Site]) -> None:
    west = sites["west"]
    draft = make_draft(west)
    state = submit(draft, west.editor)
    page = Page.objects.get(pk=draft.pk).specific
    assert page.get_lock().for_user(west.editor)
    assert not page.get_lock().for_user(west.chief)
    client = client_of(west.editor)
    address = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    client.post(address, {**editor_form(client, address), "action-cancel-workflow": "1"})
    assert status(state) == "cancelled"


def test_the_editor_in_chief_can_take_a_page_off_while_its_draft_is_under_approval(sites: dict[str, Site]) -> None:
    west = sites["west"]
    live = make_live(west)
    live.save_revision(user=west.editor)
    submit(live, west.editor)
    above = make_staff("editor_in_chief")
    client_of(above).post(reverse("wagtailadmin_pages:unpublish", args=[live.pk]))
    assert not is_live(live)


def test_a_chief_of_two_hubs_sees_what_waits_in_both_and_nothing_else(sites: dict[str, Site]) -> None:
    west, east = sites["west"], sites["east"]
    both = also(make_staff("chief", west.hub), "chief", east.hub)
    states = [submit(make_draft(site), site.editor) for site in sites.values()]
    for person, count in ((both, 2), (west.chief, 1), (west.editor, 0), (make_staff("editor_in_chief"), 0)):
        assert TaskState.objects.reviewable_by(person).count() == count, person
    assert len(states) == 2
