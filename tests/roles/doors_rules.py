"""Content rules: the ward's keepers and each chief; the log of a page is for whoever writes or oversees it."""

from __future__ import annotations

from typing import Any

from tests.roles.door import Door, act, listing, page
from tests.roles.people import WRITERS, only
from tests.roles.world import Side, World

keeps_all = only("administrator", "editor_in_chief")
keeps = only("administrator", "editor_in_chief", "chief")


def keeps_rule(role: str, side: str) -> bool:
    return keeps_all(role, side) or (role == "chief" and side == "own")


def reads_log(role: str, side: str) -> bool:
    return role in ("editor_in_chief", "auditor") or (role in WRITERS and side == "own")


def _rule(world: World, side: Side) -> dict[str, Any]:
    return {
        "name": "新しい決まり",
        "event": "review_over",
        "where": f"hub:{side.hub.pk}",
        "position": "10",
        "version": "1",
        "action-tell-use": "on",
        "action-tell-roles": ["editor"],
    }


RULES: tuple[Door, ...] = (
    listing("rules:rules", keeps, keeps_all),
    listing("rules:add", keeps, keeps_all),
    act("rules:add", "none", keeps, _rule, "rules_rule"),
    page("rules:edit", "content_rule", keeps_rule, shows=True),
    act("rules:edit", "content_rule", keeps_rule, _rule, "rules_rule"),
    act("rules:switch", "content_rule", keeps_rule, {"on": "0"}, "rules_rule"),
    page("rules:delete", "content_rule", keeps_rule, shows=True),
    act("rules:delete", "content_rule", keeps_rule, {}, "rules_rule"),
    page("rules:try", "content_rule", keeps_rule, shows=True),
    page("rules:log", "content_rule", keeps_rule, shows=True),
    page("rules:page_log", "page_draft", reads_log, shows=True),
)
