"""Pictures are decoded and written anew: no place, camera, thumbnail or appended bytes stay in them.

The size in pixels is read from the header before anything is decoded.
"""

from __future__ import annotations

import io
import struct
import warnings
from dataclasses import dataclass
from typing import BinaryIO

import pillow_heif
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from media.refused import Refused

MAX_PIXELS = 25_000_000
MAX_FRAMES = 16
JPEG_QUALITY = 90

# What Pillow may try for each ending: no other decoder ever sees an upload.
DECODERS = {"jpg": ("JPEG", "MPO"), "png": ("PNG",), "heic": ("HEIF",)}

pillow_heif.register_heif_opener(thumbnails=False)


@dataclass(frozen=True)
class Picture:
    """A re-encoded picture: upright, its first frame only, without metadata."""

    data: bytes
    content_type: str


def clean_picture(source: BinaryIO, ending: str) -> Picture:
    """Decode ``source`` as ``ending`` (a key of DECODERS) and encode it again.

    PNG stays PNG, everything else becomes JPEG. Raises Refused for damaged pictures, more than
    ``MAX_PIXELS`` pixels or ``MAX_FRAMES`` frames.
    """
    source.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(source, formats=DECODERS[ending]) as picture:
                _refuse_huge(picture)
                return _encode(picture, as_png=ending == "png")
    except Image.DecompressionBombError as bomb:
        raise _too_many_pixels() from bomb
    except (OSError, ValueError, SyntaxError, EOFError, RuntimeError, IndexError, KeyError, struct.error) as broken:
        # The classes that Pillow's and libheif's readers raise for damaged input.
        raise Refused(
            _("The picture is damaged and cannot be opened. Take or save it once more and send it again.")
        ) from broken


def _refuse_huge(picture: Image.Image) -> None:
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise _too_many_pixels()
    if getattr(picture, "n_frames", 1) > MAX_FRAMES:
        raise Refused(_("Moving pictures are not accepted. Send a single picture instead."))


def _too_many_pixels() -> Refused:
    return Refused(
        _("The picture has too many pixels: up to %(limit)s x 10,000. Make it smaller and send it again.")
        % {"limit": f"{MAX_PIXELS // 10_000:,}"}
    )


def _encode(picture: Image.Image, *, as_png: bool) -> Picture:
    picture.load()
    ImageOps.exif_transpose(picture, in_place=True)
    out = io.BytesIO()
    if as_png:
        plain = picture if picture.mode in PNG_MODES else picture.convert("RGBA")
        transparency = plain.info.get("transparency")
        plain.info = {} if transparency is None else {"transparency": transparency}
        plain.save(out, "PNG", compress_level=6)
        return Picture(out.getvalue(), "image/png")
    plain = picture if picture.mode in JPEG_MODES else picture.convert("RGB")
    plain.info = {}
    plain.save(out, "JPEG", quality=JPEG_QUALITY, optimize=False)
    return Picture(out.getvalue(), "image/jpeg")


PNG_MODES = frozenset({"1", "L", "LA", "P", "RGB", "RGBA", "I;16"})
JPEG_MODES = frozenset({"L", "RGB"})
