"""The type of a request whose user is known, for views behind a sign-in."""

from __future__ import annotations

from django.http import HttpRequest

from cms.people.models import User


class SignedInRequest(HttpRequest):
    """Only ever an annotation: ``login_required`` or the desk's door has let the request in."""

    user: User
