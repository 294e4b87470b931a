"""Nothing unknown is taken: no field, no parameter, no type (T10, T22)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cms.people.models import Role
from tests.cms.api.talking import Caller
from tests.cms.api.test_operations import operations
from tests.factories_intake import make_applicant, make_draft, make_whole_call
from tests.factories_people import make_staff

pytestmark = pytest.mark.django_db
VALUES = {"string": "x", "integer": 1, "boolean": True, "object": {}, "array": []}
SMUGGLED = ("is_staff", "status", "owner", "decided_yen", "hub_id")


def minimal(schema: dict[str, Any], shapes: dict[str, Any]) -> dict[str, Any]:
    whole = shapes[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    return {name: VALUES[whole["properties"][name].get("type", "string")] for name in whole.get("required", [])}


def test_no_body_takes_a_field_that_it_does_not_name() -> None:
    from cms.api.v1 import api

    shapes = api.get_openapi_schema(path_prefix="/api/v1/")["components"]["schemas"]
    user, group = make_applicant()
    callers = [Caller(user), Caller(make_staff(Role.REVIEWER, hub=group.hub))]
    tried = 0
    for method, path, operation in operations():
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if content is None:
            continue
        address = (
            path.replace("{draft_id}", str(make_draft(user, make_whole_call(), group).pk))
            .replace("{", "")
            .replace("}", "")
        )
        for name in SMUGGLED:
            body = {**minimal(content["schema"], shapes), name: 1}
            answers = [caller.send(method.upper(), address, body) for caller in callers]
            told = [one for one in answers if one.status_code != 401]
            tried += len(told)
            for one in told:
                assert one.status_code in (400, 403), (method, path, one.content)
                if one.status_code == 400:
                    assert f"/{name}" in [fault["pointer"] for fault in one.json()["errors"]], one.json()
    assert tried > 40


def test_no_operation_takes_a_parameter_that_it_does_not_name() -> None:
    staff = Caller(make_staff(Role.DIVISION_REVIEWER))
    for method, path, _operation in operations():
        answer = staff.send(method.upper(), path.replace("{", "").replace("}", "") + "?fields=*", {})
        if answer.status_code != 404:  # an address with a converter that "x" does not fit
            assert (answer.status_code, answer.json()["code"]) == (400, "unknown-field"), (method, path, answer.content)


def test_an_operation_without_a_body_takes_no_field_either() -> None:
    user, group = make_applicant()
    caller, draft = Caller(user), make_draft(user, make_whole_call(), group)
    tried = 0
    for method, path, operation in operations():
        if method == "get" or "requestBody" in operation:
            continue
        address = path.replace("{draft_id}", str(draft.pk)).replace("{file_id}", "1").replace("{consultation_id}", "1")
        answer = caller.send(method.upper(), address, {"owner": 1})
        tried += 1
        assert (answer.status_code, answer.json()["code"]) == (400, "unknown-field"), (method, path, answer.content)
        assert [one["pointer"] for one in answer.json()["errors"]] == ["/owner"]
    assert tried >= 3
    posted = caller.client.post("/api/v1/consultations/1/cancel", {"owner": 1}, headers=caller.headers)
    assert (posted.status_code, posted.json()["errors"][0]["pointer"]) == (400, "/owner")
    assert caller.send("DELETE", f"/drafts/{draft.pk}", b"[1]").json()["code"] == "invalid-request"
    assert caller.send("DELETE", f"/drafts/{draft.pk}", {}).status_code == 204, "an empty object names nothing"


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[1]", b"nul", b'{"call": NaN}', b'{"call": 1e999}', b'{"call": "x", "call": "y"}',
        b'{"call": "\\u0000"}', b'{"call": "\\ud800"}', b'{"call": {"a": 1}}',
        b'{"call": "x", "group": 99999999999999}',
        b'{"call": "x", "group": "1"}', b"[" * 5000, b'{"call": ' + b"[" * 60 + b"]" * 60 + b"}", b"\xff\xfe",
    ],
)  # fmt: skip
def test_a_body_that_is_not_as_described_is_refused_the_same_on_every_engine(body: bytes) -> None:
    user, _group = make_applicant()
    answer = Caller(user).send("POST", "/drafts", body)

    assert answer.status_code == 400, (body[:40], answer.content)
    assert answer.json()["code"] == "invalid-request"


def test_another_type_than_json_is_refused() -> None:
    user, _group = make_applicant()
    caller = Caller(user)
    answer = caller.client.post("/api/v1/drafts", {"call": "x"}, headers=caller.headers)

    assert (answer.status_code, answer.json()["code"]) == (415, "wrong-type")


def test_answers_that_no_question_asks_for_change_nothing() -> None:
    user, group = make_applicant()
    caller, draft = Caller(user), make_draft(user, make_whole_call(), group)
    before = caller.get(f"/drafts/{draft.pk}").json()

    for answers in ({"decided_yen": 1}, {"title": "新しい題", "owner": 3}, {"title": 5}, {"title": ["x"]}):
        body = {"version": 1, "answers": answers}
        assert caller.patch(f"/drafts/{draft.pk}/sections/activity", body).status_code == 400

    assert caller.get(f"/drafts/{draft.pk}").json() == before


def test_a_text_longer_than_any_answer_is_refused_at_its_place() -> None:
    user, group = make_applicant()
    caller, draft = Caller(user), make_draft(user, make_whole_call(), group)
    body = {"version": 1, "answers": {"title": "あ" * 30_000}}
    answer = caller.patch(f"/drafts/{draft.pk}/sections/activity", body)

    assert answer.status_code == 400
    assert [one["pointer"] for one in answer.json()["errors"]] == ["/answers/activity/title"]
    assert len(json.dumps(answer.json())) < 2000
