"""Every route × every role × own and foreign record: the status, a canary of the foreign record, the rows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse

from tests.roles.cells import ALWAYS, asked, visit, wrong
from tests.roles.classification import CELLS, SETS
from tests.roles.door import Door
from tests.roles.doors_registers import SNIPPETS
from tests.roles.world import CANARY, World

# Nobody deletes a row of a register, makes one from a chooser, or adds a second ward.
NEVER = (
    *(f"POST wagtailsnippets_{model}:delete" for model in SNIPPETS),
    *(f"POST wagtailsnippetchoosers_{model}:create" for model in SNIPPETS),
    "POST wagtailsnippets_hubs_ward:add",
    "POST wagtailsnippets_pages_emergencybanner:delete",
    "POST wagtailsnippetchoosers_pages_savedquery:create",
    "POST wagtailsnippetchoosers_pages_emergencybanner:create",
)


@pytest.mark.parametrize(("role", "doors"), CELLS)
def test_each_cell_is_as_classified(world: World, role: str, doors: str) -> None:
    found = [line for door in SETS[doors] for side in door.sides for line in wrong(world, role, door, side)]
    assert found == [], "\n" + "\n".join(found)


def test_every_action_proves_that_its_door_opens() -> None:
    """A POST that nobody passes, or that leaves no trace, would prove nothing."""
    doors = [door for doors in SETS.values() for door in doors if door.data is not None]
    closed = [
        str(door) for door in doors if not any(door.may(role, side) for role, _set in CELLS for side in door.sides)
    ]
    checked = {"POST letters:verify none", "POST api:check_form call", "POST api:check_draft draft"}
    assert {str(door) for door in doors if not door.effect} == checked
    assert [line for line in closed if not line.startswith(NEVER)] == []


def test_no_method_is_forgotten(world: World) -> None:
    """A route that is tried by one method only takes no other: 405, or the same page with nothing written."""
    every = [door for doors in SETS.values() for door in doors]
    found = []
    for name in sorted({door.name for door in every}):
        doors = [door for door in every if door.name == name]
        door, methods = doors[0], {door.data is None for door in doors}
        passing = next((role for role, _set in CELLS if door.may(role, "own")), "administrator")
        if len(methods) == 1:
            other = replace(door, data={} if door.data is None else None, query=None, method=_other(door))
            answer = visit(world, passing, other, "own")
            more = answer.wrote - ALWAYS
            if more or (answer.status != 405 and other.data is None):
                found.append(f"{passing} {other} → {answer.status} wrote {sorted(more)}")
    assert found == []


def _other(door: Door) -> str:
    """A method that no other operation of the API has at the same address."""
    return door.method and "PUT"


@pytest.mark.parametrize(
    ("role", "name", "record", "missing"),
    [
        ("reviewer", "desk:case", "case", {"pk": 999_999}),
        ("reviewer", "desk:consultation", "consultation", {"consultation": 999_999}),
        ("reviewer", "groups:edit", "group", {"pk": 999_999}),
        ("applicant", "intake:case", "case", {"pk": 999_999}),
        ("applicant", "intake:letter", "letter", {"pk": 999_999}),
        ("applicant", "people:group", "group", {"pk": 999_999}),
    ],
)
def test_a_foreign_record_and_a_missing_one_are_answered_alike(
    world: World, role: str, name: str, record: str, missing: dict[str, int]
) -> None:
    client = world.clients[role]
    addresses = [reverse(name, kwargs=kwargs) for kwargs in (world.foreign.args[record], missing)]
    foreign, nothing = (asked(client, address, query={}, data=None) for address in addresses)
    assert foreign.status == nothing.status == 404
    assert CANARY not in foreign.text
    assert _plain(foreign.text) == _plain(nothing.text)


def _plain(text: str) -> str:
    """The page without the mask of its CSRF token, which is new in every answer."""
    import re

    html = text.partition("\n")[2]
    return re.sub(r'(name="csrfmiddlewaretoken" value|data-[a-z-]*csrf[a-z-]*)="[^"]+"', "", html)
