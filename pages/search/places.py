"""Where pages stand: below which hub, behind which restriction, at which address. One query for any number of pages."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import CharField, F, Q, Value
from wagtail.models import Locale, Page, Site

from cms.core.languages import default, of_path
from pages.models import HubPage, LanguageHubPage

STEP = Page.steplen


@dataclass
class Places:
    """``private``: paths of pages behind a restriction of their own, aliases of such pages too."""

    private: set[str] = field(default_factory=set)
    hubs: dict[str, int] = field(default_factory=dict)
    root: str = ""
    languages: dict[int, str] = field(default_factory=dict)

    def is_private(self, path: str) -> bool:
        return any(above in self.private for above in paths_to(path))

    def hub_of(self, path: str) -> int | None:
        return next((self.hubs[above] for above in paths_to(path) if above in self.hubs), None)

    def url_of(self, page: Page) -> str | None:
        """From the root of the ward's site; the whole address on another site; None where no site shows the page."""
        if self.root and of_path(page.url_path) != default():
            return str(page.url_path)
        if self.root and page.url_path.startswith(self.root):
            return page.url_path[len(self.root) - 1 :]
        return page.get_url()


def paths_to(path: str) -> list[str]:
    """The paths of every page above, and this one."""
    return [path[:end] for end in range(STEP, len(path) + 1, STEP)]


def around(paths: set[str] | None = None) -> Places:
    """For pages at ``paths``, or for all there are. One query."""
    above = None if paths is None else {one for path in paths for one in paths_to(path)}
    here = Q() if above is None else Q(path__in=above)
    restricted = ("view_restrictions", "alias_of__view_restrictions", "alias_of__alias_of__view_restrictions")
    is_private = Q(*[(f"{name}__isnull", False) for name in restricted], _connector=Q.OR)
    private = Page.objects.filter(is_private, here)
    hubs = HubPage.objects.filter(here)
    sites = Site.objects.filter(is_default_site=True)
    locales = Locale.objects.all()
    translated = LanguageHubPage.objects.filter(here)
    rows = private.order_by().values_list(Value("private", CharField()), F("path"), F("id")).union(
        hubs.order_by().values_list(Value("hub", CharField()), F("path"), F("hub_id")),
        translated.order_by().values_list(Value("hub", CharField()), F("path"), F("hub_id")),
        sites.order_by().values_list(Value("root", CharField()), F("root_page__url_path"), F("id")),
        locales.order_by().values_list(Value("locale", CharField()), F("language_code"), F("id")),
        all=True,
    )  # fmt: skip
    found = Places()
    for what, path, number in rows:
        if what == "private":
            found.private.add(path)
        elif what == "hub":
            found.hubs[path] = number
        elif what == "locale":
            found.languages[number] = path
        else:
            found.root = path
    return found
