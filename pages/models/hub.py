"""The site of one hub."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from cms.hubs.models import Chome, Hub
from cms.hubs.ranges import in_words
from pages import listings
from pages.listings import HubEntry
from pages.models.restrictions import RestrictedByPath
from pages.paths import path_of


class HubPage(RestrictedByPath, Page):
    hub = models.OneToOneField("hubs.Hub", on_delete=models.PROTECT, related_name="page", verbose_name=_("hub"))
    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "link", "ul", "ol"])

    # Made by set_up_hub alone: whose branch it is decides who may write there, so nobody chooses it in the editor.
    is_creatable = False

    content_panels = [*Page.content_panels, FieldPanel("hub", read_only=True), FieldPanel("introduction")]
    parent_page_types = ["pages.WardHomePage"]
    subpage_types = ["pages.CallPage", "pages.StandardPage"]

    class Meta:
        verbose_name = _("hub page")
        verbose_name_plural = _("hub pages")

    @classmethod
    def entries(cls, request: HttpRequest) -> list[HubEntry]:
        """The hubs that have a live page, in their order; closed ones are left out. One query."""
        pages = cls.objects.live().exclude(hub__status=Hub.Status.CLOSED).select_related("hub")
        return [HubEntry(page.hub, path_of(page, request)) for page in pages.order_by("hub__order", "hub__code")]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Two queries: the pages below and the 丁目 of the area."""
        below = self.get_children().live().select_related("callpage__call__programme", "standardpage")
        pages = [page.callpage for page in below if _is(page, "callpage") and page.callpage.call.is_published]
        calls = [(page.call, path_of(page, request)) for page in pages if page.call.programme.is_active]
        return super().get_context(request, *args, **kwargs) | {
            "hub": self.hub,
            "calls": listings.calls(calls, at=timezone.now()),
            "others": [(page.title, path_of(page, request)) for page in below if _is(page, "standardpage")],
            "places": in_words(Chome.objects.filter(areas=self.hub.area_id)) if self.hub.area_id else [],
            "breadcrumbs": [(self.title, "")],
        }


def _is(page: Page, child: str) -> bool:
    """Whether the joined row of this type is there."""
    return getattr(page, child, None) is not None
