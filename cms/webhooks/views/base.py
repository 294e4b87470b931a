"""What every page of the receivers shares: who may come in, and the way back."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.audit.refusals import refuse
from cms.people.models import User
from cms.webhooks import access
from cms.webhooks.models import Endpoint


class WebhookPage(WagtailAdminTemplateMixin, View):
    """Who may not come in gets 404, as if it did not exist, and it is on record. Only readers read, managers write."""

    header_icon = "globe"
    manages = True
    endpoint: Endpoint | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            self.enter(request, **kwargs)
        except Http404:
            refuse(actor=request.user, door="webhooks", subject=request.path, reason="not readable")
            raise
        return super().dispatch(request, *args, **kwargs)

    @property
    def user(self) -> User:
        """The signed-in person; anonymous requests never reach the admin."""
        return self.request.user  # type: ignore[return-value]

    def enter(self, request: HttpRequest, **kwargs: Any) -> None:
        """The record of the address is at hand; Http404 when it is not for this person."""
        manages = self.manages or request.method != "GET"
        if not (access.may_manage if manages else access.may_read)(request.user):
            raise Http404
        if "pk" in kwargs:
            self.endpoint = access.endpoint_for(request.user, kwargs["pk"], manage=manages)

    @property
    def one(self) -> Endpoint:
        if self.endpoint is None:
            raise Http404
        return self.endpoint

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        found = [
            {"url": reverse("wagtailadmin_home"), "label": _("Dashboard")},
            {"url": reverse("webhooks:index"), "label": _("Webhooks")},
        ]
        if self.endpoint is not None:
            found.append({"url": reverse("webhooks:endpoint", args=[self.endpoint.pk]), "label": self.endpoint.name})
        return [*found, *self.crumbs()]

    def crumbs(self) -> list[dict[str, Any]]:
        return []


def shown_once(request: HttpRequest, endpoint: Endpoint, secret: str, *, title: str) -> HttpResponse:
    """The page with the secret: answered to the post itself, kept by no browser and no server."""
    context = {
        "endpoint": endpoint,
        "secret": secret,
        "page_title": title,
        "header_title": title,
        "header_icon": "globe",
        "breadcrumbs_items": [
            {"url": reverse("webhooks:index"), "label": _("Webhooks")},
            {"url": reverse("webhooks:endpoint", args=[endpoint.pk]), "label": endpoint.name},
        ],
    }
    response = TemplateResponse(request, "webhooks/secret.html", context)
    response["Cache-Control"] = "no-store"
    return response
