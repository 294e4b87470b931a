"""The emergency banners of the ward, and on the pages of a hub those of the hub."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from cms.cache.memory import remembered
from cms.hubs.models import Hub
from pages import banners
from pages.paths import path_of

register = template.Library()


@register.inclusion_tag("pages/parts/emergency.html", takes_context=True)
def emergency_banners(context: dict[str, Any]) -> dict[str, Any]:
    """One query for as long as nothing changes; the context's ``hub`` tells whose pages these are."""
    hub, request, at = context.get("hub"), context.get("request"), timezone.now()
    found = banners.shown(
        remembered("banners", lambda: banners.announced(at)), hub if isinstance(hub, Hub) else None, at=at
    )
    return {"banners": [(one, _link(one, request)) for one in found]}


def _link(banner: Any, request: Any) -> str:
    """The page that tells more, while it can be opened."""
    return path_of(banner.page, request) if banner.page and banner.page.live and request else ""
