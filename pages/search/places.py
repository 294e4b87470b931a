"""Where pages stand: below which hub, behind which restriction, at which address. One query for any number of pages."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import CharField, F, Q, Value
from wagtail.models import Locale, Page, Site

from cms.search import showing
from cms.search.models import Entry
from pages.models import HubPage

STEP = Page.steplen


@dataclass
class Places:
    """``private``: paths of pages behind a restriction of their own, aliases of such pages too.

    ``shown_before``: what the public entry of the page that is asked about shows until now.
    """

    private: set[str] = field(default_factory=set)
    hubs: dict[str, int] = field(default_factory=dict)
    root: str = ""
    languages: dict[int, str] = field(default_factory=dict)
    shown_before: set[str] = field(default_factory=set)

    def is_private(self, path: str) -> bool:
        return any(above in self.private for above in paths_to(path))

    def hub_of(self, path: str) -> int | None:
        return next((self.hubs[above] for above in paths_to(path) if above in self.hubs), None)

    def url_of(self, page: Page) -> str | None:
        """From the root of the ward's site; the whole address on another site; None where no site shows the page."""
        if self.root and page.url_path.startswith(self.root):
            return page.url_path[len(self.root) - 1 :]
        return page.get_url()


def paths_to(path: str) -> list[str]:
    """The paths of every page above, and this one."""
    return [path[:end] for end in range(STEP, len(path) + 1, STEP)]


def around(paths: set[str] | None = None, *, key: str = "") -> Places:
    """For pages at ``paths``, or for all there are; ``key`` is that of one page's entry. One query."""
    above = None if paths is None else {one for path in paths for one in paths_to(path)}
    here = Q() if above is None else Q(path__in=above)
    restricted = ("view_restrictions", "alias_of__view_restrictions", "alias_of__alias_of__view_restrictions")
    is_private = Q(*[(f"{name}__isnull", False) for name in restricted], _connector=Q.OR)
    private = Page.objects.filter(is_private, here)
    hubs = HubPage.objects.filter(here)
    sites = Site.objects.filter(is_default_site=True)
    locales = Locale.objects.all()
    entry = Entry.objects.filter(source="page", object_key=key, is_public=True, hub_only=False)
    rows = private.order_by().values_list(Value("private", CharField()), F("path"), F("id")).union(
        hubs.order_by().values_list(Value("hub", CharField()), F("path"), F("hub_id")),
        sites.order_by().values_list(Value("root", CharField()), F("root_page__url_path"), F("id")),
        locales.order_by().values_list(Value("locale", CharField()), F("language_code"), F("id")),
        entry.order_by().values_list(Value("shown", CharField()), F("labels"), F("id")),
        all=True,
    )  # fmt: skip
    found = Places()
    for what, path, number in rows:
        if what == "private":
            found.private.add(path)
        elif what == "hub":
            found.hubs[path] = number
        elif what == "shown":
            found.shown_before = showing.names(path)
        elif what == "locale":
            found.languages[number] = path
        else:
            found.root = path
    return found
