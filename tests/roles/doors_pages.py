"""The hubs' sites: lists that everybody reads, and the emergency banners of the desk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from pages.list_views import OF_TOPIC
from pages.urls import WARD_LISTS
from tests.roles.door import Door, act, listing, page
from tests.roles.doors_registers import DASHBOARD, kept_form
from tests.roles.people import everybody, nobody, only, staff
from tests.roles.world import Side, World

LISTS: tuple[Door, ...] = (
    *(listing(f"pages:ward_{kind}", everybody) for kind in WARD_LISTS),
    listing("pages:topics", everybody),
    page("pages:topic", "topic_code", everybody, sees=everybody, sided=False),
    page("pages:area", "area_code", everybody, sees=everybody, sided=False),
    page("pages:procedure_chart", "kind_slug", everybody, sees=everybody, sided=False),
    *(page("pages:hub_list", f"list_{kind}", everybody, sees=everybody, sided=False) for kind in (*OF_TOPIC, "calls")),
)
EVERYWHERE = ("editor_in_chief", "administrator")
sees_all = only(*EVERYWHERE, "auditor")
reads_banners = only(*EVERYWHERE, "auditor", "editor", "chief")
puts_up = only(*EVERYWHERE, "editor", "chief")
SPACE, CHOOSERS = "wagtailsnippets_pages_emergencybanner", "wagtailsnippetchoosers_pages_emergencybanner"
EDIT = f"{SPACE}:edit"
TABLE = "pages_emergencybanner"


def keeps(role: str, side: str) -> bool:
    return role in EVERYWHERE or (role in ("editor", "chief") and side == "own")


def reads(role: str, side: str) -> bool:
    return role == "auditor" or keeps(role, side)


def changed(world: World, side: Side) -> dict[str, Any]:
    return kept_form(world, EDIT, side.args["banner"]) | {"text": "新しい説明"}


def new(world: World, side: Side) -> dict[str, Any]:
    return kept_form(world, EDIT, world.own.args["banner"]) | {"title": "新しいお知らせ", "hub": world.own.hub.pk}


def clear(world: World, side: Side) -> dict[str, Any]:
    until = timezone.localtime() + timedelta(hours=3)
    return {"text": "解除しました。", "until": until.strftime("%Y-%m-%d %H:%M")}


BANNERS: tuple[Door, ...] = (
    listing(f"{SPACE}:list", reads_banners, sees_all, away=DASHBOARD),
    listing(f"{SPACE}:list_results", reads_banners, sees_all, away=DASHBOARD),
    listing(f"{SPACE}:add", puts_up, away=DASHBOARD),
    act(f"{SPACE}:add", "none", puts_up, new, TABLE, sees=nobody, away=DASHBOARD),
    page(EDIT, "banner", keeps, shows=True, away=DASHBOARD),
    act(EDIT, "banner", keeps, changed, TABLE, away=DASHBOARD),
    page(f"{SPACE}:delete", "banner", nobody, away=DASHBOARD),
    act(f"{SPACE}:delete", "banner", nobody, {}, TABLE, away=DASHBOARD),
    page(f"{SPACE}:usage", "banner", keeps, away=DASHBOARD),
    page(f"{SPACE}:history", "banner", keeps, away=DASHBOARD),
    page(f"{SPACE}:history_results", "banner", keeps, away=DASHBOARD),
    page(f"{SPACE}:inspect", "banner", reads, shows=True, away=DASHBOARD),
    page(f"{SPACE}:clear", "banner", keeps, shows=True, away=DASHBOARD),
    act(f"{SPACE}:clear", "banner", keeps, clear, TABLE, away=DASHBOARD),
    listing(f"{CHOOSERS}:choose", staff, sees_all),
    listing(f"{CHOOSERS}:choose_results", staff, sees_all),
    page(f"{CHOOSERS}:chosen", "banner", reads),
    listing(f"{CHOOSERS}:chosen_multiple", staff),
    listing(f"{CHOOSERS}:create", nobody, away=DASHBOARD),
    act(f"{CHOOSERS}:create", "none", nobody, {}, TABLE, sees=nobody, away=DASHBOARD),
)
