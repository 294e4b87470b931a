"""The two steps of the one workflow for all pages: the hub's chief, then the editor-in-chief where wanted.

Law: who may act on a step is read from live roles at that moment; nobody acts on what they submitted or last
changed (see ``approvers``). A step is decided with the rows of the page and of the workflow locked, so one of two
racers is refused.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.forms import TaskStateCommentForm
from wagtail.models import Page, Task, TaskState, WorkflowState

from cms.people.access import roles_of
from cms.people.models import Role
from pages.editing import approvers, turns
from pages.editing.branches import hub_of
from pages.editing.models.moderation_rule import ModerationRule


class ReasonForm(TaskStateCommentForm):
    """What has to be changed, in words that the writer will read."""

    comment = forms.CharField(
        label=_("What has to be changed"),
        required=True,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The writer reads this in the editor."),
    )


class RoleApproval(Task):
    """A step whose approvers are the holders of a role."""

    role: Role

    class Meta:
        abstract = True

    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState:
        if self.is_wanted(workflow_state.content_object):
            return super().start(workflow_state, user=user)
        return TaskState.objects.create(
            workflow_state=workflow_state,
            task=self,
            revision=workflow_state.content_object.get_latest_revision(),
            status=TaskState.STATUS_SKIPPED,
            finished_at=timezone.now(),
        )

    def is_wanted(self, page: Page) -> bool:
        return True

    def days(self, rule: ModerationRule) -> int:
        """Business days in which this step is to be done."""
        raise NotImplementedError

    def open_state(self, page: Page) -> TaskState | None:
        return TaskState.objects.for_instance(page).filter(task=self, status=TaskState.STATUS_IN_PROGRESS).first()

    def may_act(self, page: Page, user: Any) -> bool:
        if not roles_of(user).has(Role.CHIEF, Role.EDITOR_IN_CHIEF):
            return False
        state = self.open_state(page)
        return state is not None and user.pk in approvers.of_step(state)

    def user_can_access_editor(self, obj: Page, user: Any) -> bool:
        return self.may_act(obj, user)

    def locked_for_user(self, obj: Page, user: Any) -> bool:
        """The editor-in-chief can always take a page off, and what is edited is approved anew."""
        return not (roles_of(user).has(Role.EDITOR_IN_CHIEF) or self.may_act(obj, user))

    def get_actions(self, obj: Page, user: Any) -> list[tuple[str, Any, bool]]:
        if not self.may_act(obj, user):
            return []
        return [
            ("reject", _("Send back to the writer"), True),
            ("approve", pgettext_lazy("approval", "Approve"), False),
            ("approve", _("Approve with a comment"), True),
        ]

    def get_form_for_action(self, action: str) -> type[forms.Form]:
        return ReasonForm if action == "reject" else TaskStateCommentForm

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> QuerySet[TaskState]:
        if not roles_of(user).has(Role.CHIEF, Role.EDITOR_IN_CHIEF):
            return TaskState.objects.none()
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        acting = approvers.of_steps(waiting.select_related("workflow_state", "revision", "task"))
        return TaskState.objects.filter(pk__in=[pk for pk, people in acting.items() if user.pk in people])

    @transaction.atomic
    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> Any:
        """PermissionDenied for whoever may not act, a step that is decided already, or a refusal without a reason."""
        turns.take([int(task_state.workflow_state.object_id)])
        WorkflowState.objects.select_for_update().get(pk=task_state.workflow_state_id)
        state = TaskState.objects.get(pk=task_state.pk)
        page = state.workflow_state.content_object
        comment = str(kwargs.get("comment", "")).strip()
        if state.task_id != self.pk or state != self.open_state(page) or not self.may_act(page, user):
            raise PermissionDenied
        if action_name == "reject" and not comment:
            raise PermissionDenied
        return super().on_action(state, user, action_name, comment=comment)


class HubChiefApproval(RoleApproval):
    """Live chiefs of the hub above the page; the editor-in-chief where no other chief is left."""

    role = Role.CHIEF

    class Meta:
        verbose_name = _("approval by the hub's chief")
        verbose_name_plural = _("approvals by the hub's chief")

    def days(self, rule: ModerationRule) -> int:
        return rule.chief_days

    @classmethod
    def get_description(cls) -> Any:
        return _("The chief of the page's own hub approves; nobody approves what they wrote.")


class EditorInChiefApproval(RoleApproval):
    """Skipped where the rule of the page's hub does not ask for it."""

    role = Role.EDITOR_IN_CHIEF

    class Meta:
        verbose_name = _("approval by the editor-in-chief")
        verbose_name_plural = _("approvals by the editor-in-chief")

    def is_wanted(self, page: Page) -> bool:
        hub = hub_of(page)
        return ModerationRule.of(hub.pk if hub else None).editor_in_chief_approves

    def days(self, rule: ModerationRule) -> int:
        return rule.editor_in_chief_days

    @classmethod
    def get_description(cls) -> Any:
        return _("The editor-in-chief approves where the rule of the hub asks for it.")


class ApprovalDue(models.Model):
    """Until when a step is to be done; written when it begins and not moved by later changes of the rule."""

    task_state = models.OneToOneField("wagtailcore.TaskState", on_delete=models.CASCADE, related_name="due")
    due_at = models.DateTimeField(pgettext_lazy("approval", "due"))

    class Meta:
        verbose_name = _("due date of an approval")
        verbose_name_plural = _("due dates of approvals")

    def __str__(self) -> str:
        return f"{self.task_state_id} {self.due_at:%Y-%m-%d}"
