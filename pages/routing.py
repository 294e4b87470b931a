"""From an address to its page in two queries, whatever the depth.

Wagtail's own routing asks twice for every part of the address. Here one query by ``url_path`` brings the page
together with what its type needs; everything that is not a live page of ours is left to Wagtail.
"""

from __future__ import annotations

from django.http import HttpRequest
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult

JOINED = ("wardhomepage", "standardpage", "hubpage__hub__area", "callpage__call__programme")
TYPES = ("wardhomepage", "standardpage", "hubpage", "callpage")


def prepare(request: HttpRequest, path: str) -> None:
    """If ``path`` is a live page of ours, the request carries its route and Wagtail looks no further."""
    site = Site.find_for_request(request)
    if site is None:
        return
    wanted = site.root_page.url_path + path
    found = Page.objects.filter(url_path=wanted, live=True).select_related(*JOINED).first()
    page = next((specific for name in TYPES if (specific := getattr(found, name, None)) is not None), None)
    if page is not None:
        request._wagtail_route_for_request = RouteResult(page, [], {})  # type: ignore[attr-defined]
