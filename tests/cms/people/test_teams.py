"""A team of staff: who fills it, what its members have by it, and when that ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cms.core.errors import CaseError, Forbidden
from cms.people.access import live_roles
from cms.people.desk.sharing import staff
from cms.people.models import LocalRole, StaffTeam, TeamMembership, User
from cms.people.services import teams
from cms.people.services.fields import FieldRefused
from cms.people.services.local_roles import end_local_role, grant_local_role
from cms.people.services.roles import deactivate
from cms.people.signals import rights_ended
from tests.factories_people import make_hub, make_staff, make_user
from tests.factories_sharing import join, make_team

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PAGE = {"kind": LocalRole.Kind.PAGE, "key": 7}


def grant(team: StaffTeam, actor: User | None = None, **fields: Any) -> LocalRole:
    given = {"role": "editor", **PAGE, "reason": "分科会の担当", **fields}
    return grant_local_role(actor=actor or make_staff("administrator"), team=team, **given)


def edits(user: User) -> bool:
    return ("editor", "page", 7) in live_roles(User.objects.get(pk=user.pk)).local


def test_only_an_administrator_keeps_teams_and_nobody_adds_themselves() -> None:
    administrator, person = make_staff("administrator"), make_user()
    team = teams.create_team(actor=administrator, name="  防災　担当 ")
    assert team.name == "防災 担当"
    seat = teams.add_member(team, actor=administrator, user=person)
    for other in (make_staff("chief", make_hub()), make_staff("auditor"), make_staff("editor_in_chief"), person):
        for refused in (
            lambda by: teams.create_team(actor=by, name="別の班"),
            lambda by: teams.rename_team(team, actor=by, name="別の班"),
            lambda by: teams.add_member(team, actor=by, user=make_user()),
            lambda by: teams.end_membership(seat, actor=by),
            lambda by: teams.end_team(team, actor=by),
        ):
            with pytest.raises(Forbidden):
                refused(other)
    with pytest.raises(Forbidden):
        teams.add_member(team, actor=administrator, user=administrator)
    assert StaffTeam.objects.get().ended_at is None
    assert TeamMembership.objects.get().ended_at is None


def test_members_have_what_the_team_has_from_the_first_to_the_last_day() -> None:
    team, today = make_team(), timezone.localdate()
    terms = {
        (today, today): True,
        (today - DAY, None): True,
        (today + DAY, None): False,
        (today - DAY, today - DAY): False,
    }
    people = [join(team, make_user(), from_on=begins, until_on=ends).user for begins, ends in terms]
    assert not any(map(edits, people))
    grant(team)
    assert list(map(edits, people)) == list(terms.values())


def test_what_ends_takes_the_right_away_from_the_next_reading_on() -> None:
    administrator = make_staff("administrator")
    person = make_user()
    team = make_team(person)
    role = grant(team)
    assert edits(person)
    teams.end_membership(team.memberships.get(), actor=administrator)
    assert not edits(person)
    teams.add_member(team, actor=administrator, user=person)
    assert edits(person)
    end_local_role(role, actor=administrator)
    assert not edits(person)
    grant(team)
    assert edits(person)
    teams.end_team(team, actor=administrator)
    assert not edits(person)
    assert not LocalRole.objects.filter(ended_at=None).exists()
    assert not TeamMembership.objects.filter(ended_at=None).exists()
    for again in (
        lambda: teams.end_team(team, actor=administrator),
        lambda: teams.add_member(team, actor=administrator, user=person),
        lambda: teams.rename_team(team, actor=administrator, name="別の班"),
        lambda: grant(team),
    ):
        with pytest.raises(CaseError):
            again()


def test_whoever_loses_rights_is_told_of_to_the_rooms_above() -> None:
    administrator, team = make_staff("administrator"), make_team(make_user(), make_user())
    coming = join(team, make_user(), from_on=timezone.localdate() + DAY)
    people = set(User.objects.filter(team_memberships__in=team.memberships.live()))
    told: list[set[User]] = []

    def hear(users: list[User], **_more: Any) -> None:
        told.append(set(users))

    rights_ended.connect(hear)
    try:
        end_local_role(grant(team), actor=administrator)
        teams.end_membership(team.memberships.live().order_by("pk")[0], actor=administrator)
        teams.end_team(team, actor=administrator)
    finally:
        rights_ended.disconnect(hear)
    assert told[0] == people
    assert len(told[1]) == 1
    assert told[2] == people - told[1]
    assert coming.user not in told[2]


def test_a_deactivated_account_is_in_no_team_any_more() -> None:
    person = make_user()
    team = make_team(person)
    deactivate(person, actor=make_staff("administrator"))
    assert team.memberships.get().ended_at is not None
    with pytest.raises(FieldRefused):
        teams.add_member(team, actor=make_staff("administrator"), user=person)


def test_one_person_is_in_a_team_once_at_a_time() -> None:
    administrator, person, today = make_staff("administrator"), make_user(), timezone.localdate()
    team = make_team()
    teams.add_member(team, actor=administrator, user=person, until_on=today + 9 * DAY)
    for begins, ends in ((today, None), (today + 9 * DAY, today + 20 * DAY), (today + DAY, today + DAY)):
        with pytest.raises(FieldRefused) as refused:
            teams.add_member(team, actor=administrator, user=person, from_on=begins, until_on=ends)
        assert refused.value.field == "user"
    teams.add_member(team, actor=administrator, user=person, from_on=today + 10 * DAY)
    with pytest.raises(FieldRefused) as refused:
        teams.add_member(team, actor=administrator, user=make_user(), until_on=today - DAY)
    assert refused.value.field == "until_on"


def test_a_name_is_used_once_among_teams_in_use() -> None:
    administrator = make_staff("administrator")
    first = teams.create_team(actor=administrator, name="防災担当")
    other = teams.create_team(actor=administrator, name="清掃担当")
    for refused in (
        lambda: teams.create_team(actor=administrator, name="防災担当"),
        lambda: teams.rename_team(other, actor=administrator, name=" 防災担当"),
        lambda: teams.create_team(actor=administrator, name="  "),
    ):
        with pytest.raises(FieldRefused) as error:
            refused()
        assert error.value.field == "name"
    teams.end_team(first, actor=administrator)
    assert teams.rename_team(other, actor=administrator, name="防災担当").name == "防災担当"


def test_nobody_grants_to_a_team_in_which_they_are_or_will_be() -> None:
    administrator = make_staff("administrator")
    for begins in (timezone.localdate(), timezone.localdate() + 30 * DAY):
        team = make_team()
        join(team, administrator, from_on=begins)
        with pytest.raises(Forbidden):
            grant(team, administrator)
    assert not LocalRole.objects.exists()
    team = make_team(make_user())
    grant(team, administrator)
    with pytest.raises(CaseError):
        grant(team, administrator)
    with pytest.raises(TypeError):
        grant_local_role(actor=administrator, role="editor", reason="担当", **PAGE)
    with pytest.raises(TypeError):
        grant(team, administrator, user=make_user())


def test_the_database_refuses_what_no_service_makes() -> None:
    administrator, person, today = make_staff("administrator"), make_user(), timezone.localdate()
    team = make_team()
    row = {"role": "editor", **PAGE, "reason": "担当", "granted_by": administrator}
    for model, fields in (
        (LocalRole, {**row, "user": person, "team": team}),
        (LocalRole, row),
        (StaffTeam, {"name": team.name, "created_by": administrator}),
        (TeamMembership, {"team": team, "user": administrator, "granted_by": administrator}),
        (TeamMembership, {"team": team, "user": person, "granted_by": administrator, "until_on": today - DAY}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(**fields)


def test_rights_are_read_in_one_statement_however_they_come() -> None:
    person = make_staff("section")
    for key in range(20):
        grant(make_team(person), key=key)
    with CaptureQueriesContext(connection) as seen:
        assert len(live_roles(person).local) == 20
    assert len(seen) == 1


def test_members_are_staff_only_while_their_team_holds_something() -> None:
    person = make_user()
    team = make_team(person)
    assert person not in staff()
    role = grant(team)
    assert person in staff()
    end_local_role(role, actor=make_staff("administrator"))
    assert person not in staff()


def test_the_log_says_who_did_what_and_names_nobody() -> None:
    administrator, person = make_staff("administrator"), make_user(name="見本 京子")
    team = teams.create_team(actor=administrator, name="防災担当")
    teams.rename_team(team, actor=administrator, name="防災・減災担当", note="訓練の準備")
    teams.add_member(team, actor=administrator, user=person)
    grant(team)
    teams.end_membership(team.memberships.get(), actor=administrator)
    teams.end_team(team, actor=administrator)
    entries = ModelLogEntry.objects.filter(action__startswith="people.team", user=administrator)
    done = {"created", "renamed", "ended", "member_added", "member_ended"}
    assert {one.action for one in entries} == {f"people.team_{verb}" for verb in done}
    assert entries.get(action="people.team_member_added").data["user"] == person.pk
    ended = ModelLogEntry.objects.get(action="people.local_role_ended")
    assert (ended.user, ended.data["team"], ended.data["key"]) == (administrator, team.pk, 7)
    assert not any("防災" in one.label or "見本" in one.label for one in entries)
