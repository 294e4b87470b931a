"""The index of a section: lists what lies below it."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from pages import entries, placement, thumbnails
from pages.models.content import IN_A_SITE, ContentPage

# The newest hundred of each kind; past events are left to the calendar.
MOST = 100
BELOW = ("news", "events", "articles", "groups", "opportunities", "faqs")
PLAIN = ("SectionPage", "StandardPage", "ContactPage", "AccessibilityTestPage")


class SectionPage(ContentPage):
    page_description = _("Gathers pages of one subject below it.")
    parent_page_types = IN_A_SITE
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
        """Two queries more: what lies below, by kind, and the pictures."""
        at = timezone.now()
        kinds = {kind: placement.below(entries.of_ward(kind, at=at), self)[:MOST] for kind in BELOW}
        rows = [entries.rows(kind, pages, at=at) for kind, pages in kinds.items()]
        types = [apps.get_model("pages", name) for name in PLAIN]
        plain = placement.listed(Page.objects.child_of(self).type(*types)).order_by("path")
        lists = entries.read_rows([*rows, entries.plain(plain)], request)
        return super().get_context(request, *args, **kwargs) | {
            "lists": lists,
            "pictures": thumbnails.pictures(entry for found in lists.values() for entry in found),
        }
