"""Addresses of pages on the site that answers the request; no query beyond the site itself."""

from __future__ import annotations

from django.http import HttpRequest
from wagtail.models import Page, Site


def path_of(page: Page, request: HttpRequest) -> str:
    """``/h16/digital-2026/`` for a page below the root of the request's site."""
    site = Site.find_for_request(request)
    if site is None:
        return page.get_url(request) or "/"
    return page.url_path[len(site.root_page.url_path) - 1 :]
