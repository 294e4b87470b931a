"""What every page that editors write has: its text, its plain version, its readings, and where it belongs."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.forms import CheckboxSelectMultiple
from django.utils.functional import classproperty
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.models import Page

from cms.hubs.models import Hub
from pages import minisite
from pages.blocks import BodyField, EasyField, PictureField
from pages.minisite import Minisite
from pages.models.addressed import CONTENT_PANELS, AddressedPage
from pages.models.restrictions import RestrictedByPath
from pages.paths import path_of
from pages.proofreading.forms import CheckedPageForm

# Where a page of a site may stand, in every language: below a section, a hub's page or a front page.
IN_A_SITE = [
    "pages.SectionPage",
    "pages.HubPage",
    "pages.WardHomePage",
    "pages.LanguageHomePage",
    "pages.LanguageHubPage",
]


def hub_above(path: str, steplen: int = Page.steplen) -> Hub | None:
    """The hub in whose branch a page at ``path`` lies, in any language; None for the ward's own pages. One query."""
    above = [path[:end] for end in range(steplen, len(path), steplen)]
    here = Q(page__path__in=above) | Q(language_pages__path__in=above)
    return Hub.objects.filter(here).order_by("pk").first()


def tabs(page_type: Any) -> TabbedInterface:
    """The form of a page type: what is read, its plain version, where it appears, how it is found, when it is shown."""
    placing = getattr(page_type, "placement_panel", None)
    found = [
        ([panel for panel in page_type.content_panels if panel is not placing], _("Content")),
        (page_type.easy_panels, _("Plain Japanese")),
        ([placing] if placing else [], _("Where it appears")),
        (page_type.promote_panels, _("Promote")),
        (page_type.settings_panels, _("Settings")),
    ]
    lists = [ObjectList(panels, heading=heading) for panels, heading in found if panels]
    return TabbedInterface(lists, base_form_class=page_type.base_form_class)


class ContentPage(AddressedPage, RestrictedByPath, Page):
    """Written by an editor. ``home_hub`` follows the place in the tree: it is set whenever the page is saved."""

    # What one query brings along when the page is asked for (see routing.py).
    routing_joins: ClassVar[tuple[str, ...]] = ("home_hub__page",)

    # Parameters by which a reader changes the page, and which may be kept (see cms/cache).
    kept_query: ClassVar[tuple[str, ...]] = ("easy", "furigana")

    home_hub = models.ForeignKey(
        "hubs.Hub", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    summary = models.CharField(
        _("summary"),
        max_length=200,
        blank=True,
        help_text=_("One or two sentences, shown in lists, in search and in mails."),
    )
    lead_picture = PictureField(blank=True, verbose_name=_("picture"))
    body = BodyField(blank=True, verbose_name=_("text"))
    easy_body = EasyField(
        blank=True,
        verbose_name=_("text in plain Japanese"),
        help_text=_("Short sentences and easy words, for children and for those who are learning Japanese."),
    )
    # [{"base": "練馬", "reading": "ねりま"}]: what the reader's ふりがな shows; corrected by the editor.
    readings = models.JSONField(_("readings"), default=list, blank=True)
    search_readings = models.CharField(
        _("other words for search"),
        max_length=200,
        blank=True,
        help_text=_("Readings or other words by which residents may look for this page, with spaces between."),
    )
    review_on = models.DateField(
        _("check again by"),
        null=True,
        blank=True,
        help_text=_("The editors of the hub are reminded before this day."),
    )

    content_panels = [*CONTENT_PANELS, FieldPanel("summary"), FieldPanel("lead_picture"), FieldPanel("body")]
    easy_panels: ClassVar[list[Any]] = [FieldPanel("easy_body")]
    promote_panels = [*Page.promote_panels, FieldPanel("search_readings")]
    settings_panels = [*Page.settings_panels, FieldPanel("review_on")]
    base_form_class = CheckedPageForm

    class Meta:
        abstract = True

    @classproperty
    def edit_handler(cls) -> TabbedInterface:  # noqa: N805  a class's own
        """Made of the lists of panels; a type changes those."""
        return tabs(cls)

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """A new page is in the language of the tree that it is put into, a copy too."""
        self.home_hub = hub_above(self.path)
        if self._state.adding and self.path:
            self.locale_id = self.get_parent().locale_id
        return super().save(*args, **kwargs)

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """``breadcrumbs``, the page's ``hub`` and its ``minisite``. One query for a page in a section, else none."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        site = minisite.of(self.home_hub, request)
        return context | {"breadcrumbs": self.breadcrumbs(request, site), "hub": self.home_hub, "minisite": site}

    def breadcrumbs(self, request: Any, site: Minisite | None = None) -> list[tuple[str, str]]:
        """(title, address) of the pages between the ward's home and this one, and this one."""
        above = [self.path[:end] for end in range(3 * self.steplen, len(self.path), self.steplen)]
        known = [site.page] if site and [site.page.path] == above else None
        found = known or (Page.objects.filter(path__in=above, live=True).order_by("path") if above else [])
        return [*((page.title, path_of(page, request)) for page in found), (self.title, "")]


class PlacedPage(ContentPage):
    """Written once, listed at every hub, area and topic that it names, besides the hub in whose branch it lies."""

    hubs = ParentalManyToManyField("hubs.Hub", blank=True, related_name="+", verbose_name=_("also at these hubs"))
    areas = ParentalManyToManyField("hubs.Area", blank=True, related_name="+", verbose_name=_("areas"))
    topics = ParentalManyToManyField("hubs.Topic", blank=True, related_name="+", verbose_name=_("topics"))

    placement_panel: ClassVar[Any] = MultiFieldPanel(
        [
            FieldPanel("topics", widget=CheckboxSelectMultiple),
            FieldPanel(
                "hubs",
                widget=CheckboxSelectMultiple,
                help_text=_("The hub in whose site the page lies always shows it. Choose the others that show it too."),
            ),
            FieldPanel(
                "areas",
                widget=CheckboxSelectMultiple,
                help_text=_("Areas that it is about, if they are other ones than those of the hubs."),
            ),
        ],
        heading=_("Where it appears"),
    )

    class Meta:
        abstract = True

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One query more: the topics, each with a page of its own."""
        context = super().get_context(request, *args, **kwargs)
        return context | {"topics": [topic for topic in self.topics.all() if topic.is_active]}
