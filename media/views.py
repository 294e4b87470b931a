"""One way to hand out a private file. The caller has already decided that this person may read it."""

from __future__ import annotations

import logging

from django.http import FileResponse, Http404, HttpResponseBase
from django.utils.http import content_disposition_header

from media.models import PrivateFile
from media.names import served_name
from media.services import open_file

logger = logging.getLogger(__name__)

# Shown by browsers without running anything; all else is a download whatever the caller wishes.
SHOWN_INLINE = frozenset({"application/pdf", "image/jpeg", "image/png"})


def send_private(private_file: PrivateFile, *, inline: bool = False) -> HttpResponseBase:
    """The file as a response that no cache keeps and no browser guesses about.

    Raises Http404 when the bytes were erased or are lost (the latter is logged as an error).
    """
    try:
        source = open_file(private_file)
    except FileNotFoundError as missing:
        if private_file.erased_at is None:
            logger.error("stored file %s is missing", private_file.pk)
        raise Http404 from missing
    as_attachment = not (inline and private_file.content_type in SHOWN_INLINE)
    name = served_name(private_file.name, private_file.content_type)
    response = FileResponse(source, content_type=private_file.content_type)
    response["Content-Length"] = str(private_file.size)
    response["Content-Disposition"] = content_disposition_header(as_attachment, name) or "attachment"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Accept-Ranges"] = "none"
    return response
