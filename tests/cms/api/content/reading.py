"""Reads the public half of the API over real addresses; whatever is answered has to fit the operation's schema."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from cms.api.v1 import api

API = "/api/v1"


def ask(path: str, **headers: str) -> HttpResponse:
    return Client(headers=headers).get(f"{API}{path}")


def read(path: str, **headers: str) -> Any:
    """The answer, 200 and exactly as the schema says."""
    answer = ask(path, **headers)
    assert answer.status_code == 200, (path, answer.content.decode()[:2000])
    told = answer.json()
    fits(path, told)
    return told


def fits(path: str, told: Any) -> None:
    """Raises pydantic's ValidationError where ``told`` is not what the operation at ``path`` promises."""
    match = resolve(f"{API}{path}".partition("?")[0])
    found = [one for one in operations() if one.view_func.__name__ == match.url_name]
    assert found, f"no operation at {path}"
    found[0].response_models[200].model_validate_json(json.dumps({"response": told}))


def operations() -> list[Any]:
    """Every operation that reads."""
    found = []
    for _prefix, router in api._routers:
        for view in router.path_operations.values():
            found += [one for one in view.operations if "GET" in one.methods]
    return found


def items(path: str, **headers: str) -> list[Any]:
    """Every entry of a list, page by page."""
    found, cursor = [], ""
    while cursor is not None:
        mark = "&" if "?" in path else "?"
        page = read(f"{path}{mark}cursor={cursor}" if cursor else path, **headers)
        found += page["items"]
        cursor = page["next"]
    return found


def queries(path: str, **headers: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        Client(headers=headers).get(f"{API}{path}")
    return [one["sql"] for one in captured.captured_queries]
