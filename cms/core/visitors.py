"""From which address a visitor comes, when proxies of the ward's own stand before this server."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def visitor_address(request: HttpRequest) -> str:
    """The address that the outermost trusted proxy saw; without such a proxy, the connection's own.

    Only the last ``TRUSTED_PROXY_COUNT`` entries of X-Forwarded-For were written by our proxies; what
    stands before them is whatever the visitor sent. A header that is too short, or holds no address
    at that place, is not believed. Rate limits count by this, so of IPv6 it is the network: whoever has one
    address there has 2^64 of them.
    """
    direct = request.META.get("REMOTE_ADDR") or "0.0.0.0"  # noqa: S104  a name for "unknown", bound by nobody
    proxies = settings.TRUSTED_PROXY_COUNT
    passed = [entry.strip() for entry in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if proxies and len(passed) >= proxies and (known := _counted(passed[-proxies])):
        return known
    return _counted(direct) or direct


def _counted(text: str) -> str:
    """An address of IPv4, or the network of one of IPv6; empty for anything else."""
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped or ip_network((int(address) >> 64 << 64, 64)))
