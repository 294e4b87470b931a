"""An issue's way: taken up from a note, judged, worked on, ended; and nobody who wished to hear is forgotten."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.cms.admin.walking import client_of
from tests.factories_cases import make_case
from tests.factories_fieldwork import Field, make_field, make_issue, make_note
from tests.factories_people import make_group, make_staff
from workflows.fieldwork.models import Informant, Issue, IssueAction, IssueLink
from workflows.fieldwork.services import issues, telling

pytestmark = pytest.mark.django_db


@pytest.fixture
def field() -> Field:
    return make_field()


@pytest.fixture
def client(field: Field) -> Client:
    return client_of(field.reviewer)


def path(issue: Issue) -> str:
    return f"/cms/desk/issues/{issue.pk}/"


def told_issue(field: Field, **given: Any) -> tuple[Issue, Informant]:
    """An issue of one note, and somebody who wishes to hear of the result."""
    note = make_note(field, **given)
    issue = make_issue(field, note=note)
    note.refresh_from_db()
    about = {"name": "試験 花子", "reach": "03-0000-0000", "wishes": True}
    return issue, telling.add_informant(note, actor=field.reviewer, **about)


def test_a_note_becomes_an_issue_and_another_one_joins_it(field: Field, client: Client) -> None:
    first, second = make_note(field), make_note(field)
    given = {
        "action": "open",
        "title": "夜道が暗い",
        "priority": "1",
        "reason": "通学路のため",
        "chome": field.chome.pk,
    }
    answer = client.post(f"/cms/desk/notes/{first.pk}/", given)
    issue = Issue.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, path(issue))
    client.post(f"/cms/desk/notes/{second.pk}/", {"action": "join", "issue": issue.pk})
    assert issue.notes.count() == 2
    again = client.post(f"/cms/desk/notes/{second.pk}/", {"action": "join", "issue": issue.pk})
    assert again.status_code == 422
    assert "すでに" in again.content.decode()


def test_every_priority_keeps_who_when_and_why(field: Field, client: Client) -> None:
    issue = make_issue(field)
    client.post(path(issue), {"action": "priority", "priority": "1", "reason": "事故があったため"})
    issue.refresh_from_db()
    assert issue.priority == Issue.Priority.HIGH
    newest = issue.changes.first()
    assert (newest.before, newest.after, newest.reason, newest.actor) == ("2", "1", "事故があったため", field.reviewer)
    assert "中 → 高" in client.get(path(issue)).content.decode()
    without = client.post(path(issue), {"action": "priority", "priority": "3", "reason": ""})
    assert without.status_code == 422
    assert issue.changes.filter(what="priority").count() == 2


def test_no_issue_is_solved_while_somebody_waits_to_hear_unless_it_says_why(field: Field, client: Client) -> None:
    issue, informant = told_issue(field)
    refused = client.post(path(issue), {"action": "solve", "result": "街灯を直した。"})
    assert refused.status_code == 422
    assert "1人" in refused.content.decode()
    issue.refresh_from_db()
    assert issue.state == Issue.State.OPEN
    note = f"/cms/desk/notes/{informant.note_id}/"
    client.post(note, {"action": "told", "informant": informant.pk, "how": "phone"})
    informant.refresh_from_db()
    assert (informant.told_by, informant.told_how) == (field.reviewer, "phone")
    assert client.post(path(issue), {"action": "solve", "result": "街灯を直した。"}).status_code == 302
    issue.refresh_from_db()
    assert (issue.state, issue.untold_reason) == (Issue.State.SOLVED, "")


def test_a_reason_lets_it_close_and_stays_on_record(field: Field, client: Client) -> None:
    issue, _informant = told_issue(field)
    client.post(path(issue), {"action": "solve", "result": "直した。", "untold_reason": "転居され、連絡がつかない。"})
    issue.refresh_from_db()
    assert (issue.state, issue.untold_reason) == (Issue.State.SOLVED, "転居され、連絡がつかない。")


ENDINGS = ({"action": "solve", "result": "直した。"}, {"action": "pass", "to": "道路公園課", "result": "区道のため"})


@pytest.mark.parametrize("ending", ENDINGS)
def test_no_issue_ends_in_whatever_way_over_the_head_of_who_wishes_to_hear(
    field: Field, client: Client, ending: dict[str, str]
) -> None:
    issue, _informant = told_issue(field)
    assert client.post(path(issue), ending).status_code == 422
    issue.refresh_from_db()
    assert issue.closed_at is None
    assert client.post(path(issue), {**ending, "untold_reason": "転居され、連絡がつかない。"}).status_code == 302
    issue.refresh_from_db()
    assert (issue.closed_at is None, issue.untold_reason) == (False, "転居され、連絡がつかない。")


@pytest.mark.parametrize("ending", ENDINGS)
def test_whoever_was_met_is_asked_whether_they_wish_to_hear(
    field: Field, client: Client, ending: dict[str, str]
) -> None:
    note = make_note(field, met="町会の班長")
    issue = make_issue(field, note=note)
    refused = client.post(path(issue), ending)
    assert refused.status_code == 422
    assert "知らせの希望" in refused.content.decode()
    asked = {"action": "informant", "name": "試験 次郎", "reach": ""}
    client.post(f"/cms/desk/notes/{note.pk}/", asked)
    assert client.post(path(issue), ending).status_code == 302


@pytest.mark.parametrize("changes", [{"wishes": False}, {"reach": ""}])
def test_who_need_not_or_cannot_hear_holds_up_nothing(field: Field, changes: dict[str, Any]) -> None:
    issue, informant = told_issue(field)
    Informant.objects.filter(pk=informant.pk).update(**changes)
    assert issues.solve(issue, actor=field.reviewer, result="直した。").state == Issue.State.SOLVED


def test_who_does_not_want_to_hear_is_recorded_once(field: Field, client: Client) -> None:
    issue, informant = told_issue(field)
    note = f"/cms/desk/notes/{informant.note_id}/"
    assert client.post(note, {"action": "declined", "informant": informant.pk}).status_code == 302
    assert client.post(note, {"action": "told", "informant": informant.pk, "how": "phone"}).status_code == 422
    assert issues.solve(issue, actor=field.reviewer, result="直した。").state == Issue.State.SOLVED


def test_somebody_of_a_private_note_is_counted_and_not_named(field: Field) -> None:
    issue, informant = told_issue(field, author=field.chief, is_private=False)
    informant.note.is_private = True
    informant.note.save()
    shown, of_chief = (client_of(one).get(path(issue)).content.decode() for one in (field.reviewer, field.chief))
    assert "試験 花子" not in shown + of_chief, "names stand on the page of the note, whose readers are on record"
    assert "内容を閲覧できない記録" in shown
    note = f"/cms/desk/notes/{informant.note_id}/"
    assert (note in shown, note in of_chief) == (False, True)


def test_passed_on_names_to_whom_and_can_be_opened_again(field: Field, client: Client) -> None:
    issue = make_issue(field)
    assert client.post(path(issue), {"action": "pass", "to": "", "result": "区道のため"}).status_code == 422
    client.post(path(issue), {"action": "pass", "to": "道路公園課", "result": "区道のため"})
    issue.refresh_from_db()
    assert (issue.state, issue.passed_to) == (Issue.State.PASSED_ON, "道路公園課")
    assert client.post(path(issue), {"action": "begin"}).status_code == 422
    client.post(path(issue), {"action": "reopen", "reason": "戻された。"})
    issue.refresh_from_db()
    assert (issue.state, issue.passed_to, issue.closed_at) == (Issue.State.WORKING, "", None)


def test_an_ended_issue_takes_no_new_note_and_no_new_informant(field: Field, client: Client) -> None:
    issue, informant = told_issue(field)
    issues.pass_on(issue, actor=field.reviewer, to="道路公園課", result="区道のため", untold_reason="転居された。")
    answer = client.post(f"/cms/desk/notes/{make_note(field).pk}/", {"action": "join", "issue": issue.pk})
    assert answer.status_code == 422
    more = {"action": "informant", "name": "試験 次郎", "reach": "03-0000-0001", "wishes": "on"}
    assert client.post(f"/cms/desk/notes/{informant.note_id}/", more).status_code == 422
    assert Informant.objects.count() == 1


def test_actions_with_groups_and_links_to_what_they_lead_to(field: Field, client: Client) -> None:
    issue, group = make_issue(field), make_group(field.hub)
    case = make_case(group=group)
    foreign = make_case()
    client.post(path(issue), {"action": "plan", "what": "夜の見回り", "groups": [group.pk], "due_on": "2027-01-31"})
    action = IssueAction.objects.get()
    assert list(action.groups.all()) == [group]
    client.post(path(issue), {"action": "done", "row": action.pk})
    action.refresh_from_db()
    assert action.done_on
    assert client.post(path(issue), {"action": "link", "thing": "case", "text": foreign.number}).status_code == 422
    client.post(path(issue), {"action": "link", "thing": "case", "text": case.number})
    assert client.post(path(issue), {"action": "link", "thing": "case", "text": case.number}).status_code == 422
    link = IssueLink.objects.get()
    assert (link.thing, link.key) == ("case", str(case.pk))
    assert case.number in client.get(path(issue)).content.decode()
    client.post(path(issue), {"action": "unlink", "row": link.pk})
    assert not IssueLink.objects.exists()


@pytest.mark.parametrize("role", ["division_reviewer", "division_approver", "auditor"])
def test_the_ward_reads_issues_and_changes_none_and_sees_nobody(field: Field, role: str) -> None:
    issue, _informant = told_issue(field)
    client = client_of(make_staff(role))
    shown = client.get(path(issue)).content.decode()
    assert issue.title in shown
    assert "試験 花子" not in shown
    assert client.post(path(issue), {"action": "begin"}).status_code == 403
    issue.refresh_from_db()
    assert issue.state == Issue.State.OPEN


@pytest.mark.parametrize("role", ["editor", "accountant", "administrator"])
def test_other_roles_and_other_hubs_find_no_issue(field: Field, role: str) -> None:
    issue = make_issue(field)
    for user in (make_staff(role, field.hub if role == "editor" else None), make_field().chief):
        assert client_of(user).get(path(issue)).status_code == 404
