"""Every operation: tried by the role matrix, closed to strangers, and what it tells of foreign records is nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from cms.api.v1 import api
from tests.roles.doors_api import API as DOORS

METHODS = ("get", "post", "put", "patch", "delete")


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(method, path, operation) of the published description."""
    for path, found in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items():
        for method in METHODS:
            if method in found:
                yield method, path, found[method]


def test_every_operation_has_its_cells_in_the_role_matrix() -> None:
    tried = {door.name.removeprefix("api:") for door in DOORS}
    named = {operation["operationId"] for _method, _path, operation in operations()}
    assert named - tried == set()
    assert tried - named == set()


def test_every_operation_says_what_it_does_and_what_it_answers() -> None:
    for method, path, operation in operations():
        assert operation.get("description"), (method, path)
        assert operation["responses"], (method, path)


@pytest.mark.django_db
def test_nobody_is_let_in_without_a_sign() -> None:
    """Whatever needs somebody answers 401 to nobody and to a broken key, before it looks at anything."""
    for method, path, operation in operations():
        if not operation.get("security"):
            continue
        address = (
            path.replace("{draft_id}", "00000000-0000-4000-8000-000000000000")
            .replace("{number}", "x")
            .replace("{code}", "x")
        )
        for part in ("{file_id}", "{letter_id}", "{consultation_id}", "{page_id}"):
            address = address.replace(part, "1")
        address = address.replace("{key}", "activity").replace("{action}", "withdraw")
        for headers in ({}, {"authorization": "Bearer kzn_broken"}, {"authorization": "Basic eDp5"}):
            answer = Client().generic(method.upper(), address, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (401, "not-signed-in"), (method, path, headers)
