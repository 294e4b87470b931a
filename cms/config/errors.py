"""The answers to requests that are wrong in form; their pages belong to the theme."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.views.defaults import bad_request as plain_bad_request


def too_large(request: HttpRequest) -> HttpResponse:
    """413 with the page that says how large files and texts may be; a file question tells it beside itself."""
    try:
        match = resolve(request.path_info)
    except Resolver404:
        match = None
    if match is not None and match.view_name == "intake:attach":
        return redirect(reverse("intake:file_question", kwargs=match.kwargs) + "?refused=size")
    is_text = request.content_type != "multipart/form-data"
    return render(request, "413.html", {"is_text": is_text}, status=413)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, but 413 when the request was refused for its size."""
    if isinstance(exception, RequestDataTooBig | TooManyFilesSent):
        return too_large(request)
    return plain_bad_request(request, exception)
