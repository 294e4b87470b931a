"""What the rooms besides cases and pages have of a side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.roles.field_world import add_fieldwork
from tests.roles.keys import add_keys
from tests.roles.volunteers import add_volunteers
from tests.roles.world_webhooks import add_webhooks

if TYPE_CHECKING:
    from tests.roles.world import Side


def add_rooms(side: Side) -> None:
    for add in (add_fieldwork, add_volunteers, add_keys, add_webhooks):
        add(side)
