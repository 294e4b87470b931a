"""Who may act on a step of approval now.

Chiefs of the hub above the page and of the branches in which it lies, as far as their rights reach it, without
whoever submitted the page or saved a version of it that was never published: the editor's button saves one more in
the name of who presses it, so the last one alone does not tell who wrote the text. Is none left (no chief, or the
only one wrote it), or lies the page above the hubs: the editor-in-chief steps in. Whoever approved as chief does not
approve a second time as editor-in-chief while another one can.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, Revision, TaskState

from cms.people.models import HubRole, Role
from pages.editing.branches import hubs_by_path, paths_above
from pages.editing.leaders import Leaders

People = frozenset[int]


def of_step(state: TaskState) -> People:
    """Ids of the accounts that may act on ``state``."""
    return of_steps([state])[state.pk]


def of_steps(states: Iterable[TaskState]) -> dict[int, People]:
    """The same for many, in nine queries however many there are."""
    states = list(states)
    if not states:
        return {}
    pages = Page.objects.in_bulk([int(state.workflow_state.object_id) for state in states])
    branches = hubs_by_path()
    held: dict[tuple[str, int | None], set[int]] = defaultdict(set)
    rows = HubRole.objects.live().filter(role__in=[Role.CHIEF, Role.EDITOR_IN_CHIEF])
    for role, held_at, user in rows.by_account("role", "hub_id"):
        held[role, held_at].add(user)
    wrote, approved, leaders = _writers(pages), _approved(states), Leaders.of_today()
    found = {}
    for state in states:
        page = pages[int(state.workflow_state.object_id)]
        top = next((path for path in paths_above(page) if path in branches), None)
        writers = {user for revision, user in wrote[page.pk] if revision <= state.revision_id}
        barred = {state.workflow_state.requested_by_id, *writers}
        above = held[Role.EDITOR_IN_CHIEF, None] - barred
        of_hub = held[Role.CHIEF, branches[top]] if top and not leaders.is_stopped(top, page) else set()
        chiefs = (of_hub | leaders.of(page)) - barred
        by_chief = getattr(state.task.specific, "role", None) == Role.CHIEF
        second = above - approved[state.workflow_state_id, state.revision_id]
        found[state.pk] = frozenset((chiefs or above) if by_chief else (second or above))
    return found


def _writers(pages: dict[int, Page]) -> dict[int, set[tuple[int, int]]]:
    """The versions of each page since the one that readers see, with who saved them."""
    kind = ContentType.objects.get_for_model(Page)
    rows = Revision.objects.filter(base_content_type=kind, object_id__in=[str(pk) for pk in pages], user__isnull=False)
    found: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for page_id, revision, user in rows.values_list("object_id", "pk", "user_id"):
        if revision > (pages[int(page_id)].live_revision_id or 0):
            found[int(page_id)].add((revision, user))
    return found


def _approved(states: list[TaskState]) -> dict[tuple[int, int], set[int]]:
    """Who has approved the same version in an earlier step."""
    workflows = {state.workflow_state_id for state in states}
    rows = TaskState.objects.filter(workflow_state__in=workflows, status=TaskState.STATUS_APPROVED)
    found: dict[tuple[int, int], set[int]] = defaultdict(set)
    for workflow, revision, user in rows.values_list("workflow_state_id", "revision_id", "finished_by_id"):
        found[workflow, revision].add(user)
    return found
