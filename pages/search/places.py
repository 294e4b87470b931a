"""Where pages stand: below which hub, behind which restriction, at which address. One query for any number of pages.

One more for each level of aliases, where there are any: an alias is as private as what it repeats.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Concat
from wagtail.models import Locale, Page, Site

from cms.core.languages import default, of_path
from cms.search import showing
from cms.search.models import Entry
from pages.models import HubPage, LanguageHubPage

STEP = Page.steplen
BETWEEN = " "


@dataclass
class Places:
    """``private``: paths of pages behind a restriction of their own, and of aliases whose page is not for everybody.

    ``shown_before``: what the public entry of the page that is asked about shows until now.
    """

    private: set[str] = field(default_factory=set)
    hubs: dict[str, int] = field(default_factory=dict)
    root: str = ""
    languages: dict[int, str] = field(default_factory=dict)
    shown_before: set[str] = field(default_factory=set)
    aliases: dict[str, str] = field(default_factory=dict)

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

    def take(self, what: str, told: str, number: int) -> None:
        if what == "private":
            self.private.add(told)
        elif what == "hub":
            self.hubs[told] = number
        elif what == "locale":
            self.languages[number] = told
        elif what == "alias":
            path, _between, source = told.partition(BETWEEN)
            self.aliases[path] = source
        elif what == "shown":
            self.shown_before = showing.names(told)
        else:
            self.root = told

    def settle(self) -> None:
        """Aliases of aliases, at any depth: whoever repeats something private is private."""
        before = -1
        while before != len(self.private):
            before = len(self.private)
            self.private |= {path for path, source in self.aliases.items() if self.is_private(source)}


def paths_to(path: str) -> list[str]:
    """The paths of every page above, and this one."""
    return [path[:end] for end in range(STEP, len(path) + 1, STEP)]


def around(paths: set[str] | None = None, *, key: str = "") -> Places:
    """For pages at ``paths``, or for all there are; ``key`` is that of one page's entry."""
    found = Places()
    wanted = None if paths is None else {one for path in paths for one in paths_to(path)}
    seen: set[str] = set()
    while wanted is None or wanted:
        for what, told, number in _rows(wanted, key):
            found.take(what, told, number)
        if wanted is None:
            break
        seen |= wanted
        wanted = {one for source in found.aliases.values() for one in paths_to(source)} - seen
    found.settle()
    return found


def _rows(above: set[str] | None, key: str) -> QuerySet[Any, Any]:
    """The same three columns of all that is looked at. One query."""
    here = Q() if above is None else Q(path__in=above)
    private = Page.objects.filter(Q(view_restrictions__isnull=False) | Q(alias_of__live=False), here)
    aliases = Page.objects.filter(here, alias_of__isnull=False)
    hubs = HubPage.objects.filter(here)
    translated = LanguageHubPage.objects.filter(here)
    entry = Entry.objects.filter(source="page", object_key=key, is_public=True, hub_only=False)
    pair = Concat(F("path"), Value(BETWEEN), F("alias_of__path"), output_field=CharField())
    return _told("private", private, F("path")).union(
        _told("alias", aliases, pair),
        _told("hub", hubs, F("path"), F("hub_id")),
        _told("hub", translated, F("path"), F("hub_id")),
        _told("root", Site.objects.filter(is_default_site=True), F("root_page__url_path")),
        _told("locale", Locale.objects.all(), F("language_code")),
        _told("shown", entry, F("labels")),
        all=True,
    )


def _told(what: str, rows: QuerySet[Any, Any], told: Any, number: Any = "id") -> QuerySet[Any, Any]:
    return rows.order_by().values_list(Value(what, CharField()), told, number)


def with_aliases(paths: list[str]) -> list[str]:
    """``paths``, and those of every alias of a page at or below them, and of its aliases in turn."""
    found = list(paths)
    fresh = found
    while fresh:
        below = Q(*[("alias_of__path__startswith", path) for path in fresh], _connector=Q.OR)
        fresh = list(Page.objects.filter(below).exclude(path__in=found).values_list("path", flat=True))
        found += fresh
    return found
