"""Pages for requests that cannot be answered as wished. 400, 500 and 503 touch no database."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation

from cms.core import languages


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    with translation.override(languages.of_path(request.path_info)):
        return render(request, "404.html", status=404)


def conflict(request: HttpRequest, *, message: str, back_url: str = "", is_busy: bool = False) -> HttpResponse:
    """409: ``message`` says who did what meanwhile; ``back_url`` leads to how things stand now.

    ``is_busy``: nobody was faster yet, somebody is just at work.
    """
    context = {"message": message, "back_url": back_url, "is_busy": is_busy}
    return render(request, "409.html", context, status=409)


def server_error(request: HttpRequest) -> HttpResponse:
    return HttpResponse(render_to_string("500.html"), status=500)


def unavailable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """503; asks to come back in two minutes."""
    return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": "120"})
