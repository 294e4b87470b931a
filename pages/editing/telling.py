"""Who is told by mail what happens to a page under approval, and until when it is to be done.

Mails are written with the change that causes them and sent by the outbox; they carry a link and no name, title
or comment. Wagtail's own mails, which are sent inside the request and quote all of these, are switched off.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.admin import signal_handlers as wagtails
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import (
    task_approved,
    task_cancelled,
    task_rejected,
    task_submitted,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)

from cms.core import dates
from cms.jobs import outbox
from cms.mailings.services import write_mail
from cms.people.models import User
from pages.editing import approvers
from pages.editing.branches import hub_of
from pages.editing.models import ApprovalDue, ModerationRule
from pages.editing.models.approval import RoleApproval

REMIND = "approval_reminder"
OVERDUE_EVERY = timedelta(days=7)
SOON, OVERDUE = "soon", "overdue"


def connect() -> None:
    """Our receivers in place of Wagtail's; called once, when all apps are ready."""
    for signal, name in (
        (task_submitted, "group_approval_task_submitted_email_notification"),
        (workflow_submitted, "workflow_state_submitted_email_notification"),
        (workflow_rejected, "workflow_state_rejected_email_notification"),
        (workflow_approved, "workflow_state_approved_email_notification"),
    ):
        sender = TaskState if signal is task_submitted else WorkflowState
        if not signal.disconnect(sender=sender, dispatch_uid=name):
            raise RuntimeError(f"{wagtails.__name__} no longer sends mails under the name {name}")
    task_submitted.connect(step_begins, dispatch_uid="kizuna-step-begins")
    for signal in (task_approved, task_rejected, task_cancelled):
        signal.connect(step_ends, dispatch_uid="kizuna-step-ends")
    workflow_rejected.connect(sent_back, dispatch_uid="kizuna-sent-back")
    workflow_approved.connect(approved, dispatch_uid="kizuna-approved")


def link_to(page_id: int | str) -> str:
    return settings.BASE_URL + reverse("wagtailadmin_pages:edit", args=[page_id])


@transaction.atomic
def step_begins(sender: Any, instance: TaskState, **kwargs: Any) -> None:
    """The step has its due date, whoever may act is told, and a reminder is owed."""
    task = instance.task.specific
    if not isinstance(task, RoleApproval):
        return
    hub = hub_of(instance.workflow_state.content_object)
    rule = ModerationRule.of(hub.pk if hub else None)
    today = dates.jst_date(timezone.now())
    last = dates.add_business_days(today, task.days(rule))
    due = ApprovalDue.objects.create(task_state=instance, due_at=dates.end_of_day_jst(last))
    _tell_approvers(instance, due, "approval_asked", "asked")
    before = dates.end_of_day_jst(dates.add_business_days(last, -rule.remind_days_before))
    _owe(instance, SOON if before > timezone.now() else OVERDUE, before if before > timezone.now() else due.due_at)


def step_ends(sender: Any, instance: TaskState, **kwargs: Any) -> None:
    outbox.cancel(key_prefix=f"approval:{instance.pk}:")


def _owe(state: TaskState, phase: str, at: Any) -> None:
    key = f"approval:{state.pk}:{phase}:{timezone.localdate(at).isoformat()}"
    outbox.put(kind=REMIND, key=key, payload={"state": state.pk, "phase": phase}, due_at=at, urgent=False)


@transaction.atomic
def remind(payload: dict[str, Any]) -> None:
    """If the step is still open, whoever may act now is told once, and the next reminder is owed."""
    state = TaskState.objects.select_for_update(of=("self",)).filter(pk=payload["state"]).first()
    if state is None or state.status != TaskState.STATUS_IN_PROGRESS:
        return
    due = ApprovalDue.objects.get(task_state=state)
    over = timezone.now() >= due.due_at
    day = timezone.localdate().isoformat()
    _tell_approvers(
        state, due, "approval_overdue" if over else "approval_due_soon", f"{OVERDUE if over else SOON}:{day}"
    )
    _owe(state, OVERDUE, timezone.now() + OVERDUE_EVERY if over else due.due_at + timedelta(seconds=1))


def _tell_approvers(state: TaskState, due: ApprovalDue, template: str, key: str) -> None:
    page_id = state.workflow_state.object_id
    for user in User.objects.filter(pk__in=approvers.of_step(state)).order_by("pk"):
        write_mail(
            to=user.email,
            template=template,
            context={"due": dates.wareki(dates.jst_date(due.due_at)), "link": link_to(page_id)},
            about=f"page:{page_id}",
            key=f"approval:{state.pk}:{key}:{user.pk}",
        )


def sent_back(sender: Any, instance: WorkflowState, **kwargs: Any) -> None:
    _tell_writer(instance, "page_sent_back", by=kwargs.get("user"))


def approved(sender: Any, instance: WorkflowState, **kwargs: Any) -> None:
    _tell_writer(instance, "page_approved", by=kwargs.get("user"))


@transaction.atomic
def _tell_writer(state: WorkflowState, template: str, *, by: Any) -> None:
    writer = state.requested_by
    if writer is None or not writer.is_active or writer == by:
        return
    write_mail(
        to=writer.email,
        template=template,
        context={"link": link_to(state.object_id)},
        about=f"page:{state.object_id}",
        key=f"{template}:{state.pk}:{state.current_task_state_id}:{writer.pk}",
    )
