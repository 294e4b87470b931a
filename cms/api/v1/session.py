"""Who is asking, and the token that a front end of this site needs to change anything."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from ninja import Router

from cms.api.shapes import Told
from cms.people.access import PENDING, roles_of

router = Router()


class SessionState(Told):
    """``csrf_token`` goes into the header X-CSRFToken of every request that changes something."""

    signed_in: bool
    name: str
    is_staff: bool
    second_factor_missing: bool
    csrf_token: str


@router.get("/session", response=SessionState)
def read_session(request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
    """The session of this browser; a key has none. Nothing on the way keeps the answer."""
    response["Cache-Control"] = "no-store"
    user = request.user
    return {
        "signed_in": user.is_authenticated,
        "name": user.get_full_name() if user.is_authenticated else "",
        "is_staff": roles_of(user).is_staff_member,
        "second_factor_missing": bool(getattr(user, PENDING, False)),
        "csrf_token": get_token(request),
    }
