"""Who asks: somebody with a key, or somebody with a session of this site. Nobody else.

A request that carries a key is judged by the key alone, so that a broken key never falls back to a session.
A session is the guarded one of every page (age, second factor); what changes something needs its CSRF token.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from cms.api.keys.checking import user_of_key
from cms.api.problems import Problem
from cms.people.models import User

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="kizuna"'}


class KeyAuth(HttpBearer):
    """A key that was issued to a person, with the scope that the operation asks for."""

    openapi_bearerFormat = "kzn_…"

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Any:
        if "Authorization" not in request.headers:
            return None
        found = super().__call__(request)
        if found is None:
            raise Problem("not-signed-in", headers=CHALLENGE)
        return found

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        found = user_of_key(token)
        if found is None:
            return None
        user, key = found
        if self.scope not in key.scopes:
            text = _("The key does not include the scope “%(scope)s”.") % {"scope": self.scope}
            raise Problem("scope-missing", text, more={"scope": self.scope})
        request.user = user
        return user


class SessionAuth(APIKeyCookie):
    """The session of this site, for front ends of the same origin."""

    param_name = "sessionid"

    def __call__(self, request: HttpRequest) -> User | None:
        return self.authenticate(request, None)

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:
        if not request.user.is_authenticated:
            return None
        if check_csrf(request) is not None:
            raise Problem("not-from-here")
        return request.user  # type: ignore[return-value]


def signed_in(scope: str) -> list[Any]:
    """For an operation: a key with ``scope``, or a session."""
    return [KeyAuth(scope), SessionAuth()]
