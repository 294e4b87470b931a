"""Hands out the PDF of an issue that everybody may read."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from media.services import open_file
from pages.models import IssuePage, IssuePrint
from pages.scope import published
from pages.unchanged import REVALIDATE


@require_safe
def pdf(request: HttpRequest, issue: int) -> HttpResponseBase:
    """The newest file that is ready, or Http404."""
    found = IssuePrint.objects.filter(issue=issue, issue__in=published(IssuePage).values("pk"), file__isnull=False)
    row = found.select_related("file").first()
    if row is None or row.file is None:
        raise Http404(str(issue))
    etag = f'"{row.file.sha256_stored[:32]}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    try:
        source = open_file(row.file)
    except FileNotFoundError as error:
        raise Http404(str(issue)) from error
    response = FileResponse(source, filename=row.file.name, content_type="application/pdf")
    response["ETag"] = etag
    response["Cache-Control"] = REVALIDATE
    return response
