"""What a hub needs besides its pages before people can write: a place for its files, and the ward's way of approval.

Law: what is missing is made; what exists is never changed, whoever made it. No groups and no rows of rights are
made, because rights come from roles (see cms/docs/decisions/0041-rights-on-pages-from-roles.md).
"""

from __future__ import annotations

from wagtail.models import Collection, Page, Task, Workflow, WorkflowPage, WorkflowTask

from cms.hubs.models import Hub
from pages.editing.models import (
    EditorInChiefApproval,
    HubChiefApproval,
    HubCollection,
    ModerationRule,
    SharedCollection,
)

WORKFLOW = "ページの承認"
CHIEF_STEP = "拠点長の承認"
EDITOR_IN_CHIEF_STEP = "編集長の承認"
SHARED = "全拠点で使う画像・文書"


def make_files(hub: Hub) -> list[str]:
    """The collection of ``hub`` and the one for all; the names of those made now."""
    made = []
    if not SharedCollection.objects.exists():
        SharedCollection.objects.create(collection=_collection(SHARED))
        made.append(SHARED)
    if not HubCollection.objects.filter(hub=hub).exists():
        HubCollection.objects.create(hub=hub, collection=_collection(hub.name))
        made.append(hub.name)
    return made


def _collection(name: str) -> Collection:
    root = Collection.get_first_root_node()
    if root is None:
        root = Collection.add_root(name="Root")
    return root.add_child(name=name)


def make_moderation(home: Page) -> list[str]:
    """One workflow for all pages below ``home``, unless somebody assigned another; what was made now."""
    made = []
    if not ModerationRule.objects.filter(hub=None).exists():
        ModerationRule.objects.create()
    if not WorkflowPage.objects.filter(page=home).exists():
        WorkflowPage.objects.create(page=home, workflow=_workflow())
        made.append(WORKFLOW)
    return made


def _workflow() -> Workflow:
    chief = HubChiefApproval.objects.first() or HubChiefApproval.objects.create(name=CHIEF_STEP)
    above = EditorInChiefApproval.objects.first() or EditorInChiefApproval.objects.create(name=EDITOR_IN_CHIEF_STEP)
    known = Workflow.objects.active().filter(workflow_tasks__task=chief.pk).first()
    if known is not None:
        return known
    workflow = Workflow.objects.create(name=WORKFLOW)
    steps: list[Task] = [chief, above]
    for order, task in enumerate(steps):
        WorkflowTask.objects.create(workflow=workflow, task=Task.objects.get(pk=task.pk), sort_order=order)
    return workflow
