"""Over the API a foreign record and one that never was are one: the same questions to the database, the same bytes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.roles.cells import _sent, undone
from tests.roles.door import Door, given
from tests.roles.doors_api import APPLICANT, SHARED, STAFF
from tests.roles.doors_matters import MATTERS
from tests.roles.world import World

MISSING = {
    "number": "8練地地第99999号",
    "draft_id": "00000000-0000-4000-8000-000000000000",
    "file_id": 99_999_999,
    "letter_id": 99_999_999,
    "consultation_id": 99_999_999,
    "matter_id": "99999999",
    "page_id": 99_999_999,
    "code": "missing",
}
IN_BODY = {"group": 99_999_999}  # of operations that name their record there
LITERAL = re.compile(r"'[^']*'|\bs\d+_x\d+|\b\d+\b|[0-9a-f]{32}")
DOORS = [
    (role, door)
    for role, doors in (("applicant", (*APPLICANT, *MATTERS)), ("reviewer", STAFF), ("chief", SHARED))
    for door in doors
    if len(door.sides) > 1 and door.may(role, "own") and not door.may(role, "foreign")
]


def nowhere(name: str, value: Any) -> Any:
    """In the form of ``value``: a matter is named by its key, or by the number of a case."""
    is_number = name == "matter_id" and not str(value).isdigit()
    return MISSING["number"] if is_number else MISSING.get(name, value)


def body_of(world: World, door: Door) -> dict[str, Any] | None:
    """What the person would send for a record of their own; a group in it is the foreign one."""
    data = given(door.data, world, world.own) if door.data is not None else None
    return {**data, "group": world.foreign.group.pk} if data and "group" in data else data


def heard(
    world: World, role: str, door: Door, args: dict[str, Any], data: dict[str, Any] | None
) -> tuple[int, bytes, list[str]]:
    client = world.clients[role]
    for cache in caches.all():
        cache.clear()
    with undone(), CaptureQueriesContext(connection) as queries:
        answer = _sent(client, reverse(door.name, kwargs=args), {}, data, door.method)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, content, [LITERAL.sub("?", query["sql"]) for query in queries]


@pytest.mark.parametrize(("role", "door"), DOORS, ids=[f"{role}-{door}" for role, door in DOORS])
def test_foreign_and_missing_are_alike(world: World, role: str, door: Door) -> None:
    foreign = world.foreign.args[door.record]
    missing = {name: nowhere(name, value) for name, value in foreign.items()}
    sent = body_of(world, door)
    unsent = sent and {name: IN_BODY.get(name, value) for name, value in sent.items()}
    assert (missing, unsent) != (foreign, sent)

    other, none = heard(world, role, door, foreign, sent), heard(world, role, door, missing, unsent)

    assert other[0] == none[0] == 404
    assert other[1] == none[1]
    assert other[2] == none[2]


def test_many_operations_are_compared() -> None:
    assert len(DOORS) >= 47
    assert {"api:begin_draft", "api:ask_for_consultation"} <= {door.name for _role, door in DOORS}
