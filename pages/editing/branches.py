"""The branch of a hub: its page in every language, and every page below, whatever their types."""

from __future__ import annotations

from django.db.models import Q
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


def roots_of(hubs: set[int]) -> list[HubPage | LanguageHubPage]:
    """The pages at the top of the branches of ``hubs`` (ids), the Japanese ones first."""
    if not hubs:
        return []
    return [*HubPage.objects.filter(hub_id__in=hubs), *LanguageHubPage.objects.filter(hub_id__in=hubs).order_by("path")]


def hubs_by_path() -> dict[str, int]:
    """The hub (its id) by the path of the page at the top of each branch. One query."""
    rows = HubPage.objects.order_by().values_list("path", "hub_id")
    return dict(rows.union(LanguageHubPage.objects.order_by().values_list("path", "hub_id"), all=True))
