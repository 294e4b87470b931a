"""One page for every staff step: the form of the step, the case beside it, and what may go wrong.

Only the steps' own forms differ. Whoever mounts it says where the case's page is, how a refusal
looks, and what stands beside the form.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.generic.base import View
from viewflow.workflow import STATUS
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.core.errors import Busy, CaseError, Forbidden, Stale
from cms.people.models import User
from forms.wording import in_words_of
from workflows.cases.access import may_read_as_staff
from workflows.cases.models import Case
from workflows.engine.acting import check_person, do_step, find_step, may_do
from workflows.engine.kind import kind_of
from workflows.engine.staff_form import StaffForm
from workflows.engine.story import what_happened

NO_REVISION = -1


class TaskFormView(WagtailAdminTemplateMixin, View):
    """GET shows the form; POST does the step, whole or not at all, and goes back to the case."""

    header_icon = "edit"
    template_name = "engine/step.html"
    confirm_template = "engine/confirm.html"
    stale_template = "engine/stale.html"
    case: Case

    def case_address(self) -> str:
        raise NotImplementedError

    def refused(self, reason: str) -> HttpResponse:
        """403 with the reason; puts the refusal on record. Called outside any transaction."""
        raise NotImplementedError

    def foreign(self, case_id: int) -> None:
        """Puts on record that somebody asked for a step that does not exist for them."""
        raise NotImplementedError

    @property
    def user(self) -> User:
        return self.request.user  # type: ignore[return-value]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            self.task = find_step(case_id=kwargs["pk"], task_id=kwargs["task"], node=kwargs["node"], audience="staff")
            self.case = self.task.process.run.case
            if not may_read_as_staff(self.user, self.case):
                raise Http404
        except Http404:
            self.foreign(kwargs["pk"])
            raise
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.task.status not in (STATUS.NEW, STATUS.ASSIGNED):
            messages.warning(request, what_happened(self.case))
            return redirect(self.case_address())
        if reason := self._hindrance():
            return self.refused(reason)
        return self._page(self.template_name, self.form_class(case=self.case))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form_class(request.POST, case=self.case)
        if not form.is_valid() or "edit" in request.POST:
            return self._page(self.template_name, form)
        if form.must_be_confirmed() and "confirmed" not in request.POST:
            if reason := self._hindrance():
                return self.refused(reason)
            return self._page(self.confirm_template, form)
        try:
            case = do_step(
                self.task, actor=self.user, outcome=form.outcome(), service=form.service(),
                seen_revision=self._seen_revision(), data=form.data_for_service(),
            )  # fmt: skip
        except Stale as error:
            told = {"what_happened": str(error), "is_busy": isinstance(error, Busy)}
            return self._page(self.stale_template, form, status=409, **told)
        except Forbidden as error:
            return self.refused(str(error))
        except CaseError as error:
            form.add_error(None, str(error))
            return self._page(self.template_name, form)
        done = _("“%(step)s” is done. The case stands at “%(next)s” now.")
        messages.success(request, done % {"step": self.title(), "next": kind_of(case).step(case.step).label})
        return redirect(self.case_address())

    @property
    def form_class(self) -> type[StaffForm]:
        return self.task.flow_task.form  # type: ignore[no-any-return]

    def title(self) -> str:
        return str(kind_of(self.case).step(self.task.flow_task.name).label)

    def get_page_title(self) -> str:
        return self.title()

    def get_page_subtitle(self) -> str:
        return self.case.number

    def _hindrance(self) -> str:
        """Why this person may not do the step, as a sentence; empty when they may."""
        try:
            check_person(self.user, self.case)
        except Forbidden as error:
            return str(error)
        return "" if may_do(self.user, self.case) else _("Whoever drafted the decision cannot decide it.")

    def _seen_revision(self) -> int:
        """The case's state on the page that was sent; a page that names none counts as outdated."""
        text = self.request.POST.get("seen_revision", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else NO_REVISION

    def _shown_revision(self, form: StaffForm) -> int:
        """A form that is shown again keeps the revision that the person first saw."""
        return self._seen_revision() if form.is_bound else self.case.revision

    def _page(self, template: str, form: StaffForm, *, status: int = 200, **more: Any) -> HttpResponse:
        context = {
            **self.get_context_data(),
            "case": self.case,
            "form": form,
            "help_text": in_words_of(self.case.kind, self.task.flow_task.help_text),
            "seen_revision": self._shown_revision(form),
            "case_address": self.case_address(),
            "summary": form.summary(self.user) if status == 200 else [],
            "typed": typed(form) if form.is_bound else [],
            **more,
        }
        return TemplateResponse(self.request, template, context, status=status)


def typed(form: Form) -> list[tuple[Any, str]]:
    """Label and text of everything that was filled in, so that a person can copy it elsewhere."""
    found = []
    for field in form.visible_fields():
        value = field.data
        values = value if isinstance(value, list | tuple) else [value]
        words = {str(key): str(text) for key, text in getattr(field.field, "choices", [])}
        text = "、".join(words.get(str(one), str(one)) for one in values if one not in (None, ""))
        if text:
            found.append((field.label, text))
    return found
