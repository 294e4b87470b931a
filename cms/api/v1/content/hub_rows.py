"""Hubs as the site tells them; a closed one is told no more."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from cms.api.shapes import Told
from cms.api.v1.content.page_shapes import HubContact
from cms.api.v1.content.public_pages import address, public
from cms.api.v1.content.texts import absolute
from cms.cache.memory import remembered
from cms.core import languages
from cms.hubs.models import Hub, Ward
from pages.models import HubPage

CONTACT = ("code", "name", "name_kana", "office_title", "address", "hours", "phone", "email", "status", "verified")


class HubTold(HubContact):
    """``page`` is null while the hub has no site yet; ``calendar_url``: its events as iCalendar."""

    page: int | None
    path: str | None
    url: str | None
    calendar_url: str | None


class Desk(Told):
    """The ward's general desk: it answers where no hub is known or its details are being checked."""

    ward: str
    name: str
    phone: str
    address: str
    email: str
    hours: str


def open_hubs() -> QuerySet[Hub]:
    return Hub.objects.exclude(status=Hub.Status.CLOSED).select_related("area")


def contact_of(hub: Hub) -> dict[str, Any]:
    """``HubContact``."""
    return {
        **{name: getattr(hub, name) for name in CONTACT},
        "status_label": str(hub.get_status_display()),
        "area": hub.area.code if hub.area else None,
    }


def told_of(hub: Hub, known: dict[int, tuple[int, str]]) -> dict[str, Any]:
    """``HubTold``; ``known`` as ``sites`` tells, asked once for all hubs of an answer."""
    page, place = known.get(hub.pk, (None, None))
    urls = (absolute(place), absolute(reverse("pages:calendar:hub_file", args=[hub.code]))) if place else (None, None)
    return {**contact_of(hub), "page": page, "path": place, "url": urls[0], "calendar_url": urls[1]}


def sites(root: str) -> dict[int, tuple[int, str]]:
    """(page, path) of each hub's public site. One query for as long as nothing changes."""
    return remembered(("api hub sites", root), lambda: _sites(root))


def _sites(root: str) -> dict[int, tuple[int, str]]:
    pages = public(root, language=languages.default(), types=["hub"]).values("pk")
    rows = HubPage.objects.filter(pk__in=pages).order_by().values_list("hub", "pk", "url_path")
    return {hub: (pk, address(url_path, root)) for hub, pk, url_path in rows}


def desk() -> dict[str, Any]:
    """``Desk``; empty texts while no ward is loaded."""
    ward = remembered("ward", lambda: Ward.objects.order_by("pk").first() or Ward())
    same = ("name", "phone", "address", "email", "hours")
    return {"ward": ward.name, **{name: getattr(ward, f"desk_{name}") for name in same}}
