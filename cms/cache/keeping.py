"""How a view says that its answer may be kept for every anonymous reader.

``@cached_page()`` on a view, or ``may_be_kept(response)`` where the view decides. Whether the answer really is kept
is judged by the middleware, for each answer anew; see ``refusal``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

MARK = "kizuna_kept_query"
# The answer may say that it depends on cookies: who has one that matters is never answered from what is kept.
KEYED_VARY = frozenset({"cookie"})
LONGEST_QUERY = 200
# The language in which a Japanese page tells that it is Japanese only: any page may be asked for with it.
EVERYWHERE = frozenset({"lang"})
COMMA = re.compile(r"\s*,\s*")
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def may_be_kept(response: HttpResponseBase, *, query: Iterable[str] = ()) -> HttpResponseBase:
    """Every reader without a session may get this answer; ``query`` names the parameters that it may depend on."""
    setattr(response, MARK, frozenset(query))
    return response


def cached_page(*, query: Iterable[str] = ()) -> Callable[[View], View]:
    names = frozenset(query)

    def decorate(view: View) -> View:
        @wraps(view)
        def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return may_be_kept(view(request, *args, **kwargs), query=names)

        return cast(View, answered)

    return decorate


def personal_cookies() -> frozenset[str]:
    """Who sends one of these is known, or is being talked to, and always gets an answer of their own."""
    return frozenset({settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name, *settings.PAGE_CACHE_PERSONAL_COOKIES})


class Watched(dict[str, str]):
    """The cookies of a request; remembers which of them were asked for, there or not."""

    def __init__(self, cookies: dict[str, str]) -> None:
        super().__init__(cookies)
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self.asked.add(str(name))
        return super().__contains__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self.asked.add(name)
        return super().get(name, default)

    def __len__(self) -> int:
        self._all()
        return super().__len__()

    def copy(self) -> dict[str, str]:
        self._all()
        return super().copy()

    def _all(self) -> None:
        self.asked.add("*")

    def __iter__(self) -> Any:
        self._all()
        return super().__iter__()

    def items(self) -> Any:
        self._all()
        return super().items()

    def values(self) -> Any:
        self._all()
        return super().values()

    def keys(self) -> Any:
        self._all()
        return super().keys()


def refusal(request: HttpRequest, response: HttpResponseBase) -> str:
    """Why this answer must not be kept, in one word for tests and logs; empty when it may be."""
    allowed = getattr(response, MARK, None)
    if allowed is None:
        return "unmarked"
    if not isinstance(response, HttpResponse) or response.streaming:
        return "streaming"
    if response.status_code != 200:
        return "status"
    return _refused_headers(response) or _refused_request(request, allowed)


def _refused_headers(response: HttpResponse) -> str:
    control = {part.partition("=")[0].lower() for part in COMMA.split(response.get("Cache-Control", ""))}
    vary = {part.lower() for part in COMMA.split(response.get("Vary", "")) if part}
    if response.cookies or response.has_header("Set-Cookie"):
        return "set-cookie"
    if control & {"private", "no-store", "no-cache"}:
        return "private"
    if not vary <= KEYED_VARY:
        return "vary"
    if "'nonce-" in response.get("Content-Security-Policy", ""):
        return "nonce"
    return ""


def _refused_request(request: HttpRequest, allowed: frozenset[str]) -> str:
    # A page with a token sets the cookie of it, unless the reader has that cookie already.
    if settings.CSRF_COOKIE_NAME in request.COOKIES:
        return "csrf"
    asked = request.COOKIES.asked if isinstance(request.COOKIES, Watched) else {"*"}
    if asked - personal_cookies() - {settings.CSRF_COOKIE_NAME}:
        return "cookie"
    if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY or not set(request.GET) <= allowed | EVERYWHERE:
        return "query"
    return ""
