"""Who may do what on a page or at a hub, and through what: for their screens and for the API."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import pgettext
from wagtail.models import Page

from cms.hubs.models import Hub
from cms.people.access import roles_of
from cms.people.desk.sharing import Holding, unended
from cms.people.models import HubRole, LocalRole, Role
from cms.people.models.role import HUB_ROLES
from pages.editing import sharing
from pages.editing.branches import hub_of, paths_above, stops

WRITERS = (Role.EDITOR, Role.CHIEF)
WARD_WIDE = (Role.EDITOR_IN_CHIEF, Role.AUDITOR)
ABOVE_HUBS = tuple(role for role in Role if role not in (*HUB_ROLES, Role.SECTION))


def page_url(page_id: int) -> str:
    return reverse("editing:sharing", args=[page_id])


def of_hub(hub: Hub, *roles: str) -> list[tuple[int, Holding]]:
    """With the number of each role in the register."""
    rows = HubRole.objects.filter(hub=hub, role__in=roles)
    url = reverse("editing:hub_sharing", args=[hub.pk])
    return [(row.pk, Holding.of(row, hub, url)) for row in unended(rows)]


def of_ward(*roles: str) -> list[Holding]:
    rows = HubRole.objects.filter(hub=None, role__in=roles)
    through = pgettext("sharing", "the whole ward")
    return [Holding.of(row, through) for row in unended(rows)]


def at_hub(hub: Hub, viewer: Any) -> list[Holding]:
    """The roles at the hub as they stand in the register of roles, which its keeper ends there; then the ward's."""
    is_keeper = roles_of(viewer).has(Role.ADMINISTRATOR)
    here = [
        replace(one, url="", end_url=reverse("roles:edit", args=[pk]) if is_keeper else "")
        for pk, one in of_hub(hub, *HUB_ROLES)
    ]
    return [*here, *of_ward(*ABOVE_HUBS)]


def stopped_at(page: Page) -> str:
    """The path of the nearest stop above or here; empty without one."""
    here = set(paths_above(page))
    return max((path for path in stops() if path in here), key=len, default="")


def of_page(page: Page, viewer: Any, *, stop: str) -> list[Holding]:
    """Here first, then by nearness, then the hub's and the ward's; nothing from above the path ``stop``."""
    above = {one.path: one for one in Page.objects.filter(path__in=paths_above(page)) if one.depth > 1}
    reach = sorted(path for path in above if path >= stop)
    keys = {above[path].translation_key: path for path in reach}
    pages = dict(Page.objects.filter(translation_key__in=keys).values_list("pk", "translation_key"))
    at_pages = unended(LocalRole.objects.at(LocalRole.Kind.PAGE, *pages))
    rows = sorted(at_pages, key=lambda row: -len(keys[pages[row.key]]))
    local = [_line(row, page, above[keys[pages[row.key]]], viewer) for row in rows]
    hub = None if stop else hub_of(page)
    at_hub = [one for _pk, one in of_hub(hub, *WRITERS)] if hub else []
    if hub and not sharing.sees_hub(viewer, hub):
        at_hub = [replace(one, url="") for one in at_hub]
    return [*local, *at_hub, *of_ward(*WARD_WIDE)]


def _line(row: LocalRole, page: Page, bearer: Page, viewer: Any) -> Holding:
    """``bearer`` is the page that the role was given on: ``page`` or one above."""
    here = bearer.pk == page.pk
    through = pgettext("sharing", "this page") if here else bearer.get_admin_display_title()
    end_url = reverse("editing:end_local_role", args=[page.pk, row.pk]) if here else ""
    url = "" if here or not sharing.administers(viewer, bearer) else page_url(bearer.pk)
    return Holding.of(row, through, url, end_url)
