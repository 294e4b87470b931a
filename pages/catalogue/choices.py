"""What editors and readers may choose of the catalogue; asked when a form is shown, and never to show a list."""

from __future__ import annotations

from typing import Any

from cms.hubs.models import Area, Hub, Topic
from cms.search import registry

Choices = list[tuple[str, Any]]


def kinds() -> Choices:
    return list(registry.kinds().items())


def hubs() -> Choices:
    return list(Hub.objects.order_by("order", "code").values_list("code", "name"))


def areas() -> Choices:
    return list(Area.objects.order_by("layer", "code").values_list("code", "name"))


def topics() -> Choices:
    return list(Topic.objects.filter(is_active=True).order_by("order", "code").values_list("code", "name"))
