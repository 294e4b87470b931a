"""Views that say their answer may be kept, each for another reason wrongly; only the plain one is right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.urls import path

from cms.cache.keeping import cached_page
from cms.config import urls as real_urls


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse("こんにちは")


def with_token(request: HttpRequest) -> HttpResponse:
    return HttpResponse(get_token(request))


def with_header(name: str, value: str) -> Callable[[HttpRequest], HttpResponse]:
    return lambda request: HttpResponse("x", headers={name: value})


def with_cookie(request: HttpRequest) -> HttpResponse:
    response = HttpResponse("x")
    response.set_cookie("seen", "1")
    return response


def reads_cookie(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.COOKIES.get("ruby", "off"))


def reads_every_cookie(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(sorted(request.COOKIES)))


def with_message(request: HttpRequest) -> HttpResponse:
    messages.info(request, "お知らせ")
    return HttpResponse("x")


VIEWS: dict[str, tuple[Callable[[HttpRequest], Any], str]] = {
    "plain": (plain, ""),
    "token": (with_token, "set-cookie"),
    "cookie-sent": (with_cookie, "set-cookie"),
    "cookie-read": (reads_cookie, "cookie"),
    "cookies-read": (reads_every_cookie, "cookie"),
    "message": (with_message, "set-cookie"),
    "language": (with_header("Vary", "Cookie, Accept-Language"), "vary"),
    "anything": (with_header("Vary", "*"), "vary"),
    "private": (with_header("Cache-Control", "private"), "private"),
    "no-store": (with_header("Cache-Control", "max-age=0, no-store"), "private"),
    "nonce": (with_header("Content-Security-Policy", "script-src 'self' 'nonce-abc'"), "nonce"),
    "status": (lambda request: HttpResponse("x", status=203), "status"),
    "stream": (lambda request: StreamingHttpResponse(["x"]), "streaming"),
}

handler404 = "cms.theme.views.not_found"
urlpatterns = [
    *(path(f"{name}/", cached_page()(view)) for name, (view, _reason) in VIEWS.items()),
    # the ward's pages are made and indexed with the addresses that they have
    *real_urls.urlpatterns,
]
