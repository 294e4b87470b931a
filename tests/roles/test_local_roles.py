"""Somebody with local roles alone: nothing of the other side through any door of the desk."""

from __future__ import annotations

from wagtail.models import Page

from tests.cms.admin.walking import client_of
from tests.factories_sharing import give
from tests.roles.cells import ALWAYS, is_refused, undone, visit
from tests.roles.classification import SETS
from tests.roles.world import CANARY, Side, World


def comes_in(world: World, side: Side) -> None:
    """Writes one page of the side and reviews one case of it."""
    person = give(Page.objects.get(pk=side.written["draft"]), "editor")
    give(side.cases["held"], "reviewer", person)
    world.clients["local"] = client_of(person)


def test_local_roles_on_one_side_open_no_door_to_the_other(world: World) -> None:
    found = []
    with undone():
        comes_in(world, world.own)
        for door in SETS["desk"]:
            side = "foreign" if "foreign" in door.sides else "own"
            answer = visit(world, "local", door, side)
            closed = side == "foreign" and not door.may("section", "foreign")
            if closed and (not is_refused(answer, door) or answer.wrote - ALWAYS):
                found.append(f"{door} → {answer.status} {answer.to} wrote {sorted(answer.wrote - ALWAYS)}")
            if CANARY in answer.text and not door.reads_foreign("section"):
                found.append(f"{door} shows the canary")
    assert found == []


def test_given_on_the_other_side_they_are_seen_to_open_it(world: World) -> None:
    """The control of the one above."""
    with undone():
        comes_in(world, world.foreign)
        opened = {
            door.name
            for door in SETS["desk"]
            if door.data is None and CANARY in visit(world, "local", door, "foreign").text
        }
    assert {"editing:preview_links", "desk:inbox"} <= opened
