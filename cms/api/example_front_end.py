"""The example front end at ``/api/example/``: three files that were built before, on the site's own address.

Off in service (``EXAMPLE_FRONT_END``). It knows nothing but the API; see cms/api/clients/README.md.
"""

from __future__ import annotations

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest

from cms.api.clients.snapshot import FOLDER

HOME = FOLDER / "example"
FILES = {
    "": (HOME / "index.html", "text/html; charset=utf-8"),
    "style.css": (HOME / "style.css", "text/css; charset=utf-8"),
    "app.js": (HOME / "dist" / "app.js", "text/javascript; charset=utf-8"),
}


def example(request: HttpRequest, name: str = "") -> FileResponse:
    if not settings.EXAMPLE_FRONT_END or name not in FILES:
        raise Http404
    path, kind = FILES[name]
    return FileResponse(path.open("rb"), content_type=kind, headers={"Cache-Control": "no-cache"})
