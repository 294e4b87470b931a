"""Old addresses and where they lead now; what leads to a page that not everybody may read is not told."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from wagtail.contrib.redirects.models import Redirect

from cms.api.v1.content.public_pages import address, public, root_of
from cms.api.v1.content.texts import absolute
from pages import routing

LONGEST = 255


def redirects(request: HttpRequest) -> QuerySet[Redirect]:
    """Of this site and of all sites."""
    site = routing.site_of(request)
    readable = public(root_of(request)).values("pk")
    found = Redirect.objects.filter(Q(site=site) | Q(site=None))
    leads = Q(redirect_page__in=readable) | (Q(redirect_page=None) & ~Q(redirect_link=""))
    return found.filter(leads).select_related("redirect_page")


def target(redirect: Redirect, root: str) -> str:
    page = redirect.redirect_page
    if page is None:
        return str(redirect.redirect_link)
    place = absolute(address(page.url_path, root))
    route = redirect.redirect_page_route_path
    return place.rstrip("/") + route if route else place


def redirect_from(path: str, request: HttpRequest) -> dict[str, Any] | None:
    """One query; a redirect of this site goes before one of all sites."""
    asked = Redirect.normalise_path(path)[:LONGEST]
    found = redirects(request).filter(old_path=asked).order_by("site_id").last()
    return told(found, root_of(request)) if found else None


def told(redirect: Redirect, root: str) -> dict[str, Any]:
    return {"to": target(redirect, root), "permanent": redirect.is_permanent}
