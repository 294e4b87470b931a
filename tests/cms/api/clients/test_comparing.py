"""Each rule of what a newer schema breaks, and that its opposite, or the same on the other side, breaks nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from cms.api.clients.comparing import breaks

Schema = dict[str, Any]
PLACE = "POST /things/{id}"


def base() -> Schema:
    """One operation that takes a parameter and a body, and tells a shape of every sort."""
    thing = {
        "type": "object", "required": ["name", "state", "owner", "parts"],
        "properties": {
            "name": {"type": "string"},
            "state": {"enum": ["open", "closed"], "type": "string"},
            "owner": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Part"}},
            "block": {"oneOf": [_kind("text"), _kind("picture")], "discriminator": {"propertyName": "type"}},
        },
    }  # fmt: skip
    given = {
        "type": "object", "required": ["name"],
        "properties": {
            "name": {"type": "string", "maxLength": 50},
            "count": {"type": "integer", "minimum": 1, "maximum": 9},
            "way": {"enum": ["", "web"], "type": "string"},
            "free": {"type": "object", "additionalProperties": True},
            "maybe": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        },
    }  # fmt: skip
    operation = {
        "operationId": "change_thing",
        "security": [{"KeyAuth": []}, {"SessionAuth": []}],
        "parameters": [
            {"in": "path", "name": "id", "required": True, "schema": {"type": "integer"}},
            {"in": "query", "name": "q", "required": False, "schema": {"type": "string", "maxLength": 80}},
        ],
        "requestBody": {"content": {"application/json": {"schema": _named("Given")}}, "required": True},
        "responses": {"200": {"content": {"application/json": {"schema": _named("Thing")}}}},
    }
    part = {"type": "object", "properties": {"size": {"type": "integer"}}, "required": ["size"]}
    schemas = {"Thing": thing, "Given": given, "Part": part}
    return {"paths": {"/things/{id}": {"post": operation, "get": {**operation, "operationId": "read_thing"}}},
            "components": {"schemas": schemas}}  # fmt: skip


def _named(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _kind(name: str) -> Schema:
    return {"type": "object", "properties": {"type": {"const": name, "type": "string"}}, "required": ["type"]}


def changed(change: Callable[[Schema, Schema, Schema], Any]) -> Schema:
    """``change`` gets the operation, the shape that is told and the one that is given."""
    schema: Schema = json.loads(json.dumps(base()))
    parts = schema["components"]["schemas"]
    change(schema["paths"]["/things/{id}"]["post"], parts["Thing"], parts["Given"])
    return schema


def told(change: Callable[[Schema], Any]) -> Schema:
    return changed(lambda _operation, thing, _given: change(thing))


def given(change: Callable[[Schema], Any]) -> Schema:
    return changed(lambda _operation, _thing, shape: change(shape))


def whole(change: Callable[[Schema], Any]) -> Schema:
    return changed(lambda operation, _thing, _given: change(operation))


def of(shape: Schema, name: str) -> Schema:
    return shape["properties"][name]


NEW = {"type": "string"}
# What changes, what is said of it, and what is said of the change back.
RULES: dict[str, tuple[Schema, list[str], list[str]]] = {
    "a parameter goes": (
        whole(lambda one: one["parameters"].pop()), [f"parameter removed: {PLACE} query q"], []
    ),
    "a parameter becomes needed": (
        whole(lambda one: one["parameters"][1].update(required=True)), [f"parameter needed now: {PLACE} query q"], []
    ),
    "a needed parameter comes": (
        whole(lambda one: one["parameters"].append({"in": "query", "name": "z", "required": True, "schema": NEW})),
        [f"new needed parameter: {PLACE} query z"], [f"parameter removed: {PLACE} query z"],
    ),
    "a limit of a parameter is narrowed": (
        whole(lambda one: one["parameters"][1]["schema"].update(maxLength=20)),
        [f"limit narrowed: {PLACE} query q maxLength 80 → 20"], [],
    ),
    "an operation is renamed": (
        whole(lambda one: one.update(operationId="alter_thing")),
        [f"operation renamed: {PLACE} change_thing → alter_thing"],
        [f"operation renamed: {PLACE} alter_thing → change_thing"],
    ),
    "a way of signing in goes": (
        whole(lambda one: one.update(security=[{"KeyAuth": []}])),
        [f"way of signing in removed: {PLACE} SessionAuth"], [],
    ),
    "nobody has to sign in any more": (
        whole(lambda one: one.update(security=[])), [], [f"sign-in needed now: {PLACE}"]
    ),
    "a status is another": (
        whole(lambda one: one.update(responses={"201": one["responses"]["200"]})),
        [f"answer removed: {PLACE} 200", f"other answer than before: {PLACE} 201"],
        [f"answer removed: {PLACE} 201", f"other answer than before: {PLACE} 200"],
    ),
    "a field of an answer goes": (
        told(lambda one: (one["properties"].pop("name"), one["required"].remove("name"))),
        ["field of an answer removed: Thing (told) name"], [],
    ),
    "a field of an answer may be missing": (
        told(lambda one: one["required"].remove("name")),
        ["field of an answer may be missing now: Thing (told) name"], [],
    ),
    "a field of an answer has another type": (
        told(lambda one: of(one, "name").update(type="integer")),
        ["type changed: Thing (told) name string → integer"], ["type changed: Thing (told) name integer → string"],
    ),
    "a field of an answer has another format": (
        told(lambda one: of(one, "name").update(format="date")),
        ["type changed: Thing (told) name string → string date"],
        ["type changed: Thing (told) name string date → string"],
    ),
    "a field of an answer may be null": (
        told(lambda one: one["properties"].update(name={"anyOf": [{"type": "string"}, {"type": "null"}]})),
        ["type changed: Thing (told) name null"], [],
    ),
    "a value of an answer goes": (
        told(lambda one: of(one, "state").update(enum=["open"])),
        ["value removed: Thing (told) state closed"], [],
    ),
    "a kind of object in an answer goes": (
        told(lambda one: of(one, "block")["oneOf"].pop()),
        ["kind of object removed: Thing (told) block type=picture"], [],
    ),
    "a new needed input": (
        given(lambda one: (one["properties"].update(more=NEW), one["required"].append("more"))),
        ["new needed input: Given (given) more"], ["input removed: Given (given) more"],
    ),
    "an input becomes needed": (
        given(lambda one: one["required"].append("count")), ["input needed now: Given (given) count"], []
    ),
    "an input has another type": (
        given(lambda one: of(one, "name").update(type="integer")),
        ["type changed: Given (given) name string → integer"], ["type changed: Given (given) name integer → string"],
    ),
    "an input takes null no more": (
        given(lambda one: one["properties"].update(maybe={"type": "string"})),
        ["type no longer taken: Given (given) maybe null"], [],
    ),
    "a value of an input goes": (
        given(lambda one: of(one, "way").update(enum=[""])), ["value removed: Given (given) way web"], []
    ),
    "an input is limited to some values": (
        given(lambda one: of(one, "name").update(enum=["a", "b"])), ["values limited: Given (given) name"], []
    ),
    "the most of an input sinks": (
        given(lambda one: of(one, "count").update(maximum=5)),
        ["limit narrowed: Given (given) count maximum 9 → 5"], [],
    ),
    "the least of an input rises": (
        given(lambda one: of(one, "count").update(minimum=2)),
        ["limit narrowed: Given (given) count minimum 1 → 2"], [],
    ),
    "an input gets a limit": (
        given(lambda one: of(one, "name").update(minLength=1)),
        ["limit narrowed: Given (given) name minLength none → 1"], [],
    ),
    "an input gets a pattern": (
        given(lambda one: of(one, "name").update(pattern="^a")), ["pattern changed: Given (given) name"], []
    ),
    "free names are refused": (
        given(lambda one: of(one, "free").update(additionalProperties=False)),
        ["unknown names refused now: Given (given) free"], [],
    ),
    "an input that may be left out": (
        given(lambda one: one["properties"].update(more=NEW)), [], ["input removed: Given (given) more"]
    ),
    "a field more in an answer": (
        told(lambda one: one["properties"].update(more=NEW)), [], ["field of an answer removed: Thing (told) more"]
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RULES)
def test_what_breaks_is_named_and_its_opposite_is_judged_for_itself(name: str) -> None:
    new, forth, back = RULES[name]

    assert breaks(base(), new) == forth
    assert breaks(new, base()) == back


def test_what_only_grew_breaks_nothing() -> None:
    assert breaks(base(), base()) == []
    for name, (_new, forth, back) in RULES.items():
        assert forth or back, name


def test_a_path_and_an_operation_that_went_are_named() -> None:
    without, empty = base(), base()
    del without["paths"]["/things/{id}"]["get"]
    empty["paths"] = {}

    assert breaks(base(), without) == ["operation removed: GET /things/{id}"]
    assert breaks(base(), empty) == ["path removed: /things/{id}"]
    assert breaks(without, base()) == breaks(empty, base()) == []


def test_a_change_deep_in_a_shape_is_told_once_whoever_uses_it() -> None:
    new = base()
    del new["components"]["schemas"]["Part"]["properties"]["size"]

    assert breaks(base(), new) == ["field of an answer removed: Part (told) size"]


def test_a_body_and_its_kinds_are_judged() -> None:
    without = whole(lambda one: one.pop("requestBody"))
    other = whole(lambda one: one["requestBody"].update(content={"multipart/form-data": {"schema": NEW}}))

    assert breaks(base(), without) == [f"body removed: {PLACE}"]
    assert breaks(without, base()) == [f"body needed now: {PLACE}"]
    assert breaks(base(), other) == [f"kind of body removed: {PLACE} application/json"]
