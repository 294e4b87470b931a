"""A person's matters over the API: found in the list, read, and acted on as they offer it."""

from __future__ import annotations

from typing import Any

from tests.cms.api.talking import Caller

REQUEST, PARTNER = "coordination-request", "coordination-partner"
INTERVIEW, APPOINTMENT = "volunteering-interview", "volunteering-appointment"


def listed(caller: Caller, sort: str) -> dict[str, Any]:
    """The one matter of this sort that the list has."""
    (found,) = [one for one in caller.get("/me/matters").json()["items"] if one["sort"] == sort]
    return dict(found)


def read(caller: Caller, sort: str) -> dict[str, Any]:
    answer = caller.get(listed(caller, sort)["href"])
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def facts(matter: dict[str, Any]) -> dict[str, Any]:
    return {one["key"]: one["value"] for one in matter["facts"]}


def rows(matter: dict[str, Any], key: str) -> list[dict[str, Any]]:
    found = next(one["rows"] for one in matter["listings"] if one["key"] == key)
    return [{one["key"]: one["value"] for one in row} for row in found]


def action(matter: dict[str, Any], name: str) -> dict[str, Any]:
    return {one["id"]: one for one in matter["allowed_actions"]}[name]


def order(matter: dict[str, Any], **given: Any) -> dict[str, Any]:
    return {"version": matter["version"], "input": given, "confirmed": True}


def act(caller: Caller, sort: str, name: str, /, **given: Any) -> dict[str, Any]:
    """Does what the matter lists, with the version that it shows."""
    matter = read(caller, sort)
    offered = action(matter, name)
    assert set(given) <= set(offered["input_schema"]["properties"])
    done = caller.post(offered["href"], order(matter, **given))
    assert done.status_code == 200, done.content
    return dict(done.json())
