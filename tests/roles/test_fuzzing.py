"""schemathesis asks every operation as everybody: nothing breaks, every answer fits the description, nothing unknown
is taken. In the world of the role matrix, so that real records stand behind half of the addresses.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import caches
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.roles.cells import undone
from tests.roles.described import BASE, OPERATIONS, args_of, doors_of, has_body, plain, prepared, problem_of
from tests.roles.doors_api import API
from tests.roles.doors_content import ASKED
from tests.roles.people import ROLES
from tests.roles.world import Side, World

EXAMPLES = 12
SENT = ("idempotency-key",)
SEED = 20261126
KNOWN_QUERIES = ASKED  # two readings that need a parameter


def pool(side: Side) -> dict[str, list[Any]]:
    """Values that stand behind the arguments of addresses: of every record that a door names, and more."""
    found: dict[str, list[Any]] = {}
    for door in API:
        for part, value in plain(side.args[door.record]).items():
            found.setdefault(part, []).append(value)
    found["number"] += [case.number for case in side.cases.values()]
    found["key"] += ["budget", "group"]
    found["kind"] += ["coordination"]
    return {part: sorted(set(values)) for part, values in found.items()}


def parts_for(world: World, name: str, turn: int, pick: int) -> dict[str, Any]:
    """By turns: a record of one's own, any value of one's own side, any of the foreign one, and what was made up."""
    if turn == 0:
        known = args_of(world.own, name)
        return dict(known[pick % len(known)]) if known else {}
    if turn == 3:
        return {}
    values = pool(world.own if turn == 1 else world.foreign)
    return {part: found[pick % len(found)] for part, found in values.items()}


def test_the_description_is_whole() -> None:
    assert len(OPERATIONS) >= 60


@pytest.fixture(scope="module")
def corpus() -> list[tuple[str, Any, int]]:
    """Requests made from the description, once for everybody: name of the operation, request, a number."""
    made: list[tuple[str, Any, int]] = []
    for name, operation in OPERATIONS.items():
        _collect(name, operation, made)
    return made


def _collect(name: str, operation: Any, made: list[tuple[str, Any, int]]) -> None:
    @seed(SEED)
    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(), pick=st.integers(0, 20))
    def keep(case: Any, pick: int) -> None:
        made.append((name, case, pick))

    keep()


@pytest.mark.parametrize("role", ROLES)
def test_nothing_breaks_and_every_answer_fits_its_description(
    world: World, corpus: list[tuple[str, Any, int]], role: str
) -> None:
    wrong, passed = [], set()
    for number, (name, case, pick) in enumerate(corpus):
        drawn, query = dict(case.path_parameters or {}), dict(case.query or {})
        turn = number % 4
        case.path_parameters = {**drawn, **{k: v for k, v in parts_for(world, name, turn, pick).items() if k in drawn}}
        if turn == 0:
            case.query = KNOWN_QUERIES.get(name, {})
        status, problem = _ask(world, role, case)
        if problem:
            wrong.append(f"{role} {problem}")
        if 200 <= status < 300:
            passed.add(name)
        case.path_parameters, case.query = drawn, query
    assert wrong == [], "\n".join(wrong[:20])
    assert readable(role) - passed == set(), "these never got as far as their answer"


def readable(role: str) -> set[str]:
    """Operations without a body that this person may do to the records of their own side."""
    return {
        name for name in OPERATIONS
        if not has_body(name) and all(door.may(role, "own") for door in doors_of(name))
    }  # fmt: skip


def _ask(world: World, role: str, case: Any) -> tuple[int, str]:
    """The status, and what is wrong with the answer to this case; empty when nothing is."""
    client = world.clients[role]
    client.raise_request_exception = False
    for cache in caches.all():
        cache.clear()
    asked = prepared(case)
    heads = {name: value for name, value in asked.headers.items() if name.lower() in SENT}
    body = asked.body.encode() if isinstance(asked.body, str) else asked.body or b""
    with undone():
        answer = client.generic(
            asked.method, asked.url.removeprefix(BASE), body, headers=heads,
            content_type=asked.headers.get("Content-Type", ""),
        )  # fmt: skip
        return answer.status_code, problem_of(case, asked, answer)
