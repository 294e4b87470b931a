"""PDF files are kept as they are, so what could act when they are opened is refused."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from media.refused import Refused

ACTIVE = (b"/JavaScript", b"/Launch")
MAX_OBJECT_STREAMS = 2_000
MAX_UNPACKED_BYTES = 64 * 1024 * 1024
TRAILING = b"\x00\t\n\x0c\r\x1a "

_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
# Each letter of the name may be written as an escape.
_NAME = b"".join(rb"(?:%c|#(?i:%02x))" % (letter, letter) for letter in b"ObjStm")
_OBJECT_STREAM = re.compile(rb"/" + _NAME + rb"(?![\w#]).{0,4000}?stream\r?\n?", re.DOTALL | re.ASCII)
_LOCKED = re.compile(rb"/Encrypt\b")


def check_pdf(data: bytes) -> None:
    """``data`` is one whole PDF without scripts or programme starts; locked ones pass unread.

    Raises Refused. Names hidden by ``#xx`` escapes and by compressed object streams are found.
    """
    end = data.rfind(b"%%EOF")
    if not data.startswith(b"%PDF-") or end < 0 or data[end + 5 :].strip(TRAILING):
        raise Refused(_("The PDF is damaged or incomplete. Save it once more and send it again."))
    if _is_active(data) or any(_is_active(part) for part in _object_streams(data)):
        raise Refused(
            _(
                "The PDF contains a script that runs when it is opened, so it cannot be accepted. "
                "Print it to a new PDF, or take a photo of it, and send that instead."
            )
        )


def _is_active(data: bytes) -> bool:
    plain = _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), data)
    return any(name in data or name in plain for name in ACTIVE)


def _object_streams(data: bytes) -> Iterator[bytes]:
    """What the object streams hold; catalogues lie there since PDF 1.5. Bounded in number and bytes."""
    left = MAX_UNPACKED_BYTES
    for count, found in enumerate(_OBJECT_STREAM.finditer(data)):
        if count >= MAX_OBJECT_STREAMS or left <= 0:
            raise _too_complex()
        end = data.find(b"endstream", found.end())
        packed = data[found.end() : end if end >= 0 else len(data)]
        try:
            part = zlib.decompressobj().decompress(packed, left)
        except zlib.error:
            if _LOCKED.search(data):
                continue  # no reader runs it without a key
            raise _too_complex() from None  # packed in another way, which readers undo and we do not
        left -= len(part)
        yield part


def _too_complex() -> Refused:
    return Refused(_("The PDF is too complex to be checked. Print it to a new PDF and send that instead."))
