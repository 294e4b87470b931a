"""The matrix can see: with the authorisation functions saying yes, every guarded cell goes red."""

from __future__ import annotations

import pytest
from django.db import connection

from cms.people import groups
from tests.roles.cells import undone, wrong
from tests.roles.classification import CELLS, SETS
from tests.roles.control import desk_says_yes, everywhere, resident_side_says_yes
from tests.roles.door import Door
from tests.roles.doors_registers import SNIPPETS
from tests.roles.world import World
from tests.roles.writes import tables_of, written

# Cells that stay green however much is allowed, each with its reason.
GREEN = {
    **{f"wagtailsnippetchoosers_{model}:create ": "a chooser makes no row, whoever asks" for model in SNIPPETS},
    "wagtailsnippetchoosers_pages_emergencybanner:create ": "a chooser makes no row, whoever asks",
    "wagtailsnippetchoosers_pages_savedquery:create ": "a chooser makes no row, whoever asks",
    "wagtailsnippets_pages_emergencybanner:delete ": "a banner ends and is never deleted, whoever asks",
    "POST wagtailsnippets_programmes_programme:delete ": "Wagtail refuses to delete what others name, whoever asks",
    "POST wagtailsnippets_hubs_ward:add ": "the ward is one row, and it is there",
    "POST desk:begin begin_application ": "the form belongs to somebody of the group, and here nobody acts for one",
}
# What a person who may do everything still cannot do, so the rows stay; the status is red all the same.
NO_ROWS = {
    ":delete ": "rows that others name are never deleted",
}


RESIDENT_SIDE = ("resident", "api_resident")


def stays(door: Door, table: dict[str, str]) -> bool:
    return any(mark in f"{door} " for mark in table)


@pytest.mark.parametrize(("role", "doors"), CELLS)
def test_every_guarded_cell_goes_red_when_authorisation_says_yes(
    world: World, role: str, doors: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    says_yes = resident_side_says_yes if doors in RESIDENT_SIDE else desk_says_yes
    says_yes(monkeypatch, world)
    green, blind = [], []
    for door in SETS[doors]:
        for side in door.sides:
            if door.may(role, side):
                continue
            found = " / ".join(wrong(world, role, door, side))
            if not found and not stays(door, GREEN):
                green.append(f"{role} {side} {door}")
            elif found and door.effect and f"'{door.effect}'" not in found and not stays(door, NO_ROWS):
                blind.append(f"rows: {found}")
            elif found and door.shows and side == "foreign" and not door.reads_foreign(role) and "canary" not in found:
                blind.append(f"canary: {found}")
    assert [*green, *blind] == [], "\n" + "\n".join([*green, *blind])


@pytest.mark.parametrize("name", ["people:end_membership", "people:invite", "people:revoke"])
def test_a_strangers_post_is_seen_when_the_guards_of_groups_are_off(
    world: World, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = next(door for door in SETS["resident"] if door.name == name and door.data is not None)
    assert wrong(world, "stranger", door, "foreign") == []
    everywhere(monkeypatch, groups.manages, lambda user, group: True)
    everywhere(monkeypatch, groups.own_group_or_404, lambda user, pk: world.foreign.group)
    found = " / ".join(wrong(world, "stranger", door, "foreign"))
    assert "should be closed" in found
    assert door.effect in found


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ('INSERT INTO "cases_case" ("a") VALUES (1)', {"cases_case"}),
        ('INSERT OR REPLACE INTO "cases_case" ("a") VALUES (1)', {"cases_case"}),
        ('INSERT INTO "x" ("a") VALUES (1) ON CONFLICT ("a") DO UPDATE SET "a" = 1', {"x"}),
        ('UPDATE "people_user" SET "a" = 1', {"people_user"}),
        ("DELETE FROM people_user", {"people_user"}),
        ('WITH x AS (DELETE FROM "forms_draft" RETURNING *) SELECT * FROM x', {"forms_draft"}),
        ('TRUNCATE "a"', {"a"}),
        ("CALL something()", {"? CALL something()"}),
        ('SELECT "a" FROM "b" WHERE "c" = 1 FOR UPDATE OF "b"', set()),
        ('WITH x AS (SELECT 1) SELECT * FROM x FOR UPDATE OF "x"', set()),
        ('SAVEPOINT "s1"', set()),
    ],
)
def test_a_statement_that_writes_is_known_by_its_table(sql: str, tables: set[str]) -> None:
    assert tables_of(sql) == tables


def test_writes_are_seen_whichever_way_they_go(world: World) -> None:
    group = world.own.group
    with undone(), written() as tables:
        type(group).objects.filter(pk=group.pk).update(phone="1")
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_session WHERE session_key = 'none'")
            cursor.executemany("UPDATE hubs_hub SET phone = %s WHERE id = 0", [["1"], ["2"]])
    assert tables == {"people_communitygroup", "django_session", "hubs_hub"}
