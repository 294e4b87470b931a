"""A plain page: accessibility policy, privacy, how to."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from pages.models.restrictions import RestrictedByPath
from pages.paths import path_of

WARD_LEVEL = 3


class StandardPage(RestrictedByPath, Page):
    routing_joins: ClassVar[tuple[str, ...]] = ()

    body = RichTextField(_("text"), blank=True, features=["h2", "h3", "bold", "link", "ul", "ol"])

    content_panels = [*Page.content_panels, FieldPanel("body")]
    parent_page_types = ["pages.WardHomePage", "pages.HubPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One query, for a hub's page: the hub above it."""
        parent = self.get_parent() if self.depth > WARD_LEVEL else None
        crumbs = [(parent.title, path_of(parent, request))] if parent else []
        return super().get_context(request, *args, **kwargs) | {"breadcrumbs": [*crumbs, (self.title, "")]}
