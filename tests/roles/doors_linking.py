"""What is begun from a case, at the desk and in My page, and what is undone when it came to nothing."""

from __future__ import annotations

from typing import Any

from tests.roles.door import Door, act, page
from tests.roles.doors_resident import answers
from tests.roles.people import hub_acts, of_the_group, reads_case
from tests.roles.world import Side, World

LINK = "linking_caselink"


def fresh(world: World, side: Side) -> dict[str, Any]:
    """A call in which nobody has applied, with the wanted answers."""
    return {"call": world.fresh.pk, "about": world.fresh.pk, **answers(world)}


RESIDENT: tuple[Door, ...] = (
    page("intake:begin_list", "sheet_case", of_the_group, shows=True),
    act("intake:begin_now", "sheet_case", of_the_group, fresh, LINK),
)
DESK: tuple[Door, ...] = (
    page("desk:begin_list", "sheet_case", hub_acts, shows=True, sees=reads_case),
    page("desk:begin", "begin_event", hub_acts, shows=True, sees=reads_case),
    page("desk:begin", "begin_application", hub_acts, query=fresh, sees=reads_case),
    act("desk:begin", "begin_event", hub_acts, {}, LINK, sees=reads_case),
    act("desk:begin", "begin_application", hub_acts, fresh, LINK, sees=reads_case),
    page("desk:undo", "failed", hub_acts, shows=True, sees=reads_case),
    act("desk:undo", "failed", hub_acts, {}, LINK, sees=reads_case),
)
