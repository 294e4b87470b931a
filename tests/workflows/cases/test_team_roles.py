"""A case that is given to a team: its members read it and do its steps, and nobody with an own interest does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.core.errors import CaseError, Forbidden
from cms.people.access import forget_roles
from cms.people.models import LocalRole, StaffTeam, User
from cms.people.services import teams
from cms.people.services.fields import FieldRefused
from tests.cms.admin.test_case_sharing import at, lines
from tests.cms.admin.walking import client_of, step_address, walk
from tests.factories_cases import complete, make_case
from tests.factories_people import make_membership, make_staff, make_user
from tests.factories_sharing import give_team, join, make_colleague, make_team
from tests.workflows.cases.test_local_roles import address, close, reads
from workflows.cases import access
from workflows.cases.models import Case, CaseEvent
from workflows.cases.services import sharing
from workflows.engine import inbox, moving
from workflows.engine.reminders import people_for

pytestmark = pytest.mark.django_db


def grant(case: Case, team: StaffTeam, actor: User, role: str = "reviewer") -> LocalRole:
    return sharing.grant(case, actor=actor, team=team, role=role, reason="分担")


def test_members_read_the_case_and_do_the_steps_of_its_hub() -> None:
    case, other = make_case(), make_case()
    person, chief = make_colleague(), make_staff("chief", case.hub)
    team = make_team(person)
    assert not reads(person, case)
    grant(case, team, chief)
    assert reads(person, case)
    assert not reads(person, other)
    assert inbox.waiting_for(person) == 1
    assert walk(client_of(person), case).status_code == 302
    assert client_of(person).get(step_address(other)).status_code == 404
    event = CaseEvent.objects.filter(case=case, verb="role_granted").get()
    assert (event.payload["team"], "user" in event.payload) == (team.pk, False)


def test_what_a_member_had_taken_is_free_when_membership_team_or_role_ends() -> None:
    administrator = make_staff("administrator")
    for ends in ("membership", "team", "role"):
        case = make_case()
        person, chief = make_colleague(), make_staff("chief", case.hub)
        team = make_team(person)
        role = grant(case, team, chief)
        moving.hand_over(case, actor=person, holder=person)
        assert Case.objects.get(pk=case.pk).holder == person
        if ends == "membership":
            teams.end_membership(team.memberships.get(), actor=administrator)
        elif ends == "team":
            teams.end_team(team, actor=administrator)
        else:
            sharing.end(role, case=case, actor=chief)
        assert Case.objects.get(pk=case.pk).holder is None, ends
        assert client_of(person).get(address(case)).status_code == 404


def test_a_team_with_somebody_of_the_group_is_refused_by_their_name() -> None:
    case = make_case()
    chief, member = make_staff("chief", case.hub), make_user(name="見本 京子")
    make_membership(case.group, member)
    team = make_team(make_colleague())
    join(team, member, from_on=timezone.localdate() + timedelta(days=30))
    with pytest.raises(FieldRefused) as refused:
        grant(case, team, chief)
    assert refused.value.field == "team"
    assert "見本 京子" in str(refused.value)
    assert not LocalRole.objects.exists()


@pytest.mark.parametrize("first", ["group", "team"])
def test_whoever_joins_team_or_group_later_is_given_nothing_on_a_case_of_their_own(first: str) -> None:
    case, other = make_case(), make_case()
    chief, colleague, person = make_staff("chief", case.hub), make_colleague(), make_staff("section")
    team = make_team(colleague)
    grant(case, team, chief)
    give_team(other, "reader", team=team)
    if first == "group":
        make_membership(case.group, person)
    teams.add_member(team, actor=make_staff("administrator"), user=person)
    if first == "team":
        assert reads(person, case)
        make_membership(case.group, person)
    assert not reads(person, case)
    assert reads(colleague, case)
    assert reads(person, other)
    client = client_of(person)
    assert client.get(address(case)).status_code == 404
    assert client.get(step_address(case)).status_code == 404
    assert case.number not in client.get("/cms/desk/", {"view": "all"}).content.decode()
    assert inbox.waiting_for(person) == 0
    assert set(people_for(case)) == {chief, colleague}
    with pytest.raises(Forbidden):
        complete(case, person)
    with pytest.raises(CaseError):
        moving.hand_over(case, actor=colleague, holder=person)
    assert any("当事者" in line for line in lines(client_of(chief), case))


def test_the_interest_outlives_the_group() -> None:
    case, person = make_case(), make_colleague()
    give_team(case, "reader", person)
    make_membership(case.group, person)
    case.group.is_active = False
    case.group.save(update_fields=["is_active"])
    assert not reads(person, case)
    assert person.pk in access.interested(case)


def test_a_confidential_case_without_a_reviewer_reminds_those_who_name_one() -> None:
    case, approver, person = make_case(), make_staff("division_approver"), make_colleague()
    make_staff("chief", case.hub)
    role = grant(case, make_team(person), approver)
    close(case)
    case.refresh_from_db()
    assert set(people_for(case)) == {person}
    teams.end_team(role.team, actor=make_staff("administrator"))
    assert set(people_for(case)) == {approver}


def test_a_case_is_not_closed_to_the_hub_while_its_reviewers_belong_to_its_group() -> None:
    case = make_case()
    chief, person = make_staff("chief", case.hub), make_colleague()
    give_team(case, "reviewer", person)
    make_membership(case.group, person)
    with pytest.raises(CaseError):
        sharing.make_confidential(case, actor=chief)
    teams.add_member(StaffTeam.objects.get(), actor=make_staff("administrator"), user=make_colleague())
    sharing.make_confidential(case, actor=chief)
    assert not reads(chief, case)


def test_only_members_without_an_own_interest_are_reminded() -> None:
    case = close(make_case())
    colleague, person = make_colleague(), make_colleague()
    give_team(case, "reviewer", colleague, person)
    make_membership(case.group, person)
    assert set(people_for(case)) == {colleague}


def test_lists_ask_as_often_with_thirty_cases_of_teams_as_with_one() -> None:
    cases = [make_case() for _each in range(6)]
    person = make_colleague()
    make_membership(make_case().group, person)
    give_team(cases[0], "reader", person)
    client = client_of(person)
    counts = []
    for given in ((), cases[1:]):
        for case in given:
            give_team(case, "reader", person)
            give_team(case, "reviewer", person)
        client.get("/cms/desk/", {"view": "all"})
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/cms/desk/", {"view": "all"}).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_own_interest_is_read_anew_when_roles_are() -> None:
    case = make_case()
    person = make_colleague()
    give_team(case, "reader", person)
    assert access.local_cases(person, "reader") == {case.pk}
    make_membership(case.group, person)
    forget_roles(person)
    assert access.local_cases(person, "reader") == set()


def test_the_screen_of_a_case_grants_to_a_team_and_says_beside_the_field_why_not() -> None:
    case = make_case()
    chief, colleague, member = make_staff("chief", case.hub), make_colleague(), make_user(name="見本 京子")
    make_membership(case.group, member)
    fine, bad = make_team(colleague), make_team(member)
    client, day = client_of(chief), timezone.localdate().isoformat()
    given: dict[str, Any] = {"who": "", "role": "reader", "from_on": day, "reason": "分担"}
    refused = client.post(at(case), {**given, "team": bad.pk})
    assert "見本 京子" in str(refused.context["form"].errors["team"])
    assert client.post(at(case), {**given, "team": fine.pk}).status_code == 302
    assert colleague.email in lines(client, case)[0]
    row = LocalRole.objects.get()
    assert client.post(at(case, row.pk, "end")).status_code == 302
    assert client_of(colleague).get(address(case)).status_code == 404
