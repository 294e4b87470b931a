"""The ward's front page: finds a hub, shows open calls."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page


class WardHomePage(Page):
    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "link", "ul", "ol"])

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    subpage_types = ["pages.HubPage", "pages.StandardPage"]
    max_count = 1

    class Meta:
        verbose_name = _("ward home page")
