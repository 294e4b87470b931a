"""schemathesis asks every operation as everybody: nothing breaks, every answer fits the description, nothing unknown
is taken. In the world of the role matrix, so that real records stand behind half of the addresses.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests
import schemathesis
from django.core.cache import caches
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from cms.api.v1 import api
from tests.roles.cells import undone
from tests.roles.people import ROLES
from tests.roles.world import World
from tests.roles.world_matters import SORTS

EXAMPLES = 12
BASE = "http://testserver"
SENT = ("idempotency-key",)
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
SEED = 20261126
ACTIONS = sorted({action for _sort, actions in SORTS.values() for action in actions})


def description() -> Any:
    return schemathesis.openapi.from_dict(
        json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"))), config=SchemathesisConfig()
    )


def known(world: World, side: str) -> dict[str, list[Any]]:
    """Values that stand behind the arguments of addresses."""
    one = world.side(side)
    matters = [one.args[f"matter_{record}"] for record in SORTS]
    return {
        "number": [case.number for case in one.cases.values()],
        "draft_id": [str(one.args["draft"]["draft_id"])],
        "file_id": [one.args["api_draft_file"]["file_id"], one.args["api_case_file"]["file_id"]],
        "letter_id": [one.letter.pk],
        "slug": [world.call.slug, world.fresh.slug],
        "kind": ["subsidy", "coordination"],
        "key": ["activity", "budget", "group"],
        "action": ["receive", "hub_check", "draft", "decision", "take", "move", "withdraw", "correct", *ACTIONS],
        "sort": [found["sort"] for found in matters],
        "matter_id": [found["matter_id"] for found in matters],
        "file": ["agreement"],
    }


def operations() -> list[Any]:
    return [found.ok() for found in description().get_all_operations()]


OPERATIONS = {f"{one.method.upper()} {one.path}": one for one in operations()}


def test_the_description_is_whole() -> None:
    assert len(OPERATIONS) >= 30


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
    values = [known(world, "own"), known(world, "foreign"), {}]
    wrong = []
    for number, (name, case, pick) in enumerate(corpus):
        drawn = dict(case.path_parameters or {})
        for part in drawn:
            if found := values[number % 3].get(part):
                case.path_parameters[part] = found[pick % len(found)]
        if problem := _ask(world, role, case):
            wrong.append(f"{role} {name}: {problem}")
        if drawn:
            case.path_parameters = drawn
    assert wrong == [], "\n".join(wrong[:20])


def _ask(world: World, role: str, case: Any) -> str:
    """What is wrong with the answer to this case; empty when nothing is."""
    client = world.clients[role]
    client.raise_request_exception = False
    for cache in caches.all():
        cache.clear()
    asked = requests.Request(**case.as_transport_kwargs(base_url=BASE)).prepare()
    heads = {name: value for name, value in asked.headers.items() if name.lower() in SENT}
    body = asked.body.encode() if isinstance(asked.body, str) else asked.body or b""
    with undone():
        answer = client.generic(
            asked.method, asked.url.removeprefix(BASE), body, headers=heads,
            content_type=asked.headers.get("Content-Type", ""),
        )  # fmt: skip
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    told = {name: [value] for name, value in answer.items()}
    try:
        case.validate_response(Response(answer.status_code, told, content, asked, 0.1, verify=False), checks=CHECKS)
    except AssertionError as error:  # what schemathesis raises for a check that failed
        return f"{asked.method} {asked.url} {body[:200]!r} → {answer.status_code}: {str(error)[:300]}"
    return ""
