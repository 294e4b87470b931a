"""The inbox with 100,000 cases on PostgreSQL: the same few statements, small pages, never a whole table read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.bulk_cases import analyse, make_cases
from tests.cms.admin.walking import client_of
from tests.factories_people import make_staff

pytestmark = [pytest.mark.scale, pytest.mark.django_db, pytest.mark.timeout(900)]
CASES = 100_000
# Of twenty cases three are open: a ward in its third year.
STEPS = ("receive", *["withdrawn"] * 9, "draft", *["withdrawn"] * 8, "decision")
TABLES = {"cases_case", "viewflow_task", "viewflow_process"}
QUERIES = [
    "view=mine", "view=mine&sort=arrived", "view=mine&due=overdue", "view=mine&due=soon", "view=hub", "view=all",
    "view=all&sort=oldest", "view=all&sort=due", "view=all&outcome=withdrawn", "view=all&outcome=open",
    "view=all&step=draft", "view=all&q=12345", "view=all&q=8練地地第777", "view=all&q=第777号", "view=all&q=山﨑",
    "view=all&q=やま", "view=all&q=試験3丁目", "view=all&q=ん", "view=all&q=該当なし", "view=all&channel=paper",
    "view=all&arrived_from=2026-01-01&arrived_until=2026-06-30", "view=mine&q=さとう",
]  # fmt: skip


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


def whole_tables_read(sql: str) -> list[str]:
    """Tables of cases and engine that the plan of ``sql`` reads from end to end."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}".replace("%", "%%"), [])
        found = cursor.fetchone()[0]
    plan = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return [n["Relation Name"] for n in nodes(plan) if n["Node Type"] == "Seq Scan" and n["Relation Name"] in TABLES]


def problems(client: Client, query: str) -> list[str]:
    """What the page of ``query`` does that it must not do."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(f"/cms/desk/?{query}")
    found = []
    if response.status_code != 200:
        found.append(f"status {response.status_code}")
    if len(captured) > 12:
        found.append(f"{len(captured)} statements")
    if len(response.content) > 120_000:
        found.append(f"{len(response.content)} bytes")
    for statement in captured.captured_queries:
        sql = statement["sql"]
        if sql.startswith("SELECT") and any(f'"{table}"' in sql for table in TABLES):
            found += [f"reads the whole of {table}: {sql}" for table in whole_tables_read(sql)]
    return found


def test_the_inbox_at_100_000_cases() -> None:
    hubs = make_cases(CASES, steps=STEPS)
    analyse()
    bad = {}
    for role in ("reviewer", "division_reviewer", "division_approver", "auditor"):
        client = client_of(make_staff(role, hubs[0] if role == "reviewer" else None))
        for query in QUERIES:
            if found := problems(client, query):
                bad[f"{role} {query}"] = found
    assert not bad, json.dumps(bad, ensure_ascii=False, indent=1)


def test_the_explanation_sees_a_whole_table_being_read() -> None:
    make_cases(3_000, hubs=2)
    analyse()
    assert whole_tables_read("SELECT * FROM \"cases_case\" WHERE title = 'x'") == ["cases_case"]
