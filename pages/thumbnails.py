"""The pictures of cards: one query for a whole page of lists, none when no entry has one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model, QuerySet

from cms.core.prepared import Prepared
from media.models import WardImage, WardRendition
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


def _columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


@lru_cache(50)
def _editions(count: int) -> Prepared[tuple[Any, ...]]:
    """Of as many images: the columns of an edition, then those of its image."""

    def build(*wanted: int) -> QuerySet[Any, Any]:
        of_image = [f"image__{name}" for name in _columns(WardImage)]
        rows = WardRendition.objects.filter(image_id__in=wanted).order_by("pk")
        return rows.values_list(*_columns(WardRendition), *of_image)

    return Prepared(build, *range(987_000_000, 987_000_000 + count))


def ready(wanted: set[int]) -> dict[int, Model]:
    """Images by id, their editions at hand; one without any edition is missing. One query, or none."""
    found: dict[int, Any] = {}
    if not wanted:
        return found
    names, of_image = _columns(WardRendition), _columns(WardImage)
    for row in _editions(len(wanted)).all(*wanted):
        rendition: Any = WardRendition.from_db(DEFAULT_DB_ALIAS, names, row[: len(names)])
        image = found.get(rendition.image_id)
        # One image for all its editions: making it for each row would cost more than everything else here.
        if image is None:
            image = found[rendition.image_id] = WardImage.from_db(DEFAULT_DB_ALIAS, of_image, row[len(names) :])
            image.prefetched_renditions = []  # type: ignore[attr-defined]
        rendition.image = image
        image.prefetched_renditions.append(rendition)
    return found
