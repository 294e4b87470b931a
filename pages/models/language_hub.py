"""The front page of a hub in another language."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from pages import entries, placement, thumbnails
from pages.blocks import BodyField, PictureField
from pages.minisite import Minisite
from pages.models.restrictions import RestrictedByPath
from pages.paths import path_of
from pages.proofreading.forms import CheckedPageForm

ON_HOME = {"news": 5, "events": 5, "opportunities": 4, "faqs": 10}
PLAIN = ("SectionPage", "StandardPage", "ContactPage")

# What a site in another language has besides its front page and its hubs.
TRANSLATED = [
    "pages.SectionPage",
    "pages.NewsPage",
    "pages.EventPage",
    "pages.StandardPage",
    "pages.OpportunityPage",
    "pages.FaqPage",
    "pages.ContactPage",
]


class LanguageHubPage(RestrictedByPath, Page):
    """A translation of a hub's page: the top of the hub's branch in its language. Made by translating alone."""

    base_form_class = CheckedPageForm
    is_creatable = False
    routing_joins: ClassVar[tuple[str, ...]] = ("hub__page",)

    hub = models.ForeignKey(
        "hubs.Hub", on_delete=models.PROTECT, related_name="language_pages", editable=False, verbose_name=_("hub")
    )
    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "link", "ul", "ol"])
    lead_picture = PictureField(blank=True, verbose_name=_("picture"))
    body = BodyField(blank=True, verbose_name=_("text"))

    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("lead_picture"),
        FieldPanel("body"),
    ]
    parent_page_types = ["pages.LanguageHomePage"]
    subpage_types = TRANSLATED

    class Meta:
        verbose_name = _("hub page in another language")
        verbose_name_plural = _("hub pages in other languages")

    @property
    def colour(self) -> str:
        """As the hub's own site has it."""
        return str(self.hub.page.colour)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One query for all lists, and one for their pictures."""
        at = timezone.now()
        rows = [
            entries.rows(kind, entries.of_hub(kind, self.hub, at=at)[:most], at=at) for kind, most in ON_HOME.items()
        ]
        plain = placement.listed(Page.objects.child_of(self))
        plain = entries.plain(plain.filter(content_type__model__in=[name.lower() for name in PLAIN]))
        lists = entries.read_rows([*rows, plain], request)
        return super().get_context(request, *args, **kwargs) | {
            "hub": self.hub,
            "japanese_url": path_of(self.hub.page, request),
            "minisite": Minisite(self, request),
            "lists": lists,
            "pictures": thumbnails.pictures(entry for found in lists.values() for entry in found),
            "breadcrumbs": [(self.title, "")],
        }
