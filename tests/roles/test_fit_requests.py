"""What fits is taken and answered as described, by everybody who may; with one unknown name in it, it is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.urls import reverse

from tests.roles.cells import ALWAYS, _sent, undone
from tests.roles.described import OPERATIONS, doors_of, has_body, plain, prepared, problem_of
from tests.roles.door import Door, given
from tests.roles.people import ROLES
from tests.roles.world import World
from tests.roles.writes import written

SMUGGLED = "decided_yen"
WITH_BODY = sorted(name for name in OPERATIONS if has_body(name))
UNDONE = {*ALWAYS, "kizuna_api_givenanswer"}  # the key of a request is rolled back with the refusal


def passing(role: str, names: Any) -> Iterator[tuple[str, Door]]:
    """The doors of these operations that are open to ``role`` on its own side."""
    return ((name, door) for name in names for door in doors_of(name) if door.may(role, "own"))


def sent(world: World, role: str, door: Door, data: dict[str, Any] | None) -> Any:
    client = world.clients[role]
    client.raise_request_exception = False
    for cache in caches.all():
        cache.clear()
    query = given(door.query, world, world.own) if door.query is not None else {}
    return _sent(client, reverse(door.name, kwargs=world.own.args[door.record]), query, data, door.method)


def smuggling(data: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The body with the unknown name at each place that names things, and the pointer that has to be told."""
    yield f"/{SMUGGLED}", {**data, SMUGGLED: 1}
    if "input" in data:
        yield f"/input/{SMUGGLED}", {**data, "input": {**data["input"], SMUGGLED: 1}}
    if "eligibility" in data:
        yield f"/eligibility/{SMUGGLED}", {**data, "eligibility": {**data["eligibility"], SMUGGLED: True}}
    if "answers" in data and not any(isinstance(one, dict) for one in data["answers"].values()):
        yield f"/answers/activity/{SMUGGLED}", {**data, "answers": {**data["answers"], SMUGGLED: 1}}
    elif "answers" in data:
        yield f"/answers/{SMUGGLED}", {**data, "answers": {**data["answers"], SMUGGLED: {"title": "x"}}}
        inner = {**data["answers"]["activity"], SMUGGLED: 1}
        yield f"/answers/activity/{SMUGGLED}", {**data, "answers": {**data["answers"], "activity": inner}}


def test_every_operation_is_open_to_somebody_whose_request_fits() -> None:
    closed = [name for name in OPERATIONS if not any(list(passing(role, [name])) for role in ROLES)]
    assert closed == []
    assert len(WITH_BODY) >= 9


@pytest.mark.parametrize("role", ROLES)
def test_what_fits_is_answered_with_success_and_as_described(world: World, role: str) -> None:
    wrong = []
    for name, door in passing(role, OPERATIONS):
        case = OPERATIONS[name].Case(path_parameters=plain(world.own.args[door.record]))
        asked = prepared(case)
        with undone():
            data = given(door.data, world, world.own) if door.data is not None else None
            answer = sent(world, role, door, data)
            problem = problem_of(case, asked, answer)
        if problem or not 200 <= answer.status_code < 300:
            wrong.append(f"{role} {door} → {answer.status_code}: {problem}")
    assert wrong == [], "\n".join(wrong[:20])


@pytest.mark.parametrize("role", ROLES)
def test_whoever_may_do_it_is_told_the_place_of_each_unknown_name_and_nothing_is_done(world: World, role: str) -> None:
    wrong = []
    for _name, door in passing(role, WITH_BODY):
        assert door.data is not None
        for pointer, data in smuggling(given(door.data, world, world.own)):
            with undone(), written() as tables:
                answer = sent(world, role, door, data)
            told = answer.json() if answer.status_code == 400 else {}
            found = told.get("code"), [one["pointer"] for one in told.get("errors", [])]
            if found != ("unknown-field", [pointer]):
                wrong.append(f"{role} {door} {pointer} → {answer.status_code} {found}")
            if more := set(tables) - UNDONE:
                wrong.append(f"{role} {door} {pointer} wrote {sorted(more)}")
    assert wrong == [], "\n".join(wrong[:20])


def test_each_operation_with_a_body_is_tried_with_an_unknown_name() -> None:
    """As everybody who may: a resident's as residents, the desk's as each role that acts there."""
    tried = {name: {role for role in ROLES if list(passing(role, [name]))} for name in WITH_BODY}

    assert [name for name, roles in tried.items() if not roles] == []
    assert tried["check_form"] == set(ROLES)
    assert tried["begin_draft"] == {"applicant", "member"}
    assert {"reviewer", "chief", "division_reviewer", "division_approver"} <= tried["act_on_desk_case"]
