"""Answers for machines that ask again and again: the same content has the same mark, and costs them no bytes."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

REVALIDATE = "max-age=0, must-revalidate"


def answer(
    request: HttpRequest, content: bytes, *, content_type: str, changed_at: datetime | None = None
) -> HttpResponseBase:
    """``content``, or 304 for who has it already. Whoever keeps it asks again before using it."""
    response = HttpResponse(content, content_type=content_type)
    response["Cache-Control"] = REVALIDATE
    response["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    changed = int(changed_at.timestamp()) if changed_at else None
    if changed is not None:
        response["Last-Modified"] = http_date(changed)
    found = get_conditional_response(request, etag=response["ETag"], last_modified=changed, response=response)
    return found if found is not None else response
