"""The branch of a hub: its page in every language, and every page below, whatever their types."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.db.models.functions import Coalesce
from wagtail.models import Page

from cms.hubs.models import Hub
from pages.models import HubPage, LanguageHubPage


def paths_above(page: Page) -> list[str]:
    """The path of ``page`` and of every page above it, read off its own path."""
    return [page.path[:end] for end in range(page.steplen, len(page.path) + 1, page.steplen)]


def hub_of(page: Page) -> Hub | None:
    """The hub in whose branch ``page`` lies; None for the ward's own pages. One query."""
    paths = paths_above(page)
    return Hub.objects.filter(Q(page__path__in=paths) | Q(language_pages__path__in=paths)).first()


def roots_of(hubs: set[int]) -> list[Any]:
    """The tops of the branches of ``hubs`` (ids) in every language, each page with its ``hub_id``. One query."""
    if not hubs:
        return []
    here = Q(hubpage__hub_id__in=hubs) | Q(languagehubpage__hub_id__in=hubs)
    hub = Coalesce("hubpage__hub_id", "languagehubpage__hub_id")
    return list(Page.objects.filter(here).annotate(hub_id=hub).order_by("path"))


def homes() -> list[Page]:
    """The front pages of every language, which hold all branches. One query."""
    here = Q(wardhomepage__isnull=False) | Q(languagehomepage__isnull=False)
    return list(Page.objects.filter(here).order_by("path"))


def hubs_by_path() -> dict[str, int]:
    """The hub (its id) by the path of the page at the top of each branch. One query."""
    rows = HubPage.objects.order_by().values_list("path", "hub_id")
    return dict(rows.union(LanguageHubPage.objects.order_by().values_list("path", "hub_id"), all=True))
