"""The 丁目 that staff of a hub choose from."""

from __future__ import annotations

from django.db.models import QuerySet

from cms.hubs.models import Chome, Hub


def chome_of(hub: Hub) -> QuerySet[Chome]:
    """Those of the hub's area; every one of the ward while the hub has none."""
    own = Chome.objects.filter(areas=hub.area_id) if hub.area_id else Chome.objects.none()
    return own if own.exists() else Chome.objects.all()
