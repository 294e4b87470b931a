"""The operations of the API as schemathesis reads their description, and answers held against it."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import requests
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from cms.api.v1 import api
from tests.roles.door import Door
from tests.roles.doors_api import API
from tests.roles.world import Side

BASE = "http://testserver"
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def description() -> Any:
    return schemathesis.openapi.from_dict(
        json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"))), config=SchemathesisConfig()
    )


def _name(operation: Any) -> str:
    """That of the function, of the address and of the doors."""
    return str(operation.definition.raw["operationId"])


OPERATIONS: dict[str, Any] = {_name(one): one for one in (found.ok() for found in description().get_all_operations())}


def doors_of(name: str) -> list[Door]:
    return [door for door in API if door.name == f"api:{name}"]


def has_body(name: str) -> bool:
    return "requestBody" in OPERATIONS[name].definition.raw


def args_of(side: Side, name: str) -> list[dict[str, Any]]:
    """What fills the address of this operation, once for each record behind which a door stands."""
    return [plain(side.args[door.record]) for door in doors_of(name)]


def plain(args: dict[str, Any]) -> dict[str, Any]:
    """As JSON has them."""
    return {part: str(value) if isinstance(value, UUID) else value for part, value in args.items()}


def prepared(case: Any) -> requests.PreparedRequest:
    return requests.Request(**case.as_transport_kwargs(base_url=BASE)).prepare()


def problem_of(case: Any, asked: requests.PreparedRequest, answer: Any) -> str:
    """What does not fit the description in this answer to this case; empty when all does."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    told = {name: [value] for name, value in answer.items()}
    try:
        case.validate_response(Response(answer.status_code, told, content, asked, 0.1, verify=False), checks=CHECKS)
    except AssertionError as error:  # what schemathesis raises for a check that failed
        return f"{asked.method} {asked.url} → {answer.status_code}: {str(error)[:300]}"
    return ""
