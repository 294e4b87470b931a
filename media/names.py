"""Names of files as people gave them: shown again byte for byte, and never used as a path."""

from __future__ import annotations

import unicodedata

from django.utils.translation import gettext as _

from cms.core.text import unstorable
from media.refused import Refused

MAX_NAME = 200

# They reverse or hide what follows, so that ``fdp.exe`` reads as ``exe.pdf``.
BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean_name(raw: str) -> str:
    """``raw`` without folders, otherwise unchanged.

    Raises Refused for control characters, text direction marks, lone surrogates, names without
    anything in them and names longer than ``MAX_NAME`` characters.
    """
    if unstorable(raw) or any(c in BIDI or unicodedata.category(c) == "Cc" for c in raw):
        raise Refused(_("The file name contains characters that cannot be used. Rename the file and send it again."))
    name = raw.replace("\\", "/").rsplit("/", 1)[-1]
    if not name.strip(" .\u3000"):
        raise Refused(_("The file has no name. Give it a name and send it again."))
    if len(name) > MAX_NAME:
        raise Refused(
            _("The file name is too long: up to %(limit)d characters. Shorten the name and send it again.")
            % {"limit": MAX_NAME}
        )
    return name


def extension_of(name: str) -> str:
    """The last ending in lower case without its dot; full-width letters count (``.ＰＤＦ``)."""
    _stem, dot, ending = unicodedata.normalize("NFKC", name).rpartition(".")
    return ending.strip().lower() if dot else ""


def served_name(name: str, content_type: str) -> str:
    """``name`` with an ending that tells the truth about the stored bytes (HEIC is kept as JPEG)."""
    endings = ENDINGS.get(content_type)
    if not endings or extension_of(name) in endings:
        return name
    stem, dot, _ending = name.rpartition(".")
    return f"{stem if dot else name}.{endings[0]}"


ENDINGS: dict[str, tuple[str, ...]] = {
    "application/pdf": ("pdf",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx",),
}
