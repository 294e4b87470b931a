"""The catalogue at the desk and the queries that editors save."""

from __future__ import annotations

from typing import Any

from tests.roles.door import Door, act, listing, page
from tests.roles.doors_registers import DASHBOARD, kept_form
from tests.roles.people import WRITERS, nobody, only, staff, writes_page
from tests.roles.world import Side, World

SPACE, CHOOSERS = "wagtailsnippets_pages_savedquery", "wagtailsnippetchoosers_pages_savedquery"
EDIT, TABLE = f"{SPACE}:edit", "pages_savedquery"
HEAD = "editor_in_chief"  # the administrator has no saved queries
writes = only(*WRITERS, "editor_in_chief")
sees_all = only("editor_in_chief")


def changed(world: World, side: Side) -> dict[str, Any]:
    return kept_form(world, EDIT, side.args["saved_query"], by=HEAD) | {"name": "新しい名前"}


def new(world: World, side: Side) -> dict[str, Any]:
    return kept_form(world, EDIT, world.own.args["saved_query"], by=HEAD) | {
        "name": "別の検索",
        "hub": world.own.hub.pk,
    }


# Public pages of the foreign hub are in it for everybody; the rest is tried in tests/cms/admin/test_catalogue.py.
CATALOGUE: tuple[Door, ...] = (listing("desk:catalogue", staff, staff),)

SAVED: tuple[Door, ...] = (
    listing(f"{SPACE}:list", writes, sees_all, away=DASHBOARD),
    listing(f"{SPACE}:list_results", writes, sees_all, away=DASHBOARD),
    listing(f"{SPACE}:add", writes, sees_all, away=DASHBOARD),
    act(f"{SPACE}:add", "none", writes, new, TABLE, sees=nobody, away=DASHBOARD),
    page(EDIT, "saved_query", writes_page, shows=True, away=DASHBOARD),
    act(EDIT, "saved_query", writes_page, changed, TABLE, away=DASHBOARD),
    page(f"{SPACE}:delete", "saved_query", writes_page, shows=True, away=DASHBOARD),
    act(f"{SPACE}:delete", "saved_query", writes_page, {}, TABLE, away=DASHBOARD),
    page(f"{SPACE}:usage", "saved_query", writes_page, away=DASHBOARD),
    page(f"{SPACE}:history", "saved_query", writes_page, away=DASHBOARD),
    page(f"{SPACE}:history_results", "saved_query", writes_page, away=DASHBOARD),
    listing(f"{CHOOSERS}:choose", staff, sees_all),
    listing(f"{CHOOSERS}:choose_results", staff, sees_all),
    page(f"{CHOOSERS}:chosen", "saved_query", writes_page),
    listing(f"{CHOOSERS}:chosen_multiple", staff),
    listing(f"{CHOOSERS}:create", nobody, away=DASHBOARD),
    act(f"{CHOOSERS}:create", "none", nobody, {}, TABLE, sees=nobody, away=DASHBOARD),
)
