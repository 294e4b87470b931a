"""Answers anonymous readers from what is kept, before any other middleware has done anything.

A page is found by scheme, host, path and query exactly as they were when it was made, and it was kept only after the
whole chain had let that very request through: the check of the host, the way to https, the policies it sends. So a
host that is not allowed, or http where https is wanted, finds nothing and meets the chain itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, parse_cookie
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from cms.cache import building, moments, store, version
from cms.cache.keeping import MARK, Watched, personal_cookies, refusal
from cms.cache.store import Kept, Key

# A shared cache asks every time; what it holds differs by cookie.
REVALIDATE = "max-age=0, must-revalidate"
OWN = f"private, {REVALIDATE}"
# Of the headers of a page, what an answer without a body repeats.
OF_304 = frozenset({"cache-control", "content-security-policy", "vary"})


class PageCacheMiddleware:
    """Stands first. Switched off by ``PAGE_CACHE=0``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.PAGE_CACHE:
            return self.get_response(request)
        now = version.current() if is_anonymous(request) else None
        if now is None:
            return _own(self.get_response(request))
        key = key_of(request)
        kept = store.find(now, key)
        if kept is not None:
            return answer(request, kept)
        if request.method != "GET":
            return self._made(request, now, key)
        with building.turn(now, key) as is_mine:
            return self._made(request, now, key) if is_mine else self._after_another(request, key)

    def _after_another(self, request: HttpRequest, key: Key) -> HttpResponse:
        """What another made while this one waited, unless something was changed meanwhile."""
        now = version.current()
        if now is None:
            return _own(self.get_response(request))
        kept = store.find(now, key)
        return answer(request, kept) if kept is not None else self._made(request, now, key)

    def _made(self, request: HttpRequest, now: str, key: Key) -> HttpResponse:
        """Made anew, and kept if it may be."""
        request.COOKIES = Watched(request.COOKIES)
        with moments.collected() as moment, version.working_under(now):
            response = self.get_response(request)
        if request.method != "GET":
            return response
        if getattr(response, MARK, None) is None:
            building.not_kept(key)
            return response
        if refusal(request, response):
            building.not_kept(key)
            return _own(response)
        kept = _kept(response, moment.until)
        store.keep(now, key, kept)
        return answer(request, kept)


def is_anonymous(request: HttpRequest) -> bool:
    """Reads only, and shows nothing by which it could be known."""
    if request.method not in ("GET", "HEAD") or "HTTP_AUTHORIZATION" in request.META:
        return False
    cookies = request.META.get("HTTP_COOKIE")
    return not cookies or personal_cookies().isdisjoint(parse_cookie(cookies))


def key_of(request: HttpRequest) -> Key:
    """The language of a page is part of its path; an answer that depends on Accept-Language is not kept."""
    return (request.scheme or "", request._get_raw_host(), request.path, request.META.get("QUERY_STRING", ""))  # type: ignore[attr-defined]


def _kept(response: HttpResponse, until: datetime) -> Kept:
    body = response.content
    response.headers["Cache-Control"] = REVALIDATE
    response.headers["Content-Length"] = str(len(body))
    patch_vary_headers(response, ["Cookie"])
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    return Kept(until.timestamp(), etag, tuple(response.items()), body)


def answer(request: HttpRequest, kept: Kept) -> HttpResponse:
    """The page, or 304 for a reader who has it."""
    asked = request.META.get("HTTP_IF_NONE_MATCH")
    if asked and _matches(asked, kept.etag):
        unchanged = HttpResponseNotModified()
        unchanged.headers["ETag"] = kept.etag
        for name, value in kept.headers:
            if name.lower() in OF_304:
                unchanged.headers[name] = value
        return unchanged
    response = HttpResponse(b"" if request.method == "HEAD" else kept.body)
    for name, value in kept.headers:
        response.headers[name] = value
    return response


def _matches(asked: str, etag: str) -> bool:
    """Weakly compared, as RFC 9110 wants it for reading."""
    tags = parse_etags(asked)
    return tags == ["*"] or etag in (tag.removeprefix("W/") for tag in tags)


def _own(response: HttpResponse) -> HttpResponse:
    """A page that others may get from what is kept, made for this reader alone."""
    if getattr(response, MARK, None) is not None and not response.has_header("Cache-Control"):
        response["Cache-Control"] = OWN
        patch_vary_headers(response, ["Cookie"])
    return response
