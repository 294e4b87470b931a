"""Wagtail's editor and its button of a step, for whoever comes too late: told who was faster, and nothing changes.

Both read the page after ``turns`` has locked it, so what they see is what the faster one left.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.revisions import RevisionsRevertView, RevisionsUnscheduleView
from wagtail.admin.views.pages.workflow import WorkflowActionView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page, PageLogEntry, TaskState, WorkflowState

from pages.editing.exploring import OwnIndexView
from pages.editing.views.places import PlacesView

STEP, SEEN_LIVE = "approval-step", "approval-live"
DECIDES, ENDS = "action-workflow-action", ("action-cancel-workflow", "action-restart-workflow")
OFF = ("wagtail.unpublish", "wagtail.unpublish.scheduled")


def decided(step: TaskState) -> str:
    """Who decided ``step`` and how; nothing while it is open."""
    by = str(step.finished_by) if step.finished_by else _("another person")
    said = {
        TaskState.STATUS_APPROVED: _("%(name)s has already approved this step. Nothing was changed."),
        TaskState.STATUS_REJECTED: _("%(name)s has already sent this page back to the writer. Nothing was changed."),
        TaskState.STATUS_CANCELLED: _("This request for approval has already been withdrawn. Nothing was changed."),
    }
    return said[step.status] % {"name": by} if step.status in said else ""


def taken_off(page: Page) -> str:
    """Who took ``page`` off the site while somebody had it before them to approve."""
    done = PageLogEntry.objects.filter(page_id=page.pk, action__in=OFF).order_by("-pk").first()
    if done is None or done.user is None:
        return _(
            "This page has meanwhile been taken off the site. Nothing was changed. Please look before you approve."
        )
    said = _(
        "%(name)s has meanwhile taken this page off the site. Nothing was changed. Please look before you approve."
    )
    return said % {"name": done.user}


class InTurn(EditView):
    """The editor, in which a step that was decided meanwhile is neither decided again nor turned into a draft."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        said = self.too_late()
        if not said:
            return super().post(request, *args, **kwargs)
        messages.error(request, said)
        self.form = self.bound_to(self.page)
        self.form.defer_required_fields()
        self.form.is_valid()
        if not self.was_typed_in():
            return self.redirect_and_remain()
        self.errors_debug = None
        self.has_unsaved_changes = True
        return self.render_to_response(self.get_context_data())

    def perform_workflow_action(self) -> HttpResponse:
        """All of it or nothing: a step that may not be decided leaves no saved text behind."""
        with transaction.atomic():
            return super().perform_workflow_action()

    def too_late(self) -> str:
        """Why this press of a button of approval comes too late, or nothing."""
        decides = bool(self.request.POST.get(DECIDES))
        ends = any(self.request.POST.get(name) for name in ENDS)
        if not decides and (not ends or self.page.workflow_in_progress or self.is_sent_back()):
            return ""
        step = self.meant_step()
        if step is not None and (said := decided(step)):
            return said
        if decides and self.is_out_of_date:
            return _("A newer version was saved after you opened this page. Please read it before you decide.")
        if decides and self.request.POST.get(SEEN_LIVE) and not self.page.live:
            return taken_off(self.real_page_record)
        return ""

    def is_sent_back(self) -> bool:
        state = self.page.current_workflow_state
        return state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES

    def meant_step(self) -> TaskState | None:
        """The step that stood on the person's screen; without it the last one of the page."""
        steps = TaskState.objects.for_instance(self.real_page_record).select_related("finished_by").order_by("pk")
        given = self.request.POST.get(STEP, "")
        if given.isdecimal():
            return steps.filter(pk=given).first()
        return steps.exclude(status=TaskState.STATUS_SKIPPED).last()

    def bound_to(self, page: Page) -> Any:
        return self.form_class(
            self.request.POST,
            self.request.FILES,
            instance=page,
            subscription=self.subscription,
            parent_page=self.parent,
            for_user=self.request.user,
        )

    def was_typed_in(self) -> bool:
        """Whether the person wrote something that would be lost: compared with the version that they had opened."""
        opened = self.request.POST.get("loaded_revision_id", "")
        version = self.real_page_record.revisions.filter(pk=opened).first() if opened.isdecimal() else None
        form = self.form if version is None else self.bound_to(version.as_object())
        return bool(form.has_changed())


class PageEditView(InTurn):
    pass


class PageRevertView(InTurn, RevisionsRevertView):
    pass


class UnscheduleView(RevisionsUnscheduleView):
    """The button that takes a date of publication back."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.revision.approved_go_live_at is not None:
            return super().post(request, *args, **kwargs)
        is_live = self.object.live_revision_id == self.revision.pk
        live = _(
            "This version has already gone live. Nothing was changed. To take it back, take the page off the site."
        )
        other = _("The date of this version has already been taken back. Nothing was changed.")
        messages.error(request, live if is_live else other)
        return redirect(self.get_next_url())


class StepView(WorkflowActionView):
    """The button of a step outside the editor."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        said = decided(self.task_state)
        if not said:
            return super().dispatch(request, *args, **kwargs)
        messages.error(request, said)
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return self.render_modal_json(request, {"step": "success", "redirect": self.redirect_url})
        return redirect(self.redirect_url)


class ApprovedPages(PageViewSet):
    """In place of Wagtail's own for all kinds of pages."""

    choose_parent_view_class = PlacesView
    edit_view_class = PageEditView
    index_view_class = OwnIndexView
    revisions_revert_view_class = PageRevertView
    revisions_unschedule_view_class = UnscheduleView
    workflow_action_view_class = StepView
