"""How files leave the house: private ones, which the caller lets this person read, and published documents."""

from __future__ import annotations

import logging

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe
from wagtail.documents.views.serve import serve

from media.models import PrivateFile, WardDocument
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


@require_safe
def published_document(request: HttpRequest, document_id: str, document_filename: str) -> HttpResponseBase:
    """A document that editors published, asked about anew each time: it may be replaced or restricted tomorrow.

    Wagtail decides whether it is handed out; nobody but the reader keeps what only some may read.
    """
    response: HttpResponseBase = serve(request, document_id, document_filename)
    document = WardDocument.objects.select_related("collection").get(pk=document_id)
    restricted = document.collection.get_view_restrictions().exists()
    response["Cache-Control"] = "private, no-store" if restricted else "public, max-age=0, must-revalidate"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
