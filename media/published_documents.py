"""What a document must be before it is published: of an allowed kind, and of that kind by its content."""

from __future__ import annotations

import io
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from media.checks import LABELS, Refused, content_kind
from media.names import clean_name, extension_of
from media.office import office_extension
from media.pdf import check_pdf

TEXT = frozenset({"csv", "txt"})
OFFICE = frozenset({"docx", "xlsx", "pptx"})
DOCUMENT_LABELS = {**LABELS, "pptx": "PowerPoint（.pptx）", "csv": "CSV", "txt": "TXT"}
ENCODINGS = ("utf-8-sig", "cp932")


def check_document(file: Any, *, name: str) -> None:
    """``file`` may be published under ``name``. Raises Refused with a sentence that says what to do."""
    ending = extension_of(clean_name(name))
    if ending not in settings.WAGTAILDOCS_EXTENSIONS:
        kinds = "、".join(DOCUMENT_LABELS.get(one, one) for one in settings.WAGTAILDOCS_EXTENSIONS)
        raise Refused(
            _("Files of this kind are not accepted. Send one of these instead: %(kinds)s.") % {"kinds": kinds}
        )
    file.seek(0)
    data = file.read()
    file.seek(0)
    if not _agrees(data, ending):
        raise Refused(
            _("The content is not %(kind)s although the file name says so. Open the file, save it again and send that.")
            % {"kind": DOCUMENT_LABELS.get(ending, ending)}
        )
    if ending == "pdf":
        check_pdf(data)


def _agrees(data: bytes, ending: str) -> bool:
    if ending in TEXT:
        return _is_text(data)
    if ending in OFFICE:
        return content_kind(data) == "zip" and office_extension(io.BytesIO(data)) == ending
    return content_kind(data) == ending


def _is_text(data: bytes) -> bool:
    """Text as Japanese offices write it. Markup is none: a browser might run it."""
    if b"\0" in data or data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        return False
    for encoding in ENCODINGS:
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
