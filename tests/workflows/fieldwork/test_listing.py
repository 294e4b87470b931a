"""The open issues on one page: sorted, counted, by the same number of statements for two and for two hundred."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.hubs.models import Topic
from tests.cms.admin.walking import client_of
from tests.factories_fieldwork import Field, make_field, make_issue, make_note
from tests.factories_people import make_group, make_staff
from workflows.fieldwork.models import FieldNote, Informant, Issue, IssueAction
from workflows.fieldwork.services import actions, issues, telling

pytestmark = pytest.mark.django_db
LIST = "/cms/desk/issues/"


@pytest.fixture
def field() -> Field:
    return make_field()


def titles(client: Client, query: str = "") -> list[str]:
    page = BeautifulSoup(client.get(LIST + query).content, "html.parser")
    return [str(link.find(string=True)) for link in page.select("table tbody th a")]


def facts(client: Client, query: str = "") -> list[int]:
    page = BeautifulSoup(client.get(LIST + query).content, "html.parser")
    return [int(one.text) for one in page.select(".dk-facts--framed dd")]


def aged(field: Field, title: str, days: int, priority: int) -> Issue:
    issue = make_issue(field, title, priority=priority)
    Issue.objects.filter(pk=issue.pk).update(opened_at=timezone.now() - timedelta(days=days))
    return issue


def test_by_priority_or_by_age_and_the_ended_ones_apart(field: Field) -> None:
    client = client_of(field.reviewer)
    aged(field, "低く古い", 30, 3)
    aged(field, "高く新しい", 1, 1)
    issues.begin(aged(field, "高く古い", 9, 1), actor=field.reviewer)
    ended = aged(field, "済み", 50, 1)
    issues.pass_on(ended, actor=field.reviewer, to="道路公園課", result="区道のため")
    assert titles(client) == ["高く古い", "高く新しい", "低く古い"]
    assert titles(client, "?sort=age") == ["低く古い", "高く古い", "高く新しい"]
    assert titles(client, "?sort=newest") == ["高く新しい", "高く古い", "低く古い"]
    assert titles(client, "?view=ended") == ["済み"]
    assert facts(client) == [3, 2, 1, 1]


@pytest.mark.parametrize("query", ["?sort=x", "?view=x", "?hub=x"])
def test_an_odd_wish_is_no_page(field: Field, query: str) -> None:
    assert client_of(field.reviewer).get(LIST + query).status_code == 404


def test_each_line_tells_notes_open_actions_and_who_waits(field: Field) -> None:
    notes = [make_note(field) for _n in range(3)]
    issue = make_issue(field, note=notes[0])
    for note in notes[1:]:
        issues.join(note, actor=field.reviewer, issue=issue)
    for what in ("見回り", "調査"):
        actions.add_action(issue, actor=field.reviewer, what=what)
    actions.finish_action(IssueAction.objects.first(), actor=field.reviewer)
    notes[0].refresh_from_db()
    told = telling.add_informant(notes[0], actor=field.reviewer, name="試験 花子", reach="03-0000-0000", wishes=True)
    client = client_of(field.reviewer)
    row = BeautifulSoup(client.get(LIST).content, "html.parser").select_one("table tbody tr")
    assert [cell.text for cell in row.select(".dk-number")] == ["3", "1"]
    assert "待っている" in row.text
    telling.record_told(told, actor=field.reviewer, how="visit")
    assert "待っている" not in client.get(LIST).content.decode()


def test_the_ward_reads_all_hubs_or_one(field: Field) -> None:
    other = make_field("東町")
    make_issue(field, "西の課題")
    make_issue(other, "東の課題")
    ward = client_of(make_staff("auditor"))
    assert sorted(titles(ward)) == ["東の課題", "西の課題"]
    assert titles(ward, f"?hub={other.hub.code}") == ["東の課題"]
    assert titles(client_of(field.reviewer)) == ["西の課題"]
    assert client_of(field.reviewer).get(f"{LIST}?hub={other.hub.code}").status_code == 404


def fill(field: Field, count: int) -> None:
    """Issues of which each has a note, somebody who told of it, a topic and an action with a group."""
    topic = Topic.objects.get_or_create(code="safety", defaults={"name": "防犯"})[0]
    group = make_group(field.hub)
    for number in range(count):
        note = make_note(field)
        issue = make_issue(field, f"課題{number}", note=note, topic=topic, chome=field.chome)
        Informant.objects.create(note=note, name="試験 花子", reach="03-0000-0000")
        actions.add_action(issue, actor=field.reviewer, what="見回り", groups=[group])


def statements(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as told:
        assert client.get(address).status_code == 200
    return len(told)


@pytest.mark.parametrize("role", ["reviewer", "auditor"])
def test_two_or_two_hundred_issues_cost_the_same_statements(field: Field, role: str) -> None:
    client = client_of(field.reviewer if role == "reviewer" else make_staff(role))
    fill(field, 2)
    few = statements(client, LIST)
    fill(field, 198)
    assert statements(client, LIST) == few
    assert few <= 12, few
    assert len(titles(client)) == 50
    assert statements(client, f"{LIST}?page=4") == few


def test_one_issue_and_the_list_of_notes_cost_the_same_whatever_they_hold(field: Field) -> None:
    client = client_of(field.reviewer)
    fill(field, 1)
    issue = Issue.objects.get()
    page, notes = f"{LIST}{issue.pk}/", "/cms/desk/notes/?view=all"
    few = [statements(client, one) for one in (page, notes)]
    for _n in range(20):
        note = make_note(field)
        issues.join(note, actor=field.reviewer, issue=issue)
        Informant.objects.create(note=note, name="試験 次郎", reach="03-0000-0001")
        actions.add_action(issue, actor=field.reviewer, what="見回り", groups=[make_group(field.hub)])
    assert [statements(client, one) for one in (page, notes)] == few
    assert FieldNote.objects.count() == 21
    assert max(few) <= 20, few
