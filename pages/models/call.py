"""The page of one call at one hub: what, who, how much, until when, and the door to apply."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from cms.core.prepared import Prepared
from cms.hubs.models import Hub
from pages import call_facts, minisite
from pages.models.addressed import CONTENT_PANELS, AddressedPage
from pages.models.restrictions import RestrictedByPath
from pages.paths import path_of

HUB_AT: Prepared[Hub] = Prepared(lambda path: Hub.objects.select_related("page").filter(page__path=path), "path")


class CallPage(AddressedPage, RestrictedByPath, Page):
    # Made and taken away with the calls, never by hand.
    is_creatable = False

    call = models.ForeignKey("programmes.Call", on_delete=models.PROTECT, related_name="pages", verbose_name=_("call"))
    body = RichTextField(_("text"), blank=True, features=["h2", "h3", "bold", "link", "ul", "ol"])

    routing_joins: ClassVar[tuple[str, ...]] = ("call__programme",)

    content_panels = [*CONTENT_PANELS, FieldPanel("call"), FieldPanel("body")]
    parent_page_types = ["pages.HubPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("call page")
        verbose_name_plural = _("call pages")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """404 while the call itself is not published."""
        if not self.call.is_published:
            raise Http404
        return super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Two queries: the hub with its page, and the lists of ``call_facts``."""
        hub = HUB_AT.first(self.path[: -self.steplen])
        crumbs = [(hub.page.title, path_of(hub.page, request))] if hub else []
        site = minisite.of(hub, request)
        return (
            super().get_context(request, *args, **kwargs)
            | call_facts.context(self.call, hub=hub, at=timezone.now())
            | {"breadcrumbs": [*crumbs, (self.title, "")], "minisite": site}
        )
