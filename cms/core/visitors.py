"""From which address a visitor comes, when proxies of the ward's own stand before this server."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def visitor_address(request: HttpRequest) -> str:
    """The address that the outermost trusted proxy saw; without such a proxy, the connection's own.

    Only the last ``TRUSTED_PROXY_COUNT`` entries of X-Forwarded-For were written by our proxies; what
    stands before them is whatever the visitor sent. A header that is too short, or holds no address
    at that place, is not believed. Rate limits count by this.
    """
    direct = request.META.get("REMOTE_ADDR") or "0.0.0.0"  # noqa: S104  a name for "unknown", bound by nobody
    proxies = settings.TRUSTED_PROXY_COUNT
    passed = [entry.strip() for entry in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if not proxies or len(passed) < proxies:
        return direct
    try:
        return str(ip_address(passed[-proxies]))
    except ValueError:
        return direct
