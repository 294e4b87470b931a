"""A piece of news (お知らせ)."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from pages.models.content import IN_A_SITE, ContentPage, PlacedPage


class NewsPage(PlacedPage):
    page_description = _("Short and with a date: days of closing, results, reminders.")
    published_on = models.DateField(_("date of the news"), default=timezone.localdate, db_index=True)

    content_panels = [*ContentPage.content_panels, FieldPanel("published_on"), PlacedPage.placement_panel]
    parent_page_types = IN_A_SITE
    subpage_types: list[str] = []

    @property
    def search_date(self) -> date:
        return self.published_on

    class Meta:
        verbose_name = _("news")
        verbose_name_plural = _("news")
