"""A slug for a page that has none, or none that may stay."""

from __future__ import annotations

import re
from itertools import count

from django.utils import timezone
from wagtail.models import Page

from cms.core.dates import jst_date
from cms.hubs.models import Chome, Hub
from pages.addresses.slug import LONGEST
from pages.addresses.words import from_title
from pages.furigana.dictionary import installed


def new_slug(title: str, *, kind: str, parent: Page, page_id: int | None = None) -> str:
    """From the reading of ``title`` where it is known, else from kind and day: ``news-20261126``. Free below
    ``parent``, where ``page_id`` itself does not count."""
    base = from_title(title, places=_places(), dictionary=installed())
    return free_slug(base or f"{kind}-{jst_date(timezone.now()):%Y%m%d}", parent=parent, page_id=page_id)


def free_slug(wanted: str, *, parent: Page, page_id: int | None = None) -> str:
    """``wanted``, or with ``-2``, ``-3`` … behind it, never longer than an address may be. One query."""
    wanted = wanted[:LONGEST]
    siblings = parent.get_children().exclude(pk=page_id).filter(slug__startswith=wanted[: LONGEST - 6])
    taken = set(siblings.values_list("slug", flat=True))
    numbered = (f"{wanted[: LONGEST - len(str(number)) - 1]}-{number}" for number in count(2))
    return wanted if wanted not in taken else next(slug for slug in numbered if slug not in taken)


def kind_of(page_type: type[Page]) -> str:
    """``group-profile`` for GroupProfilePage."""
    name = page_type.__name__.removesuffix("Page") or "page"
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()


def _places() -> dict[str, str]:
    """Towns and hubs by their readings. Two queries."""
    towns = Chome.objects.values_list("town", "town_kana").distinct()
    hubs = Hub.objects.exclude(name_kana="").values_list("name", "name_kana")
    return {name: kana for name, kana in [*towns, *hubs] if kana}
