"""The same page in other languages: where each stands, and whether the Japanese one is newer.

The routing brings them along with the page (see routing.py), so that a menu of languages costs no query.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from wagtail.models import Page

from cms.core import languages
from pages import placement

_KEPT = "kizuna_versions"


@dataclass(frozen=True)
class Version:
    """A live translation that everybody may read."""

    url_path: str
    published_at: datetime | None


def keep(page: Page, rows: Iterable[tuple[str | None, Any]]) -> None:
    """``rows``: (url_path, last publication) as the database gives them."""
    setattr(page, _KEPT, {languages.of_path(path): Version(path, _moment(at)) for path, at in rows if path})


def of(page: Page) -> dict[str, Version]:
    """By language, without the page itself. One query for a page that did not come by the routing."""
    found: dict[str, Version] | None = getattr(page, _KEPT, None)
    if found is None:
        same = Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk)
        keep(page, placement.readable(same).values_list("url_path", "last_published_at"))
        found = getattr(page, _KEPT)
    return found


def newer_original(page: Page) -> datetime | None:
    """When the Japanese page was published again after this translation of it; None when it was not."""
    original = of(page).get(languages.default())
    if languages.of_path(page.url_path) == languages.default() or original is None:
        return None
    theirs, ours = original.published_at, page.last_published_at
    return theirs if theirs and ours and theirs > ours else None


def _moment(given: Any) -> datetime | None:
    """SQLite keeps moments as texts, in UTC."""
    found = parse_datetime(given) if isinstance(given, str) else given
    return found.replace(tzinfo=UTC) if found is not None and found.tzinfo is None else found
