"""On the dashboard: pages that wait for this person's approval and until when; and Wagtail's own panels.

Wagtail's panels list what a person once edited, submitted or locked. Whoever has left a hub has left its pages,
so here they show the branch of today.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.admin.views import home
from wagtail.models import Page, TaskState

from cms.people.models import User
from pages.editing.choosing import explorable
from pages.editing.models import ApprovalDue

SHOWN = 20


@dataclass(frozen=True)
class Waiting:
    page: Page
    step: str
    due_at: datetime | None

    @property
    def is_late(self) -> bool:
        return self.due_at is not None and self.due_at < timezone.now()


def waiting_for(user: User) -> list[Waiting]:
    """The steps that ``user`` may act on now, the next due first."""
    states = TaskState.objects.reviewable_by(user).select_related("workflow_state", "task")
    states = list(states.order_by("due__due_at", "pk")[:SHOWN])
    pages = Page.objects.in_bulk([int(state.workflow_state.object_id) for state in states])
    due = dict(ApprovalDue.objects.filter(task_state__in=states).values_list("task_state_id", "due_at"))
    return [Waiting(pages[int(state.workflow_state.object_id)], state.task.name, due.get(state.pk)) for state in states]


class ApprovalsPanel(Component):
    name = "kizuna_approvals"
    template_name = "editing/approvals_panel.html"
    order = 100

    def __init__(self, user: User) -> None:
        self.user = user

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"waiting": waiting_for(self.user)}


class RecentEdits(home.RecentEditsPanel):
    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        edits = context["last_edits"]
        here = _here(parent_context, [page.pk for _date, page in edits])
        return {**context, "last_edits": [(date, page) for date, page in edits if page.pk in here]}


class OwnInApproval(home.UserObjectsInWorkflowModerationPanel):
    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        states = list(context.get("workflow_states", []))
        here = _here(parent_context, [state.object_id for state in states])
        return {**context, "workflow_states": [state for state in states if int(state.object_id) in here]}


class LockedPages(home.LockedPagesPanel):
    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        pages = list(context["locked_pages"])
        here = _here(parent_context, [page.pk for page in pages])
        return {**context, "locked_pages": [page for page in pages if page.pk in here]}


def _here(parent_context: Any, pages: list[Any]) -> set[int]:
    """Those of ``pages`` (ids) that lie in the branch of today."""
    if not pages:
        return set()
    found = explorable(parent_context["request"].user).filter(pk__in=pages)
    return set(found.values_list("pk", flat=True))


OWN_BRANCH = {panel.name: panel for panel in (RecentEdits, OwnInApproval, LockedPages)}
