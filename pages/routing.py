"""From an address to its page in two queries, whatever the depth.

Wagtail's own routing asks twice for every part of the address. Here one query by ``url_path`` tells the type and one
brings the page together with what its type needs; everything that is not a live page of ours is left to Wagtail.
"""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult

from cms.cache.memory import remembered


def prepare(request: HttpRequest, path: str) -> Page | None:
    """If ``path`` is a live page of ours, the request carries its route and Wagtail looks no further."""
    site = site_of(request)
    if site is None:
        return None
    wanted = site.root_page.url_path + path
    found = Page.objects.filter(url_path=wanted, live=True).values_list("pk", "content_type_id").first()
    if found is None:
        return None
    # Content types stay in memory once read.
    model = ContentType.objects.get_for_id(found[1]).model_class()
    joins = getattr(model, "routing_joins", None)
    if model is None or joins is None:
        return None
    page: Page | None = model._default_manager.select_related(*joins).filter(pk=found[0], live=True).first()
    if page is not None:
        request._wagtail_route_for_request = RouteResult(page, [], {})  # type: ignore[attr-defined]
    return page


def site_of(request: HttpRequest) -> Site | None:
    """As Wagtail finds it, once per host while nothing changes."""
    if not hasattr(request, "_wagtail_site"):
        host, port = request._get_raw_host(), request.get_port()  # type: ignore[attr-defined]
        found = remembered(("site", host, port), lambda: Site.find_for_request(request))
        request._wagtail_site = found  # type: ignore[attr-defined]
    return request._wagtail_site  # type: ignore[attr-defined, no-any-return]
