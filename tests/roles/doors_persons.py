"""Disclosure of personal data: the division for the whole ward, a hub for what it keeps itself."""

from __future__ import annotations

from typing import Any

from cms.people.models import Person
from tests.roles.door import Door, act, listing, page
from tests.roles.people import REVIEWS, either, hub_acts, hub_staff, only
from tests.roles.world import Side, World

wards = only(*REVIEWS, "division_approver")
discloses = either(wards, hub_acts)
CHECKED = {"order": "1", "checked": "document"}


def typed(world: World, side: Side) -> dict[str, Any]:
    """As the person says it at the counter."""
    person = Person.objects.select_related("user").get(pk=side.args["v_person"]["pk"])
    return {**CHECKED, "name": person.name, "email": person.user.email}


PERSONS: tuple[Door, ...] = (
    listing("desk:persons", either(wards, hub_staff), wards),
    # what the hub is told of a foreign person, whose name it typed itself: tests/cms/admin/test_personal_data.py
    act("desk:persons", "none", discloses, typed, "desk_export"),
    page("desk:person", "v_person", discloses),
    act("desk:person", "v_person", discloses, CHECKED, "desk_export"),
)
