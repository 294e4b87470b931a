"""The index of a section: lists what lies below it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from pages.models.content import ContentPage
from pages.paths import path_of


class SectionPage(ContentPage):
    parent_page_types = ["pages.SectionPage", "pages.HubPage", "pages.WardHomePage"]
    subpage_types = [
        "pages.SectionPage",
        "pages.NewsPage",
        "pages.EventPage",
        "pages.ArticlePage",
        "pages.StandardPage",
        "pages.FaqPage",
        "pages.GroupProfilePage",
        "pages.OpportunityPage",
        "pages.AccessibilityTestPage",
        "pages.ContactPage",
    ]

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One query more: what lies below, the newest first."""
        below = self.get_children().live().order_by("-first_published_at", "-pk")[:100]
        return super().get_context(request, *args, **kwargs) | {
            "below": [(page.title, path_of(page, request)) for page in below]
        }
