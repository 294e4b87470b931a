"""An article: stands on the site by itself and in issues of the bulletin."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from pages.models.content import ContentPage, PlacedPage


class ArticlePage(PlacedPage):
    page_description = _("To be read at leisure; can be put into issues of the bulletin.")
    written_on = models.DateField(_("date of the article"), default=timezone.localdate, db_index=True)
    byline = models.CharField(
        _("written by"), max_length=80, blank=True, help_text=_("As printed, e.g. 地域情報協力員　見本花子")
    )

    content_panels = [
        *ContentPage.content_panels,
        FieldPanel("written_on"),
        FieldPanel("byline"),
        PlacedPage.placement_panel,
    ]
    parent_page_types = ["pages.BulletinPage", "pages.SectionPage", "pages.HubPage", "pages.WardHomePage"]
    subpage_types: list[str] = []

    @property
    def search_date(self) -> date:
        return self.written_on

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
