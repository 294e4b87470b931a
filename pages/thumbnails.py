"""The pictures of cards: one query for a whole page of lists, none when no entry has one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db.models import Model, QuerySet

from cms.core.prepared import Prepared
from media.models import WardRendition
from pages.entries import Entry


def picture_of(stored: str) -> int | None:
    """The id of the image in a lead picture as it is stored."""
    blocks = json.loads(stored) if stored else []
    value = blocks[0].get("value") if blocks else None
    picture = (value or {}).get("picture") or {}
    return picture.get("image")


def pictures(entries: Iterable[Entry]) -> dict[int, Any]:
    """By the entry's id: the image of its lead picture together with the editions of it that exist."""
    wanted = {entry.pk: image for entry in entries if (image := picture_of(entry.picture))}
    images = ready(set(wanted.values()))
    return {pk: images[image] for pk, image in wanted.items() if image in images}


@lru_cache(50)
def _editions(count: int) -> Prepared[WardRendition]:
    """Of as many images."""

    def build(*wanted: int) -> QuerySet[WardRendition]:
        return WardRendition.objects.filter(image_id__in=wanted).select_related("image").order_by("pk")

    return Prepared(build, *range(987_000_000, 987_000_000 + count))


def ready(wanted: set[int]) -> dict[int, Model]:
    """Images by id, their editions at hand; one without any edition is missing. One query, or none."""
    found: dict[int, Any] = {}
    if not wanted:
        return found
    for rendition in _editions(len(wanted)).all(*wanted):
        image = found.setdefault(rendition.image_id, rendition.image)
        if image is rendition.image:
            image.prefetched_renditions = []
        image.prefetched_renditions.append(rendition)
    return found
