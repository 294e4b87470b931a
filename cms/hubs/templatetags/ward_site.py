"""The ward on every page, for one query a request."""

from __future__ import annotations

from typing import Any

from django import template

from cms.cache.memory import remembered
from cms.hubs.models import Ward

register = template.Library()


@register.simple_tag(takes_context=True)
def ward(context: dict[str, Any]) -> Ward:
    """The one ward; an unsaved empty one when none is loaded yet, so that a page still opens."""
    request = context.get("request")
    found = getattr(request, "kizuna_ward", None)
    if found is None:
        found = remembered("ward", lambda: Ward.objects.order_by("pk").first() or Ward())
        if request is not None:
            request.kizuna_ward = found
    return found
