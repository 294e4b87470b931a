"""Serves the pictures that editors publish, where no web server or object store does it.

Only renditions: originals and documents lie beside them and have their own doors.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

FOLDER = "images"
ONE_DAY = 86_400


@require_safe
def picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """The rendition at ``path`` below MEDIA_ROOT/images, or Http404."""
    response = serve(request, path, document_root=str(Path(settings.MEDIA_ROOT) / FOLDER))
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    response["Cache-Control"] = f"public, max-age={ONE_DAY}"
    return response
