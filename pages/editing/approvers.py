"""Who may act on a step of approval now.

Chiefs of the hub above the page, without whoever submitted the page or wrote the version under review. Is none
left (no chief, or the only one wrote it), or lies the page above the hubs: the editor-in-chief steps in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from wagtail.models import Page, TaskState

from cms.people.models import HubRole, Role
from pages.editing.branches import hubs_by_path

People = frozenset[int]


def of_step(state: TaskState) -> People:
    """Ids of the accounts that may act on ``state``."""
    return of_steps([state])[state.pk]


def of_steps(states: Iterable[TaskState]) -> dict[int, People]:
    """The same for many, in four queries however many there are."""
    states = list(states)
    if not states:
        return {}
    pages = Page.objects.in_bulk([int(state.workflow_state.object_id) for state in states])
    branches = hubs_by_path()
    held: dict[tuple[str, int | None], set[int]] = defaultdict(set)
    rows = HubRole.objects.live().filter(role__in=[Role.CHIEF, Role.EDITOR_IN_CHIEF], user__is_active=True)
    for role, held_at, user in rows.values_list("role", "hub_id", "user_id"):
        held[role, held_at].add(user)
    found = {}
    for state in states:
        page = pages[int(state.workflow_state.object_id)]
        hub = next((branches[path] for path in _paths(page) if path in branches), None)
        barred = {state.workflow_state.requested_by_id, state.revision.user_id}
        above = held[Role.EDITOR_IN_CHIEF, None] - barred
        chiefs = held[Role.CHIEF, hub] - barred if hub is not None else set()
        by_chief = getattr(state.task.specific, "role", None) == Role.CHIEF
        found[state.pk] = frozenset((chiefs or above) if by_chief else above)
    return found


def _paths(page: Page) -> list[str]:
    return [page.path[:end] for end in range(page.steplen, len(page.path) + 1, page.steplen)]
