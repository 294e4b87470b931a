"""The receivers, the log of each, and one delivery with the bytes that were sent."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from cms.core.errors import CaseError
from cms.webhooks import access, services
from cms.webhooks.events import TYPES
from cms.webhooks.models import Attempt, Delivery
from cms.webhooks.views.base import WebhookPage

SHOWN = 50
State = Delivery.State
ERRORS = {
    "timeout": gettext_lazy("no answer in time"),
    "TLS": gettext_lazy("the certificate or the encryption is not in order"),
    "DNS": gettext_lazy("the host is not known"),
    "private network": gettext_lazy("not called: an internal network"),
    "port": gettext_lazy("not called: a port that is not allowed"),
    "address": gettext_lazy("not called: no address for receivers"),
    "stopped": gettext_lazy("put aside: the operator finds the reason under “Background work”"),
}
FAILED = Q(deliveries__state__in=[State.FAILED, State.STOPPED])


class IndexView(WebhookPage, TemplateView):
    template_name = "webhooks/index.html"
    page_title = gettext_lazy("Webhooks")
    manages = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = access.endpoints_of(self.user).annotate(failed=Count("deliveries", filter=FAILED))
        return {
            **super().get_context_data(**kwargs),
            "endpoints": [(one, [TYPES[name].label for name in one.events if name in TYPES]) for one in found],
            "manages": access.may_manage(self.user),
        }


class EndpointView(WebhookPage, TemplateView):
    """One receiver and its log, newest first, page by page."""

    template_name = "webhooks/endpoint.html"
    page_title = gettext_lazy("Receiver")
    manages = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.one.deliveries.select_related("event").order_by("-pk")
        before = self.request.GET.get("before", "")
        if before.isascii() and before.isdigit() and len(before) < 19:
            found = found.filter(pk__lt=int(before))
        rows = list(found[: SHOWN + 1])
        here = reverse("webhooks:endpoint", args=[self.one.pk])
        types = [TYPES[name] for name in self.one.events if name in TYPES]
        return {
            **super().get_context_data(**kwargs),
            "endpoint": self.one,
            "types": types,
            "examples": [(one.label, json.dumps(one.example, ensure_ascii=False, indent=2)) for one in types],
            "deliveries": [(one, _label(one), answered(one)) for one in rows[:SHOWN]],
            "older": f"{here}?before={rows[SHOWN - 1].pk}" if len(rows) > SHOWN else "",
            "failed": self.one.deliveries.filter(state__in=[State.FAILED, State.STOPPED]).count(),
            "manages": access.may_manage(self.user),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            told = self._act(request.POST.get("action", ""))
        except CaseError as error:
            messages.error(request, str(error))
            return self.render_to_response(self.get_context_data(), status=409)
        if not told:
            messages.error(request, _("Choose what to do."))
            return self.render_to_response(self.get_context_data(), status=422)
        messages.success(request, told)
        return redirect("webhooks:endpoint", self.one.pk)

    def _act(self, action: str) -> str:
        """What is told; empty when nothing of the kind can be done."""
        actor = self.user
        if action == "test":
            services.send_test(self.one, actor=actor)
            return _("The test is on its way. Reload this page in a moment to see what came back.")
        if action == "again":
            count = services.deliver_failed_again(self.one, actor=actor)
            told = ngettext("%(count)d event is sent again.", "%(count)d events are sent again.", count)
            return told % {"count": count}
        if action in ("on", "off"):
            services.switch(self.one, actor=actor, on=action == "on")
            return _("The receiver is in use.") if action == "on" else _("The receiver is switched off.")
        return ""


class DeliveryView(WebhookPage, TemplateView):
    """One delivery: its tries, and exactly what was sent."""

    template_name = "webhooks/delivery.html"
    page_title = gettext_lazy("Delivery")
    manages = False
    delivery: Delivery

    def enter(self, request: HttpRequest, **kwargs: Any) -> None:
        super().enter(request, **kwargs)
        self.delivery = access.delivery_for(request.user, self.one.pk, kwargs["delivery"])

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"url": "", "label": _label(self.delivery)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "delivery": self.delivery,
            "label": _label(self.delivery),
            "attempts": [(one, answered(one)) for one in self.delivery.attempts.order_by("-pk")[:SHOWN]],
            "manages": access.may_manage(self.user) and self.one.active,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            services.deliver_again(self.delivery, actor=self.user)
        except CaseError as error:
            messages.error(request, str(error))
            return self.render_to_response(self.get_context_data(), status=409)
        messages.success(request, _("The event is sent again, under the same number."))
        return redirect("webhooks:delivery", self.one.pk, self.delivery.pk)


def answered(row: Delivery | Attempt) -> str:
    """What came back, in words: a status, or why there is none."""
    if row.status is not None:
        return f"HTTP {row.status}"
    if not row.error:
        return ""
    return str(ERRORS[row.error]) if row.error in ERRORS else _("no connection (%(error)s)") % {"error": row.error}


def _label(delivery: Delivery) -> str:
    kind = TYPES.get(delivery.event.type)
    return str(kind.label) if kind else delivery.event.type
