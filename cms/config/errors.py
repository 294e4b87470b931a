"""The answers to requests that are wrong in form; their pages belong to the theme."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import bad_request as plain_bad_request


def too_large(request: HttpRequest) -> HttpResponse:
    """413 with the page that says how large a file may be."""
    return render(request, "413.html", status=413)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, but 413 when the request was refused for its size."""
    if isinstance(exception, RequestDataTooBig | TooManyFilesSent):
        return too_large(request)
    return plain_bad_request(request, exception)
