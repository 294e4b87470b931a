"""Whose browser it is: a signed note in it of who wrote there last.

When a session has ended, the note is all that says whose text arrives; only that person gets it back.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from cms.people.models import User

COOKIE = "writer"
SALT = "intake.writer"


def note_writer(request: HttpRequest, response: HttpResponseBase) -> None:
    """The browser of the signed-in person carries their mark from now on."""
    mark = str(request.user.pk)
    if _mark(request) != mark:
        response.set_signed_cookie(
            COOKIE,
            mark,
            salt=SALT,
            max_age=settings.SESSION_COOKIE_AGE,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def writer_of(request: HttpRequest) -> User | None:
    """Who is signed in, or else whom the browser names; None when nobody knows."""
    if request.user.is_authenticated:
        return request.user
    mark = _mark(request)
    return User.objects.filter(pk=mark).first() if mark else None


def _mark(request: HttpRequest) -> str:
    return request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=settings.SESSION_COOKIE_AGE) or ""
