"""The branch of a hub: its page in every language, and every page below, whatever their types."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
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


def hubs_above(pages: set[int]) -> set[int]:
    """The hubs in whose branches ``pages`` (ids) lie. Two queries, none for none."""
    if not pages:
        return set()
    paths = {path for page in Page.objects.filter(pk__in=pages) for path in paths_above(page)}
    above = Q(page__path__in=paths) | Q(language_pages__path__in=paths)
    return set(Hub.objects.filter(above).values_list("pk", flat=True))


def tops_of(hubs: set[int], pages: set[int]) -> list[Any]:
    """The tops of the branches of ``hubs`` and ``pages`` (ids) in every language, and all stops. One query.

    Each page has its ``hub_id`` and ``is_stop``.
    """
    if not hubs and not pages:
        return []
    stops = _stopped()
    here = Q(hubpage__hub_id__in=hubs) | Q(languagehubpage__hub_id__in=hubs) | Q(translation_key__in=stops)
    if pages:
        here |= Q(translation_key__in=Page.objects.filter(pk__in=pages).values("translation_key"))
    hub = Coalesce("hubpage__hub_id", "languagehubpage__hub_id")
    is_stop = Exists(stops.filter(translation_key=OuterRef("translation_key")))
    return list(Page.objects.filter(here).annotate(hub_id=hub, is_stop=is_stop).order_by("path"))


def roots_of(hubs: set[int]) -> list[Page]:
    """The tops of the branches of ``hubs`` (ids) in every language. One query."""
    here = Q(hubpage__hub_id__in=hubs) | Q(languagehubpage__hub_id__in=hubs)
    return list(Page.objects.filter(here).order_by("path")) if hubs else []


def stops() -> list[str]:
    """The paths at which rights from above end, in every language. One query."""
    found = Page.objects.filter(translation_key__in=_stopped()).order_by("path")
    return list(found.values_list("path", flat=True))


def _stopped() -> QuerySet[Any, Any]:
    """The keys of translation of pages with a stop."""
    return Page.objects.filter(branch_stop__isnull=False).values("translation_key")


def stops_below(path: str, stops: Iterable[str]) -> tuple[str, ...]:
    """Those of ``stops`` that end a right given at ``path``; a stop there ends what comes from above, not this."""
    return tuple(stop for stop in stops if stop.startswith(path) and stop != path)


def homes() -> list[Page]:
    """The front pages of every language, which hold all branches. One query."""
    here = Q(wardhomepage__isnull=False) | Q(languagehomepage__isnull=False)
    return list(Page.objects.filter(here).order_by("path"))


def hubs_by_path() -> dict[str, int]:
    """The hub (its id) by the path of the page at the top of each branch. One query."""
    rows = HubPage.objects.order_by().values_list("path", "hub_id")
    return dict(rows.union(LanguageHubPage.objects.order_by().values_list("path", "hub_id"), all=True))
