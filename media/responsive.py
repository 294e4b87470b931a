"""Editions of a picture for screens of every width, in formats from the smallest file to the most widely shown.

The worker makes them when a picture is saved. A reader's request only takes what exists: from the moment of
the upload that is one JPEG or PNG, later all of them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.dispatch import Signal
from wagtail.images import get_image_model
from wagtail.images.models import Filter, SourceImageIOError

from cms.jobs import outbox

logger = logging.getLogger(__name__)

KIND = "renditions"
FIRST_WIDTH = 800
# Best first: a browser takes the first format that it knows.
MODERN = (("avif", "image/avif"), ("webp", "image/webp"))
MOST_PER_SWEEP = 200

# Sent with ``image=`` when new editions exist, so that pages which show the picture are read anew.
picture_ready = Signal()


@dataclass(frozen=True)
class Shape:
    """How a picture is cut. ``ratio`` is width to height; None shows it whole. Cuts keep the focal point."""

    name: str
    widths: tuple[int, ...]
    ratio: tuple[int, int] | None = None

    def operation(self, width: int) -> str:
        if self.ratio is None:
            return f"width-{width}"
        return f"fill-{width}x{round(width * self.ratio[1] / self.ratio[0])}"


WHOLE = Shape("whole", (400, 800, 1200, 1600))
CARD = Shape("card", (400, 800), (3, 2))
SHAPES = {shape.name: shape for shape in (WHOLE, CARD)}


def plain_format(image: Any) -> str:
    """``png`` for drawings kept as PNG, else ``jpeg``: what every browser and mail reader shows."""
    return "png" if image.file.name.lower().endswith(".png") else "jpeg"


def formats(image: Any) -> list[str]:
    return [plain_format(image), *(name for name, _mime in reversed(MODERN))]


def widths(image: Any, shape: Shape) -> list[int]:
    """The widths that are worth making: none is larger than needed to show every pixel there is."""
    smaller = [width for width in shape.widths if width < image.width]
    return [*smaller, *shape.widths[len(smaller) : len(smaller) + 1]]


def specs(image: Any, shape: Shape) -> dict[str, list[str]]:
    """Wagtail's filter specs by format, narrowest first."""
    return {
        name: [f"{shape.operation(width)}|format-{name}" for width in widths(image, shape)] for name in formats(image)
    }


def existing(image: Any, shape: Shape) -> dict[str, list[Any]]:
    """The renditions that exist, by format, narrowest first. One query, or none when they were prefetched."""
    known = {(one.filter_spec, one.focal_point_key): one for one in _renditions(image)}
    found: dict[str, list[Any]] = {}
    for name, wanted in specs(image, shape).items():
        keys = [(spec, _filter(spec).get_cache_key(image)) for spec in wanted]
        if have := [known[key] for key in keys if key in known]:
            found[name] = have
    return found


@lru_cache(200)
def _filter(spec: str) -> Filter:
    """Reading a spec is dear, and there are few."""
    return Filter(spec=spec)


def plain(image: Any, *, width: int = FIRST_WIDTH) -> Any:
    """The JPEG or PNG for a place ``width`` wide (mail, feed, paper): as made, else the first one, made now."""
    have = existing(image, WHOLE).get(plain_format(image), [])
    wide_enough = [one for one in have if one.width >= width]
    if wide_enough:
        return wide_enough[0]
    return have[-1] if have else make_first(image)


def make_first(image: Any) -> Any:
    """The one edition that is made at once: whole, plain format. None when the original cannot be read."""
    width = min((one for one in widths(image, WHOLE) if one >= min(FIRST_WIDTH, image.width)), default=FIRST_WIDTH)
    return _make(image, f"{WHOLE.operation(width)}|format-{plain_format(image)}")


def owe(image: Any) -> None:
    """In the transaction that saved ``image``: the worker will make what its bytes and focal point need."""
    focal = Filter(spec=CARD.operation(CARD.widths[0])).get_cache_key(image)
    key = f"{KIND}:{image.pk}:{image.file_hash[:16]}:{focal}"
    outbox.put(kind=KIND, key=key, payload={"image": image.pk}, urgent=False)


def make_all(payload: dict[str, Any]) -> None:
    """Every edition of the picture exists; done twice it does nothing more. A deleted picture needs none."""
    image = get_image_model().objects.filter(pk=payload["image"]).first()
    if image is not None:
        make_missing_of(image)


def make_missing_of(image: Any) -> int:
    """How many editions were made. The plain ones come first, they help most readers soonest."""
    have = {(one.filter_spec, one.focal_point_key) for one in image.renditions.all()}
    wanted = [spec for shape in SHAPES.values() for spec in _in_order(specs(image, shape))]
    missing = [spec for spec in wanted if (spec, Filter(spec=spec).get_cache_key(image)) not in have]
    made = sum(1 for spec in missing if _make(image, spec) is not None)
    if made:
        picture_ready.send(type(image), image=image)
    return made


def make_missing() -> int:
    """By the clock: pictures that came by a restore or another way around ``save`` get theirs, some each day."""
    left = MOST_PER_SWEEP
    for image in get_image_model().objects.order_by("-pk").prefetch_related("renditions").iterator(chunk_size=100):
        if left <= 0:
            break
        if make_missing_of(image):
            left -= 1
    return MOST_PER_SWEEP - left


def _in_order(by_format: dict[str, list[str]]) -> Iterable[str]:
    return [spec for wanted in by_format.values() for spec in wanted]


def _renditions(image: Any) -> Iterable[Any]:
    prefetched = image._get_prefetched_renditions()
    if prefetched is None:
        prefetched = image.prefetched_renditions = list(image.renditions.all())
    return prefetched


def _make(image: Any, spec: str) -> Any:
    try:
        return image.get_rendition(spec)
    except SourceImageIOError:
        logger.error("the original of picture %s cannot be read", image.pk)
        return None
