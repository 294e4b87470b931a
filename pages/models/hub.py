"""The site of one hub."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from django.apps import apps
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.fields import RichTextField
from wagtail.models import Page

from cms.cache.memory import remembered
from cms.core.prepared import Prepared
from cms.hubs.models import Chome, Hub
from cms.hubs.ranges import in_words
from pages import entries, listings, placement, thumbnails
from pages.blocks import BodyField, PictureField
from pages.listings import CallEntry, HubEntry
from pages.minisite import MODULES, Minisite
from pages.models.addressed import CONTENT_PANELS, AddressedPage
from pages.models.restrictions import RestrictedByPath
from pages.paths import path_of
from pages.proofreading.forms import CheckedPageForm

# How many entries of each list stand on the hub's front page.
ON_HOME = {"news": 5, "events": 5, "bulletin": 1, "articles": 6, "groups": 6, "opportunities": 4}
PLAIN = ("sectionpage", "standardpage", "faqpage", "contactpage")


class HubPage(AddressedPage, RestrictedByPath, Page):
    class Colour(models.TextChoices):
        """The theme's palettes; each has enough contrast (see cms/theme)."""

        BLUE = "blue", _("blue")
        GREEN = "green", _("green")
        CYAN = "cyan", _("cyan")
        PURPLE = "purple", _("purple")
        MAGENTA = "magenta", _("magenta")
        ORANGE = "orange", _("orange")

    routing_joins: ClassVar[tuple[str, ...]] = ("hub__area",)
    # Made by set_up_hub alone: whose branch it is decides who may write there, so nobody chooses it in the editor.
    is_creatable = False

    hub = models.OneToOneField("hubs.Hub", on_delete=models.PROTECT, related_name="page", verbose_name=_("hub"))
    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "link", "ul", "ol"])

    lead_picture = PictureField(blank=True, verbose_name=_("picture"))
    body = BodyField(blank=True, verbose_name=_("text"))
    colour = models.CharField(_("colour"), max_length=10, choices=Colour.choices, default=Colour.BLUE)
    shows_calls = models.BooleanField(_("calls"), default=True)
    shows_news = models.BooleanField(_("news"), default=True)
    shows_events = models.BooleanField(_("events"), default=True)
    shows_bulletin = models.BooleanField(_("bulletin"), default=True)
    shows_groups = models.BooleanField(_("group profiles"), default=True)
    shows_opportunities = models.BooleanField(_("volunteer opportunities"), default=True)

    content_panels = [
        *CONTENT_PANELS,
        FieldPanel("hub", read_only=True),
        FieldPanel("introduction"),
        FieldPanel("lead_picture"),
        FieldPanel("body"),
    ]
    site_panels: ClassVar[list[Any]] = [
        FieldPanel("colour", help_text=_("The colour of the site's head and buttons. Every one can be read well.")),
        MultiFieldPanel([FieldPanel(f"shows_{name}") for name in MODULES], heading=_("What the site has")),
        InlinePanel(
            "menu_items",
            heading=_("Menu"),
            label=_("menu entry"),
            max_num=8,
            help_text=_("Without entries the menu names every list that the site has."),
        ),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading=_("Content")),
            ObjectList(site_panels, heading=_("Site of the hub")),
            ObjectList(Page.promote_panels, heading=_("Promote")),
            ObjectList(Page.settings_panels, heading=_("Settings")),
        ],
        base_form_class=CheckedPageForm,
    )
    parent_page_types = ["pages.WardHomePage"]
    subpage_types = [
        "pages.SectionPage",
        "pages.NewsPage",
        "pages.EventPage",
        "pages.ArticlePage",
        "pages.BulletinPage",
        "pages.CallPage",
        "pages.StandardPage",
        "pages.GroupProfilePage",
        "pages.OpportunityPage",
        "pages.FaqPage",
        "pages.ContactPage",
    ]

    class Meta:
        verbose_name = _("hub page")
        verbose_name_plural = _("hub pages")

    @classmethod
    def entries(cls, request: HttpRequest) -> list[HubEntry]:
        """The hubs that have a live page, in their order; closed ones are left out. One query."""
        pages = cls.objects.live().exclude(hub__status=Hub.Status.CLOSED).select_related("hub")
        found = remembered("hub pages", lambda: list(pages.order_by("hub__order", "hub__code")))
        return [HubEntry(page.hub, path_of(page, request)) for page in found]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Queries: all lists together, the calls, their pictures, the menu, the 丁目 of the area."""
        at = timezone.now()
        site = Minisite(self, request)
        rows = LISTS.all(self.hub_id, at, timezone.localdate(at), *self._below)
        lists = entries.read([row for row in rows if row[0] == "pages" or site.has(row[0])], request)
        return super().get_context(request, *args, **kwargs) | {
            "hub": self.hub,
            "minisite": site,
            "lists": lists,
            "pictures": thumbnails.pictures(entry for found in lists.values() for entry in found),
            "calls": self.calls(request, at) if site.has("calls") else [],
            "places": remembered(("places", self.hub.area_id), self._places),
            "breadcrumbs": [(self.title, "")],
        }

    def _places(self) -> list[str]:
        """The 丁目 of the hub's area, in words."""
        return list(in_words(Chome.objects.filter(areas=self.hub.area_id))) if self.hub.area_id else []

    @property
    def _below(self) -> tuple[str, str, int]:
        """First and last path of a child, and its depth."""
        return (*Page._get_children_path_interval(self.path), self.depth + 1)

    def calls(self, request: HttpRequest, at: datetime) -> list[CallEntry]:
        return listings.calls([(page.call, path_of(page, request)) for page in CALLS.all(*self._below)], at=at)


def _children(name: str, first: str, last: str, depth: int, app: str = "pages") -> Any:
    """Listed pages of one model whose path lies between the two, at this depth."""
    pages = apps.get_model(app, name).objects.filter(path__range=(first, last), depth=depth)
    return placement.listed(pages)


def _lists(hub: int, at: datetime, day: date, first: str, last: str, depth: int) -> QuerySet[Any]:
    """All lists of a hub's front page, and the plain pages right below it in the order of the tree."""
    plain = _children("Page", first, last, depth, "wagtailcore").filter(
        content_type__app_label="pages", content_type__model__in=PLAIN
    )
    rows = [
        entries.rows(kind, entries.of_hub(kind, Hub(pk=hub), at=at)[:most], at=at) for kind, most in ON_HOME.items()
    ]
    return entries.joined([*rows, entries.plain(plain.order_by("path"))])


def _calls(first: str, last: str, depth: int) -> QuerySet[Any]:
    pages = _children("CallPage", first, last, depth).select_related("call__programme")
    shown: QuerySet[Any] = pages.filter(call__is_published=True, call__programme__is_active=True)
    return shown


_AT = datetime(1987, 6, 5, 4, 3, 2, tzinfo=UTC)
_BELOW = ("first-path", "last-path", 987_653)
LISTS: Prepared[Any] = Prepared(_lists, 987_654, _AT, _AT.date(), *_BELOW)
CALLS: Prepared[Any] = Prepared(_calls, *_BELOW)
