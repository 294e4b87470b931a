"""What an upload must be before it is kept: short allow-list, type by content, everything bounded.

The name's ending and the content must agree; the type that the browser claims is never read.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Collection
from dataclasses import dataclass
from typing import BinaryIO

import filetype
from django.utils.translation import gettext as _

from media.names import clean_name, extension_of
from media.office import office_extension
from media.pdf import check_pdf
from media.pictures import DECODERS, clean_picture
from media.refused import Refused

__all__ = ["MAX_BYTES", "TYPES", "Accepted", "Refused", "accept_attribute", "check_upload", "content_kind"]

MEGABYTE = 1024 * 1024
MAX_BYTES = 20 * MEGABYTE

TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "heic": "image/heic",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SAME_ENDING = {"jpeg": "jpg", "heif": "heic"}
OFFICE = frozenset({"docx", "xlsx"})
LABELS = {"pdf": "PDF", "jpg": "JPEG", "png": "PNG", "heic": "HEIC", "docx": "Word（.docx）", "xlsx": "Excel（.xlsx）"}
HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})


@dataclass(frozen=True)
class Accepted:
    """An upload that passed: the bytes to store and the hash of the bytes that came."""

    name: str
    content_type: str
    data: bytes
    sha256_sent: str


def check_upload(source: BinaryIO, *, name: str, size: int, accept: Collection[str] | None = None) -> Accepted:
    """All checks on ``source`` (``size`` bytes, not trusted for memory beyond ``MAX_BYTES``).

    ``accept`` narrows the allow-list to some of TYPES' keys. Raises Refused with a sentence that
    says what to do. Pictures come back re-encoded, everything else byte for byte.
    """
    kept_name = clean_name(name)
    allowed = set(TYPES) if accept is None else {SAME_ENDING.get(e, e) for e in accept} & set(TYPES)
    ending = SAME_ENDING.get(extension_of(kept_name), extension_of(kept_name))
    if ending not in allowed:
        raise _wrong_kind(allowed)
    data = _read(source, size)
    found = content_kind(data)
    if found is None or (found != ending and not (found == "zip" and ending in OFFICE)):
        raise _disagrees(ending)
    digest = hashlib.sha256(data).hexdigest()
    if found in DECODERS:
        picture = clean_picture(io.BytesIO(data), found)
        return Accepted(kept_name, picture.content_type, picture.data, digest)
    if found == "pdf":
        check_pdf(data)
    elif office_extension(io.BytesIO(data)) != ending:
        raise _disagrees(ending)
    return Accepted(kept_name, TYPES[ending], data, digest)


def content_kind(data: bytes) -> str | None:
    """A key of TYPES, or ``zip`` for office files still to be looked into, or None for anything else."""
    if data.startswith(b"PK\x03\x04"):
        return "zip"
    if data[4:8] == b"ftyp":
        return "heic" if data[8:12] in HEIF_BRANDS else None
    guessed = filetype.guess(data[:8192])
    found = guessed.extension if guessed else None
    if found == "apng":
        return "png"  # moving pictures are told apart where frames are counted
    return found if found in TYPES and found not in OFFICE else None


def accept_attribute(accept: Collection[str] | None = None) -> str:
    """For ``<input type=file accept>``; only a hint to the browser."""
    wanted = [e for e in TYPES if accept is None or e in {SAME_ENDING.get(a, a) for a in accept}]
    also = [other for other, same in SAME_ENDING.items() if same in wanted]
    return ",".join(f".{ending}" for ending in [*wanted, *also])


def labels(accept: Collection[str] | None = None) -> str:
    """The accepted kinds in words, e.g. ``PDF、JPEG``."""
    wanted = {SAME_ENDING.get(a, a) for a in accept} if accept is not None else set(TYPES)
    return "、".join(label for ending, label in LABELS.items() if ending in wanted)


def too_large() -> str:
    """What is said beside a file question when the file is too large."""
    return _("Up to %(limit)d MB. Make the file smaller or split it, and send it again.") % {
        "limit": MAX_BYTES // MEGABYTE
    }


def _read(source: BinaryIO, size: int) -> bytes:
    if size > MAX_BYTES:
        raise Refused(too_large())
    source.seek(0)
    data = source.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise Refused(too_large())
    if not data:
        raise Refused(_("The file is empty. Choose the file once more and send it again."))
    return data


def _wrong_kind(allowed: Collection[str]) -> Refused:
    return Refused(
        _("Files of this kind are not accepted. Send one of these instead: %(kinds)s.") % {"kinds": labels(allowed)}
    )


def _disagrees(ending: str) -> Refused:
    return Refused(
        _("The content is not %(kind)s although the file name says so. Open the file, save it again and send that.")
        % {"kind": LABELS[ending]}
    )
