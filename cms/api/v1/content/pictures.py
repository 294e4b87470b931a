"""Pictures in every edition that exists, with the text for those who do not see them."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from pydantic import Field

from cms.api.shapes import Told
from cms.api.v1.content.texts import absolute
from cms.cache.memory import remembered
from media import responsive
from media.responsive import Shape
from pages import thumbnails


class Rendition(Told):
    """One file of the picture. ``format``: jpeg or png for everybody, webp and avif for browsers that know them."""

    url: str
    width: int
    height: int
    format: str


class Picture(Told):
    """``alt`` is empty where the picture only decorates. Without ``renditions`` the files are still being made."""

    alt: str
    decorative: bool
    caption: str
    credit: str
    width: int = Field(description="of the original, in pixels")
    height: int
    renditions: list[Rendition] = Field(description="by format, the narrowest first")


class Stored(NamedTuple):
    """What a lead picture says of its image; ``alt`` empty: as the image itself says."""

    image: int
    alt: str
    decorative: bool
    caption: str


def stored(text: str | None) -> Stored | None:
    """Of a lead picture as the database keeps it."""
    blocks = json.loads(text) if text else []
    value = (blocks[0].get("value") if blocks else None) or {}
    picture = value.get("picture") or {}
    if not picture.get("image"):
        return None
    return Stored(
        picture["image"], picture.get("alt_text") or "", bool(picture.get("decorative")), value.get("caption") or ""
    )


def by_card(wanted: dict[int, Stored]) -> dict[int, dict[str, Any]]:
    """Pictures of cards by the key under which each was asked for. One query, or none."""
    images = thumbnails.ready({one.image for one in wanted.values()})
    return {key: of_card(images[one.image], one) for key, one in wanted.items() if one.image in images}


def of_card(image: Any, one: Stored) -> dict[str, Any]:
    """Cut for cards where that exists, else whole."""
    alt = "" if one.decorative else (one.alt or image.description)
    shape = responsive.CARD if renditions(image, responsive.CARD) else responsive.WHOLE
    return told(image, alt=alt, decorative=one.decorative, caption=one.caption, shape=shape)


def of_block(image: Any, caption: str = "") -> dict[str, Any] | None:
    """A picture within a text; ``image`` carries what the block says of it."""
    if not image:
        return None
    decorative = bool(getattr(image, "decorative", False))
    alt = "" if decorative else (getattr(image, "contextual_alt_text", "") or image.description)
    return told(image, alt=alt, decorative=decorative, caption=caption or "", shape=responsive.WHOLE)


def told(image: Any, *, alt: str, decorative: bool, caption: str, shape: Shape) -> dict[str, Any]:
    return {
        "alt": alt,
        "decorative": decorative,
        "caption": caption,
        "credit": image.credit,
        "width": image.width,
        "height": image.height,
        "renditions": renditions(image, shape),
    }


def renditions(image: Any, shape: Shape) -> list[dict[str, Any]]:
    """Read off once while nothing changes."""
    return remembered(("api renditions", image.pk, shape.name), lambda: _renditions(image, shape))


def _renditions(image: Any, shape: Shape) -> list[dict[str, Any]]:
    return [
        {"url": absolute(one.url), "width": one.width, "height": one.height, "format": name}
        for name, several in responsive.existing(image, shape).items()
        for one in several
    ]
