"""From an address to its page in two queries, whatever the depth.

Wagtail's own routing asks twice for every part of the address. Here one query by ``url_path`` tells the type and one
brings the page together with what its type needs; everything that is not a live page of ours is left to Wagtail.
"""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult


def prepare(request: HttpRequest, path: str) -> None:
    """If ``path`` is a live page of ours, the request carries its route and Wagtail looks no further."""
    site = Site.find_for_request(request)
    if site is None:
        return
    wanted = site.root_page.url_path + path
    found = Page.objects.filter(url_path=wanted, live=True).values_list("pk", "content_type_id").first()
    if found is None:
        return
    # Content types stay in memory once read.
    model = ContentType.objects.get_for_id(found[1]).model_class()
    joins = getattr(model, "routing_joins", None)
    if model is None or joins is None:
        return
    page = model._default_manager.select_related(*joins).filter(pk=found[0], live=True).first()
    if page is not None:
        request._wagtail_route_for_request = RouteResult(page, [], {})  # type: ignore[attr-defined]
