"""The page of one call at one hub: what, who, how much, until when, and the door to apply."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page


class CallPage(Page):
    call = models.ForeignKey("programmes.Call", on_delete=models.PROTECT, related_name="pages", verbose_name=_("call"))
    body = RichTextField(_("text"), blank=True, features=["h2", "h3", "bold", "link", "ul", "ol"])

    content_panels = [*Page.content_panels, FieldPanel("call"), FieldPanel("body")]
    parent_page_types = ["pages.HubPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("call page")
