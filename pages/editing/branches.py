"""The branch of a hub: its page and every page below, whatever their types."""

from __future__ import annotations

from wagtail.models import Page

from cms.hubs.models import Hub
from pages.models import HubPage


def paths_above(page: Page) -> list[str]:
    """The path of ``page`` and of every page above it, read off its own path."""
    return [page.path[:end] for end in range(page.steplen, len(page.path) + 1, page.steplen)]


def hub_of(page: Page) -> Hub | None:
    """The hub in whose branch ``page`` lies; None for the ward's own pages. One query."""
    return Hub.objects.filter(page__path__in=paths_above(page)).first()


def roots_of(hubs: set[int]) -> list[HubPage]:
    """The pages at the top of the branches of ``hubs`` (ids)."""
    return list(HubPage.objects.filter(hub_id__in=hubs)) if hubs else []
