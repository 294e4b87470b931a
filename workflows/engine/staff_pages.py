"""The frame of every page of the desk, for the roof and for the kinds: who may come in, how a refusal looks."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.audit.refusals import refuse
from cms.people.models import User
from workflows.cases.access import as_staff, for_staff
from workflows.cases.models import Case

Crumb = dict[str, Any]


class StaffPage(WagtailAdminTemplateMixin, TemplateView):
    """A page of the desk. Who may not come in gets 404, as if it did not exist, and it is on record."""

    header_icon = "tasks"
    door = "desk"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.may_enter(request.user):  # type: ignore[arg-type]
            refuse(actor=request.user, door=self.door, subject=request.path, reason="no role for this page")
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def may_enter(self, user: User) -> bool:
        return as_staff(user) is not None

    @property
    def user(self) -> User:
        """The signed-in person; anonymous requests never reach the desk."""
        return self.request.user  # type: ignore[return-value]

    def crumbs(self) -> list[Crumb]:
        """The path below the inbox; the last one is this page."""
        return []

    def get_breadcrumbs_items(self) -> list[Crumb]:
        first = [{"url": reverse("wagtailadmin_home"), "label": _("Dashboard")}]
        if as_staff(self.user) is not None:
            first.append({"url": reverse("desk:inbox"), "label": _("Inbox")})
        return [*first, *self.crumbs()]


class StaffCasePage(StaffPage):
    """A page of one case; a foreign case does not exist for this person, and the attempt is on record."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.case = readable_case(request, kwargs["pk"], door=self.door)
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self) -> list[Crumb]:
        return [{"url": reverse("desk:case", args=[self.case.pk]), "label": self.case.number}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "case": self.case}


def readable_case(request: HttpRequest, pk: int, *, door: str) -> Case:
    """The case; Http404 when it is foreign or does not exist, with the attempt on record."""
    try:
        return for_staff(request.user, pk)  # type: ignore[arg-type]
    except Http404:
        refuse(actor=request.user, door=door, subject=f"case:{pk}", reason="not readable")
        raise


def refused(request: HttpRequest, *, case: Case, door: str, reason: str) -> HttpResponse:
    """403 with the reason in words; the refusal is on record. Call it after the rollback."""
    refuse(actor=request.user, door=door, subject=f"case:{case.pk}", reason=reason)
    crumbs: list[Crumb] = [
        {"url": reverse("desk:inbox"), "label": _("Inbox")},
        {"url": reverse("desk:case", args=[case.pk]), "label": case.number},
    ]
    return refused_page(request, reason=reason, crumbs=crumbs)


def refused_page(request: HttpRequest, *, reason: str, crumbs: list[Crumb]) -> HttpResponse:
    """A page inside the admin with status 403; Wagtail's own way would be a redirect."""
    context = {"reason": reason, "header_title": _("Not allowed"), "breadcrumbs_items": crumbs}
    return TemplateResponse(request, "engine/refused.html", context, status=403)
