"""Who may do what on a case, a page and at a hub, over the API: the lines of the screen, for its people."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.audit.models import Refusal
from cms.hubs.models import Hub
from cms.people.models import Role, User
from tests.cms.admin.walking import client_of
from tests.cms.api.fresh import fresh_client
from tests.cms.api.talking import API, Caller, case_path
from tests.factories_cases import make_case
from tests.factories_editing import make_draft, make_sites
from tests.factories_people import make_hub, make_membership, make_staff, make_user
from tests.factories_sharing import give, give_team, make_colleague, make_team, stop
from workflows.cases.models import Case

pytestmark = pytest.mark.django_db


def shown(client: Client, address: str) -> list[list[str]]:
    """Person, role and whence, line by line, as the screen has them."""
    rows = BeautifulSoup(client.get(address).content.decode(), "html.parser").select("table.dk-table tbody tr")
    return [[" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")[:3]] for row in rows]


def told(caller: User, path: str) -> list[list[str]]:
    return as_lines(Caller(caller).get(path).json())


def as_lines(answer: dict[str, Any]) -> list[list[str]]:
    return [[holder_of(one), one["role"], one["through"]] for one in answer["holdings"]]


def holder_of(one: dict[str, Any]) -> str:
    return f"{one['holder']}（{one['email']}）" if one["email"] else " ".join([f"班：{one['holder']}", *one["members"]])


def path_of(case: Case) -> str:
    return case_path(case.number, "/sharing", desk=True)


def test_the_lines_of_a_case_are_those_of_the_screen() -> None:
    case = make_case()
    chief, approver = make_staff(Role.CHIEF, hub=case.hub), make_staff(Role.DIVISION_APPROVER)
    make_staff(Role.REVIEWER, hub=case.hub)
    named, team = give(case, "reader"), give_team(case.hub, "reviewer", make_colleague(), make_colleague())
    lines = told(chief, path_of(case))
    assert lines == shown(client_of(chief), f"/cms/desk/cases/{case.pk}/sharing/")
    assert named.email in lines[0][0]
    assert any(line[0].startswith(f"班：{team}") and line[0].count("@") == 4 for line in lines)
    assert Caller(chief).get(path_of(case)).json()["is_stopped"] is False

    Case.objects.filter(pk=case.pk).update(is_confidential=True)
    assert Caller(chief).get(path_of(case)).status_code == 404
    assert Caller(approver).get(path_of(case)).json()["is_stopped"] is True
    assert chief.email not in Caller(approver).get(path_of(case)).content.decode()


def test_nobody_else_reads_who_may_do_what_on_a_case() -> None:
    case = make_case()
    chief = make_staff(Role.CHIEF, hub=case.hub)
    others = [make_staff(Role.REVIEWER, hub=case.hub), make_staff(Role.AUDITOR), make_staff(Role.CHIEF, hub=make_hub())]
    for one in others:
        assert Caller(one).get(path_of(case)).status_code == 404
    assert Refusal.objects.filter(actor__in=others).count() == 3
    assert Caller(make_user()).get(path_of(case)).json()["code"] == "scope-missing"
    assert Caller(chief).get(path_of(case)).status_code == 200
    make_membership(case.group, chief)
    assert Caller(chief).get(path_of(case)).status_code == 404


def test_the_lines_of_a_page_are_those_of_the_screen() -> None:
    sites = make_sites()
    west, east = sites["west"], sites["east"]
    page = make_draft(west, "委員会")
    give(page, "editor")
    team = give_team(west.hub, "editor", make_colleague())
    path = f"/pages/{page.pk}/sharing"
    for one in (west.chief, make_staff(Role.EDITOR_IN_CHIEF)):
        lines = as_lines(fresh_client(one).get(f"{API}{path}").json())
        assert lines == shown(client_of(one), reverse("editing:sharing", args=[page.pk]))
        assert any(str(team) in line[0] for line in lines)
    stop(page)
    assert fresh_client(west.chief).get(f"{API}{path}").status_code == 404
    assert fresh_client(make_staff(Role.EDITOR_IN_CHIEF)).get(f"{API}{path}").json()["is_stopped"] is True
    for one in (west.editor, east.chief, make_staff(Role.AUDITOR)):
        assert fresh_client(one).get(f"{API}{path}").status_code == 404


def test_the_lines_of_a_hub_are_those_of_the_screen() -> None:
    sites = make_sites()
    west, east = sites["west"], sites["east"]
    team, path = give_team(west.hub, "editor", make_colleague()), f"/hubs/{west.hub.code}/sharing"
    make_staff(Role.AUDITOR)
    for one in (west.chief, make_staff(Role.EDITOR_IN_CHIEF), make_staff(Role.ADMINISTRATOR)):
        answer = fresh_client(one).get(f"{API}{path}").json()
        assert as_lines(answer) == shown(client_of(one), reverse("editing:hub_sharing", args=[west.hub.pk]))
        assert answer["is_stopped"] is False
    lines = " ".join(line[0] for line in as_lines(answer))
    assert all(words in lines for words in (west.editor.email, west.chief.email, f"班：{team}"))
    assert east.chief.email not in lines
    Hub.objects.filter(pk=west.hub.pk).update(status=Hub.Status.CLOSED)
    assert fresh_client(west.chief).get(f"{API}{path}").status_code == 200


def test_nobody_else_reads_who_may_do_what_at_a_hub_and_another_hub_is_as_one_that_is_missing() -> None:
    sites = make_sites()
    west, east = sites["west"], sites["east"]
    others = [west.editor, make_staff(Role.REVIEWER, hub=west.hub), make_staff(Role.AUDITOR), east.chief]
    for one in others:
        counts = []
        for code in (west.hub.code, "missing"):
            client = fresh_client(one)
            with CaptureQueriesContext(connection) as seen:
                assert client.get(f"{API}/hubs/{code}/sharing").status_code == 404
            counts.append(len(seen))
        assert counts[0] == counts[1]
    assert Refusal.objects.filter(actor__in=others).count() == 2 * len(others)
    assert fresh_client(make_staff(Role.ADMINISTRATOR)).get(f"{API}/hubs/missing/sharing").status_code == 404


def test_a_team_is_told_with_its_people() -> None:
    west = make_sites()["west"]
    page, editor = make_draft(west, "委員会"), make_staff(Role.AUDITOR)
    give_team(page, "editor", team=make_team(editor, name="催事班"))
    line = fresh_client(west.chief).get(f"{API}/pages/{page.pk}/sharing").json()["holdings"][0]
    assert (line["holder"], line["email"], line["is_barred"]) == ("催事班", None, False)
    assert [editor.email in words for words in line["members"]] == [True]
