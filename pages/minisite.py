"""The site of a hub around each of its pages: name, colour, menu, what it has and what it leaves off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from cms.cache.memory import remembered
from cms.core import languages
from cms.hubs.models import Hub
from pages import placement
from pages.entries import KINDS
from pages.paths import address, path_of

# What a hub may leave off its site, in the order of a menu that nobody has made.
MODULES = ("news", "events", "calls", "bulletin", "groups", "opportunities")
# What the menu in another language leaves to the lists of the front page, and how many pages it names.
NOT_IN_MENU = ("newspage", "eventpage", "opportunitypage")
MOST = 8
CALLS = pgettext_lazy("list", "Calls")


class MenuRow(NamedTuple):
    """An entry of the menu as the editor made it; the page's columns are empty for another address."""

    label: str
    url: str
    title: str | None
    url_path: str | None
    type: str | None


@dataclass(frozen=True)
class MenuEntry:
    label: str
    url: str
    is_current: bool


@lru_cache(4096)
def _list_url(prefix: str, code: str, kind: str) -> str:
    """Every page of a hub names a dozen of them. ``prefix``: that of the script, where one is set."""
    return reverse("pages:hub_list", args=[code, kind])


class Minisite:
    """``page`` is the hub's page with its hub at hand, in the language of the request or, for want of one, Japanese."""

    def __init__(self, page: Any, request: HttpRequest) -> None:
        self.page = page
        self.hub: Hub = page.hub
        self.title: str = page.title
        self.colour: str = page.colour
        self.is_japanese = languages.of_path(page.url_path) == languages.default()
        asked = "" if languages.is_default() or not self.is_japanese else f"?lang={languages.current()}"
        self.url = f"{path_of(page, request)}{asked}"
        # Lists are Japanese; a page in another language has none.
        shown = MODULES if languages.is_default() else ()
        self.modules = frozenset(name for name in shown if getattr(page, f"shows_{name}"))
        self._request = request

    def has(self, kind: str) -> bool:
        """Whether the site shows the list ``kind``."""
        if kind == "calls":
            return kind in self.modules
        return kind in KINDS and (not KINDS[kind].module or KINDS[kind].module in self.modules)

    def list_url(self, kind: str) -> str:
        return _list_url(get_script_prefix(), self.hub.code, kind)

    @cached_property
    def lists(self) -> dict[str, str]:
        """The address of each list that the site has."""
        return {kind: self.list_url(kind) for kind in ("calls", *KINDS) if self.has(kind)}

    @cached_property
    def menu(self) -> list[MenuEntry]:
        """What the hub's editors chose, else one entry for every list that the site has. One query.

        In another language: what the hub has in it.
        """
        if languages.is_default():
            rows = remembered(("menu", self.page.pk), lambda: menu_rows(self.page.pk))
        else:
            rows = remembered(("menu", self.page.pk), lambda: _rows_below(self.page))
        chosen = list(self._chosen(rows))
        found = chosen or [(str(name_of(kind)), self.list_url(kind)) for kind in MODULES if kind in self.modules]
        here = self._request.path
        return [MenuEntry(label, url, url == here) for label, url in [(_("Top of the hub"), self.url), *found]]

    def _chosen(self, rows: Iterable[MenuRow]) -> Iterable[tuple[str, str]]:
        """A page of a list that is switched off is left out."""
        if not languages.is_default():
            yield from ((row.title or "", address(row.url_path or "", self._request)) for row in rows)
            return
        hidden = {KINDS[kind].model.lower() for kind in KINDS if not self.has(kind)}
        hidden |= {"bulletinpage"} if "bulletin" not in self.modules else set()
        hidden |= {"callpage"} if "calls" not in self.modules else set()
        for row in rows:
            if row.url:
                yield row.label, row.url
            elif row.title and row.url_path and row.type not in hidden:
                yield row.label or row.title, address(row.url_path, self._request)


def of(hub: Hub | None, request: HttpRequest) -> Minisite | None:
    """The site of ``hub``; None for the ward's own pages and for a hub whose page is not live."""
    if hub is None:
        return None
    try:
        page = hub.page if languages.is_default() else translated(hub) or hub.page
    except ObjectDoesNotExist:
        return None
    return Minisite(page, request) if page.live else None


def translated(hub: Hub) -> Any:
    """The hub's live page in the language of the request. One query for as long as nothing changes."""
    pages = apps.get_model("pages", "LanguageHubPage").objects.filter(hub=hub).select_related("hub__page")
    return remembered(("hub page", hub.pk, languages.current()), lambda: placement.listed(pages).first())


def _rows_below(page: Any) -> list[MenuRow]:
    """The pages right below ``page`` that everybody may read, in the order of the tree. One query."""
    below = placement.listed(apps.get_model("wagtailcore", "Page").objects.child_of(page))
    shown = below.exclude(content_type__model__in=NOT_IN_MENU).order_by("path")
    return [MenuRow("", "", *row) for row in shown.values_list("title", "url_path", "content_type__model")[:MOST]]


def name_of(kind: str) -> Any:
    return CALLS if kind == "calls" else KINDS[kind].label


def menu_rows(site: int) -> list[MenuRow]:
    """The menu of the hub's page ``site`` in its order, without pages that not everybody may read. One query."""
    items = apps.get_model("pages", "MenuItem").objects.filter(site_id=site)
    readable = placement.listed(apps.get_model("wagtailcore", "Page").objects.all()).values("pk")
    shown = items.filter(Q(page__isnull=True) | Q(page__in=readable)).order_by("sort_order", "pk")
    columns = ("label", "url", "page__title", "page__url_path", "page__content_type__model")
    return [MenuRow(*row) for row in shown.values_list(*columns)]
