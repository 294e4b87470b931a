"""A plain page: accessibility policy, privacy, how to."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page


class StandardPage(Page):
    body = RichTextField(_("text"), blank=True, features=["h2", "h3", "bold", "link", "ul", "ol"])

    content_panels = [*Page.content_panels, FieldPanel("body")]
    parent_page_types = ["pages.WardHomePage", "pages.HubPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("page")
