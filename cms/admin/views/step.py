"""A staff step inside the desk: the engine's page with the case beside it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.admin import dossier
from cms.admin.views.base import refused
from cms.audit.refusals import refuse
from workflows.cases.services.events import note_reading
from workflows.engine.views import TaskFormView


class StepView(TaskFormView):
    template_name = "desk/step.html"
    door = "step"

    def case_address(self) -> str:
        return reverse("desk:case", args=[self.case.pk])

    def refused(self, reason: str) -> HttpResponse:
        return refused(self.request, case=self.case, door=self.door, reason=reason)

    def foreign(self, case_id: int) -> None:
        reason = "no such step for this person"
        refuse(actor=self.request.user, door=self.door, subject=self.request.path, reason=reason)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Dashboard")},
            {"url": reverse("desk:inbox"), "label": _("Inbox")},
            {"url": self.case_address(), "label": self.case.number},
            {"url": self.request.path, "label": self.title()},
        ]

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        note_reading(self.case, reader=self.user, door=self.door)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "beside": self.beside}

    def beside(self) -> dict[str, Any]:
        """Called by the template alone, so that pages without the column do not ask for it."""
        submissions = dossier.submissions_of(self.case)
        return {
            "sent": dossier.sent(submissions, submissions[-1].number),
            "standing": dossier.standing(self.case, timezone.now()),
        }
