"""The ward's front page: finds a hub, shows open calls."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from cms.core.prepared import Prepared
from pages import entries, listings, thumbnails
from pages.blocks import BodyField
from pages.finder_form import FinderForm
from pages.models.addressed import CONTENT_PANELS, AddressedPage
from pages.models.hub import HubPage
from pages.models.restrictions import RestrictedByPath
from pages.proofreading.forms import CheckedPageForm

# How many entries of each list stand on the ward's front page.
ON_HOME = {"news": 6, "events": 6, "articles": 6}


class WardHomePage(AddressedPage, RestrictedByPath, Page):
    base_form_class = CheckedPageForm

    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "link", "ul", "ol"])

    body = BodyField(blank=True, verbose_name=_("text"))

    content_panels = [*CONTENT_PANELS, FieldPanel("introduction"), FieldPanel("body")]
    subpage_types = [
        "pages.HubPage",
        "pages.SectionPage",
        "pages.NewsPage",
        "pages.EventPage",
        "pages.ArticlePage",
        "pages.BulletinPage",
        "pages.StandardPage",
        "pages.OpportunityPage",
        "pages.FaqPage",
        "pages.AccessibilityPolicyPage",
        "pages.ContactPage",
    ]
    routing_joins: ClassVar[tuple[str, ...]] = ()

    class Meta:
        verbose_name = _("ward home page")
        verbose_name_plural = _("ward home pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Queries: all lists together, their pictures, calls and hubs."""
        at = timezone.now()
        lists = entries.read(LISTS.all(at), request)
        return super().get_context(request, *args, **kwargs) | {
            "form": FinderForm(),
            "lists": lists,
            "pictures": thumbnails.pictures(entry for found in lists.values() for entry in found),
            "calls": listings.calls_of_ward(at=at),
            "hubs": HubPage.entries(request),
        }


def _lists(at: datetime) -> QuerySet[Any]:
    rows = [entries.rows(kind, entries.of_ward(kind, at=at)[:most], at=at) for kind, most in ON_HOME.items()]
    return entries.joined([*rows, entries.topic_rows()])


LISTS: Prepared[Any] = Prepared(_lists, datetime(1987, 6, 5, 4, 3, 2, tzinfo=UTC))
