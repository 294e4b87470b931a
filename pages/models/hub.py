"""The site of one hub."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page


class HubPage(Page):
    hub = models.OneToOneField("hubs.Hub", on_delete=models.PROTECT, related_name="page", verbose_name=_("hub"))
    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "link", "ul", "ol"])

    content_panels = [*Page.content_panels, FieldPanel("hub"), FieldPanel("introduction")]
    parent_page_types = ["pages.WardHomePage"]
    subpage_types = ["pages.CallPage", "pages.StandardPage"]

    class Meta:
        verbose_name = _("hub page")
