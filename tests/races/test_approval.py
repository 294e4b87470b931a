"""Two who decide the same step of a page at once: one decision, one publication. PostgreSQL only."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from wagtail.models import PageLogEntry, TaskState, WorkflowState

from cms.core.waiting import is_wait
from cms.people.models import User
from pages.editing.models import ModerationRule
from tests.factories_editing import Site, make_draft, make_sites, submit
from tests.factories_people import make_staff
from tests.races.harness import meet_before, together, without_row_locks

pytestmark = [pytest.mark.races, pytest.mark.usefixtures("own_database")]
ROUNDS = 20
PUBLISHED, DECIDED = "wagtail.publish", ("wagtail.workflow.approve", "wagtail.workflow.reject")


def decide(state: WorkflowState, user: User, action: str) -> Any:
    """What the button does, by a person whose roles are read anew."""
    step = TaskState.objects.get(pk=state.current_task_state_id)
    return step.task.specific.on_action(step, User.objects.get(pk=user.pk), action, comment="開催日を書いてください")


def waiting(site: Site) -> WorkflowState:
    state = submit(make_draft(site), site.editor)
    state.refresh_from_db()
    return state


def counted(state: WorkflowState) -> tuple[int, int]:
    """How often the page was decided, and published."""
    log = PageLogEntry.objects.filter(page_id=state.object_id)
    return log.filter(action__in=DECIDED).count(), log.filter(action=PUBLISHED).count()


def refused(results: list[Any]) -> int:
    """How many were told no, or waited in vain for the other (which the product tells as 409)."""
    return sum(isinstance(result, PermissionDenied) or is_wait(result) for result in results)


def test_of_two_chiefs_who_approve_at_once_one_is_refused() -> None:
    west = make_sites()["west"]
    other = make_staff("chief", west.hub)
    for _round in range(ROUNDS):
        state = waiting(west)
        results = together(*[partial(decide, state, chief, "approve") for chief in (west.chief, other)])
        assert refused(results) == 1, results
        assert counted(state) == (1, 1)


def test_an_approval_and_a_refusal_at_once_are_one_of_the_two() -> None:
    west = make_sites()["west"]
    other = make_staff("chief", west.hub)
    for _round in range(ROUNDS):
        state = waiting(west)
        jobs = [partial(decide, state, west.chief, "approve"), partial(decide, state, other, "reject")]
        results = together(*jobs)
        assert refused(results) == 1, results
        decided, published = counted(state)
        state.refresh_from_db()
        assert (decided, state.status) in ((1, "approved"), (1, "needs_changes"))
        assert published == (state.status == "approved")


def test_control_without_the_lock_the_step_is_decided_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the second step ahead nothing is published, so that Wagtail's own check at the end does not hide it."""
    west = make_sites()["west"]
    other = make_staff("chief", west.hub)
    ModerationRule.objects.create(hub=west.hub, editor_in_chief_approves=True)
    make_staff("editor_in_chief")
    state = waiting(west)
    without_row_locks(monkeypatch)
    meet_before(monkeypatch, TaskState, "approve", 2)
    results = together(*[partial(decide, state, chief, "approve") for chief in (west.chief, other)])
    assert not [result for result in results if isinstance(result, Exception)], results
    assert counted(state) == (2, 0)
    assert TaskState.objects.filter(workflow_state=state, status="in_progress").count() == 2, "the next step twice"
