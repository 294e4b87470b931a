"""The document for developers is true: every example runs as it is written, and the table of codes is the list."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from cms.api.keys.scopes import Scope
from cms.api.problems import PROBLEMS
from cms.api.v1 import api
from cms.jobs.worker import run_due
from cms.people.models import Role
from tests.check import ROOT
from tests.cms.api.examples import Reader, read
from tests.cms.api.talking import OWN, make_key
from tests.factories_cases import make_case
from tests.factories_coordination import make_asked
from tests.factories_intake import make_applicant, make_whole_call
from tests.factories_people import make_group, make_staff
from workflows.programmes.models import Call

DOCUMENT = ROOT / "cms" / "docs" / "api.md"
ROW = re.compile(r"^\| `([a-z-]+)` \| (\d{3}) \|", re.MULTILINE)


def world() -> dict[str, Any]:
    """What the names at the head of the document stand for."""
    call = make_whole_call()
    user, group = make_applicant()
    make_case(call=call, group=make_group(group.hub))
    staff = {
        "reviewer": make_staff(Role.REVIEWER, hub=group.hub),
        "chief": make_staff(Role.CHIEF, hub=group.hub),
        "drafter": make_staff(Role.DIVISION_REVIEWER),
        "approver": make_staff(Role.DIVISION_APPROVER),
    }
    keys = {"applicant": make_key(user, scopes=OWN), **{name: make_key(one) for name, one in staff.items()}}
    return {"call": call.slug, "hub": group.hub.code, "group": group.pk, "partner": asked_partner(), **keys}


def asked_partner() -> str:
    """The key of somebody whose group is asked to help; the call of that request is closed by now."""
    sides = make_asked()
    before = timezone.now() - timedelta(days=2)
    Call.objects.filter(pk=sides.case.call_id).update(opens_at=before, closes_at=before + timedelta(days=1))
    return make_key(sides.helper, scopes=OWN)


@pytest.mark.django_db
def test_every_example_runs_as_it_is_written() -> None:
    examples, reader = read(DOCUMENT.read_text(encoding="utf-8")), Reader(world())
    assert len(examples) > 30
    for example in examples:
        reader.run(example)
        run_due()
    assert not reader.wrong, "\n\n".join(reader.wrong)


def test_the_table_of_codes_is_the_list_of_problems() -> None:
    told = {code: int(status) for code, status in ROW.findall(DOCUMENT.read_text(encoding="utf-8"))}
    assert told == {code: known.status for code, known in PROBLEMS.items()}


def test_every_scope_and_every_group_of_operations_is_told_of() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert [one for one in Scope.values if f"| `{one}` |" not in text] == []
    paths = {path.split("/")[3] for path in api.get_openapi_schema(path_prefix="/api/v1/")["paths"]}
    assert [one for one in paths if f"/api/v1/{one}" not in text] == []


@pytest.mark.parametrize(
    ("wanted", "given", "is_right"),
    [
        ({"a": 1}, {"a": 1}, True),
        ({"a": 1}, {"a": True}, False),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ({"a": 1, "…": "…"}, {"a": 1, "b": 2}, True),
        ({"a": 1, "…": "…"}, {"b": 2}, False),
        (["…"], [], True),
        ([1], [1, 2], False),
        ([1, "…"], [1, 2], True),
        ("x…z", "xyz", True),
        ("x…z", "xy", False),
        ({"a": "{n}", "b": "{n}"}, {"a": 1, "b": 1}, True),
        ({"a": "{n}", "b": "{n}"}, {"a": 1, "b": 2}, False),
        ("{known}", 3, False),
        ({"a": "{n}"}, {"a": None}, False),
    ],
)
def test_the_comparison_tells_what_differs(wanted: Any, given: Any, is_right: bool) -> None:
    assert (Reader({"known": 2})._differs(wanted, given, "") == []) is is_right


def test_a_request_without_its_answer_is_no_example() -> None:
    with pytest.raises(ValueError, match="is followed by"):
        read("```http\nGET /a\n```\n```http\nGET /b\n```\n")
