"""A team that reviews for a hub: its members find the hub's cases, do its steps, are told, and lose all that again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.api.models import ApiKey
from cms.core.errors import CaseError
from cms.people.models import HubRole, StaffTeam, User
from cms.people.services import lapsing, teams
from cms.people.services.roles import end_role
from tests.cms.admin.test_case_sharing import lines
from tests.cms.admin.walking import client_of, step_address, walk
from tests.cms.api.talking import make_key
from tests.factories_cases import bring_to, complete, make_case
from tests.factories_people import make_membership, make_staff
from tests.factories_sharing import give_team, join, make_colleague
from tests.workflows.cases.test_local_roles import address, close, reads
from workflows.cases.holdings import of_case
from workflows.cases.models import Case
from workflows.engine import inbox, moving
from workflows.engine.reminders import people_for

pytestmark = pytest.mark.django_db


def reviews(case: Case, *members: User, role: str = "reviewer", **fields: object) -> StaffTeam:
    return give_team(case.hub, role, *members, **fields)


def test_members_find_every_case_of_the_hub_and_do_its_steps() -> None:
    case, foreign = make_case(), make_case()
    second = make_case(group=case.group)
    person = make_colleague()
    assert not reads(person, case)
    reviews(case, person)
    assert [reads(person, one) for one in (case, second, foreign)] == [True, True, False]
    assert inbox.waiting_for(person) == 2
    client = client_of(person)
    shown = client.get("/cms/desk/", {"view": "all"}).content.decode()
    assert case.number in shown
    assert foreign.number not in shown
    for step in ("receive", "hub_check"):
        assert case.step == step
        assert walk(client, case).status_code == 302
    assert case.step == "draft"
    assert client.get(step_address(foreign)).status_code == 404


def test_everybody_in_the_team_is_reminded_once_and_a_former_member_is_not() -> None:
    case = make_case()
    members = [make_colleague() for _each in range(3)]
    team = reviews(case, *members)
    reviews(case, members[0], role="chief")
    reviews(case, members[0])
    chief = make_staff("chief", case.hub)
    team.memberships.filter(user=members[2]).update(ended_at=timezone.now())
    join(team, make_colleague(), from_on=timezone.localdate() + timedelta(days=1))
    found = list(people_for(case))
    assert sorted(one.pk for one in found) == sorted(one.pk for one in (*members[:2], chief))


@pytest.mark.parametrize("ends", ["membership", "team", "role", "date of the role", "date of the membership"])
def test_a_step_that_was_taken_is_free_and_a_key_dead_however_it_ends(ends: str) -> None:
    case, administrator = make_case(), make_staff("administrator")
    person, colleague = make_colleague(), make_staff("reviewer", make_case().hub)
    team = reviews(case, person, colleague)
    make_key(person)
    moving.hand_over(case, actor=person, holder=person)
    passed = {"until_on": timezone.localdate() - timedelta(days=1)}
    if ends == "membership":
        teams.end_membership(team.memberships.get(user=person), actor=administrator)
    elif ends == "team":
        teams.end_team(team, actor=administrator)
    elif ends == "role":
        end_role(HubRole.objects.get(team=team), actor=administrator)
    elif ends == "date of the role":
        HubRole.objects.filter(team=team).update(**passed)
        lapsing.tell_lapsed()
    else:
        team.memberships.filter(user=person).update(**passed)
        lapsing.tell_lapsed()
    assert Case.objects.get(pk=case.pk).holder is None
    assert ApiKey.objects.get().revoked_at is not None
    assert client_of(person).get(address(case)).status_code == 404


def test_who_holds_the_role_by_name_too_keeps_the_step() -> None:
    case, administrator = make_case(), make_staff("administrator")
    person = make_staff("reviewer", case.hub)
    team = reviews(case, person)
    moving.hand_over(case, actor=person, holder=person)
    teams.end_team(team, actor=administrator)
    assert Case.objects.get(pk=case.pk).holder == person


def test_own_interest_bars_a_member_from_every_step_as_it_bars_every_reviewer() -> None:
    case = make_case()
    person, colleague = make_colleague(), make_colleague()
    make_membership(case.group, person)
    reviews(case, person, colleague)
    with pytest.raises(CaseError):
        complete(case, person)
    with pytest.raises(CaseError):
        moving.hand_over(case, actor=colleague, holder=person)
    complete(case, colleague)
    assert Case.objects.get(pk=case.pk).step == "hub_check"


def test_a_confidential_case_is_read_by_the_member_who_has_taken_it_and_by_no_other() -> None:
    case = bring_to("hub_check", make_case())
    person, other = make_colleague(), make_colleague()
    reviews(case, person, other)
    approver = client_of(make_staff("division_approver"))
    assert all(one.email in "".join(lines(approver, case)) for one in (person, other))
    Case.objects.filter(pk=case.pk).update(holder=person)
    close(case)
    assert [reads(one, case) for one in (person, other)] == [True, False]
    shown = "".join(lines(approver, case))
    assert person.email in shown
    assert other.email not in shown


def test_a_team_that_nobody_is_in_is_seen_on_the_case_as_on_the_hub() -> None:
    case = make_case()
    team = reviews(case)
    assert [one.holder for one in of_case(case) if one.is_team] == [team]
    assert not [one for one in of_case(close(case)) if one.is_team]


def test_who_may_do_what_on_a_case_names_the_team_and_its_members_once() -> None:
    case = make_case()
    members = [make_colleague() for _each in range(2)]
    team = reviews(case, *members, until_on=timezone.localdate() + timedelta(days=9))
    by_team = [one for one in of_case(case) if one.is_team]
    assert [(one.holder, len(one.members)) for one in by_team] == [(team, 2)]
    assert by_team[0].until_on is not None
    assert str(by_team[0].through) == str(case.hub)


def test_the_desk_asks_as_often_with_many_teams_as_with_one() -> None:
    case, person, counts = make_case(), make_colleague(), []
    chief = make_staff("chief", case.hub)
    for many in (1, 20):
        for _each in range(many):
            reviews(case, person, make_colleague())
        doors = ((person, "/cms/desk/?view=all"), (person, address(case)), (chief, address(case, "sharing")))
        for reader, path in doors:
            client = client_of(reader)
            client.get(path)
            with CaptureQueriesContext(connection) as seen:
                assert client.get(path).status_code == 200
            counts.append(len(seen))
    assert counts[:3] == counts[3:]
