"""The answers to requests that are wrong in form or met a database in trouble; their pages belong to the theme."""

from __future__ import annotations

import sys

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.views.defaults import bad_request as plain_bad_request

from cms.api import problems
from cms.api.languages import spoken
from cms.core.errors import Busy
from cms.core.waiting import is_wait, told
from cms.theme import views as theme

# PostgreSQL's classes of errors: connection, resources, an operator ended it, the system below.
AWAY_POSTGRESQL = ("08", "53", "57", "58")
AWAY_SQLITE = ("SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_FULL", "SQLITE_READONLY")


def _problem(request: HttpRequest, code: str, detail: str = "") -> HttpResponse:
    """Machines are answered in their own form, in the language that they asked for."""
    with spoken(request):
        return problems.answer(problems.Problem(code, detail))


def too_large(request: HttpRequest) -> HttpResponse:
    """413 with the page that says how large files and texts may be; a file question tells it beside itself."""
    if problems.is_of_api(request):
        return _problem(request, "too-large")
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
    if problems.is_of_api(request):
        return _problem(request, "invalid-request")
    return plain_bad_request(request, exception)


def is_away(error: BaseException | None) -> bool:
    """The database cannot be reached, has ended the connection, or has no room; no mistake of a statement."""
    if isinstance(error, InterfaceError):
        return True
    if not isinstance(error, OperationalError):
        return False
    if name := getattr(error.__cause__, "sqlite_errorname", None):
        return str(name).startswith(AWAY_SQLITE)
    state = getattr(error.__cause__, "sqlstate", None)  # none at all before there is a connection
    return state is None or state.startswith(AWAY_POSTGRESQL)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answers whatever nobody caught: 503 for a database that is away, 409 for a lock waited for in vain, else 500.

    Here and not in a middleware, because sessions and sign-in ask the database before any view does, and
    Django turns what a middleware raises into this page before an outer one could see it.
    """
    error = sys.exc_info()[1]
    if problems.is_of_api(request):
        code = "unavailable" if is_away(error) else "busy" if isinstance(error, Busy) or is_wait(error) else "broken"
        return _problem(request, code, told() if code == "busy" else "")
    if is_away(error):
        return theme.unavailable(request)
    if isinstance(error, Busy) or is_wait(error):
        return theme.conflict(request, message=told(), is_busy=True)
    return theme.server_error(request)
