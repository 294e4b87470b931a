"""The site of one hub."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.fields import RichTextField
from wagtail.models import Page

from cms.hubs.models import Chome, Hub
from cms.hubs.ranges import in_words
from pages import listings
from pages.blocks import BodyField, PictureField
from pages.listings import HubEntry
from pages.models.restrictions import RestrictedByPath
from pages.paths import path_of

# What a hub may leave off its site.
MODULES = ("calls", "news", "events", "bulletin", "groups", "opportunities")


class HubPage(RestrictedByPath, Page):
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
        *Page.content_panels,
        FieldPanel("hub", read_only=True),
        FieldPanel("introduction"),
        FieldPanel("lead_picture"),
        FieldPanel("body"),
    ]
    site_panels: ClassVar[list[Any]] = [
        FieldPanel("colour"),
        MultiFieldPanel([FieldPanel(f"shows_{name}") for name in MODULES], heading=_("What the site has")),
        InlinePanel("menu_items", heading=_("Menu"), label=_("menu entry"), max_num=8),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading=_("Content")),
            ObjectList(site_panels, heading=_("Site of the hub")),
            ObjectList(Page.promote_panels, heading=_("Promote")),
            ObjectList(Page.settings_panels, heading=_("Settings")),
        ]
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
        return [HubEntry(page.hub, path_of(page, request)) for page in pages.order_by("hub__order", "hub__code")]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Two queries: the pages below and the 丁目 of the area."""
        below = self.get_children().live().select_related("callpage__call__programme", "standardpage")
        pages = [page.callpage for page in below if _is(page, "callpage") and page.callpage.call.is_published]
        calls = [(page.call, path_of(page, request)) for page in pages if page.call.programme.is_active]
        return super().get_context(request, *args, **kwargs) | {
            "hub": self.hub,
            "calls": listings.calls(calls, at=timezone.now()),
            "others": [(page.title, path_of(page, request)) for page in below if _is(page, "standardpage")],
            "places": in_words(Chome.objects.filter(areas=self.hub.area_id)) if self.hub.area_id else [],
            "breadcrumbs": [(self.title, "")],
        }


def _is(page: Page, child: str) -> bool:
    """Whether the joined row of this type is there."""
    return getattr(page, child, None) is not None
