"""Addresses of pages on the site that answers the request; no query beyond the site itself."""

from __future__ import annotations

from django.http import HttpRequest
from wagtail.models import Page, Site

from cms.core import languages


def path_of(page: Page, request: HttpRequest) -> str:
    """``/h16/digital-2026/`` for a page below the root of the request's site."""
    if Site.find_for_request(request) is None:
        return page.get_url(request) or "/"
    return address(page.url_path, request)


def address(url_path: str, request: HttpRequest) -> str:
    """The same for a page of which only ``url_path`` is at hand; in another language that is the address itself."""
    if languages.of_path(url_path) != languages.default():
        return url_path
    site = Site.find_for_request(request)
    return url_path[len(site.root_page.url_path) - 1 :] if site else url_path
