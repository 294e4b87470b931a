"""What the pages of this room in the admin share: the frame, and 404 for whoever has no business there."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic.base import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.audit.refusals import refuse
from cms.people.models import User


class EditingView(WagtailAdminTemplateMixin, TemplateView):
    """Who may not come in gets 404, as if it did not exist, and it is on record."""

    door = "editing"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.may_enter(self.user):
            refuse(actor=request.user, door=self.door, subject=request.path, reason="no role for this page")
            raise Http404
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def may_enter(self, user: User) -> bool:
        raise NotImplementedError

    @property
    def user(self) -> User:
        """The signed-in person; anonymous requests never reach the admin."""
        return self.request.user  # type: ignore[return-value]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Dashboard")},
            {"url": "", "label": self.get_page_title()},
        ]
