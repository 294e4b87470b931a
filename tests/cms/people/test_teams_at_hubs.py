"""A role at a hub that a team of staff holds: who grants it, who has it and when it ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cms.core.errors import CaseError, Forbidden
from cms.hubs.models import Hub
from cms.people.access import live_roles
from cms.people.desk.sharing import staff
from cms.people.models import HubRole, User
from cms.people.models.role import HUB_ROLES, WARD_ROLES
from cms.people.services import teams
from cms.people.services.fields import FieldRefused
from cms.people.services.lapsing import tell_lapsed
from cms.people.services.roles import deactivate, end_role, grant_role
from cms.people.signals import rights_ended
from tests.factories_cases import make_case
from tests.factories_people import make_hub, make_staff, make_user
from tests.factories_sharing import give, give_team, join, make_colleague, make_team
from tests.sign_in import sign_in
from workflows.cases.models import Case

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def hub() -> Hub:
    return make_hub()


@pytest.fixture
def administrator() -> User:
    return make_staff("administrator")


def holds(user: User, hub: Hub, role: str = "reviewer") -> bool:
    return (role, hub.pk) in live_roles(User.objects.get(pk=user.pk)).held


def test_members_hold_it_while_they_are_in_the_team_and_the_role_is_in_force(hub: Hub, administrator: User) -> None:
    today, people = timezone.localdate(), {}
    team = make_team()
    terms = (today, today), (today - DAY, None), (today + DAY, None), (today - DAY, today - DAY)
    for begins, ends in terms:
        people[begins, ends] = join(team, make_user(), from_on=begins, until_on=ends).user
    role = grant_role(actor=administrator, team=team, role="reviewer", hub=hub)
    assert [holds(people[term], hub) for term in terms] == [True, True, False, False]
    assert not any(holds(one, make_hub()) for one in people.values())
    assert live_roles(people[terms[1]]).hub_codes == {hub.pk: hub.code}
    end_role(role, actor=administrator)
    assert not any(holds(one, hub) for one in people.values())
    with pytest.raises(CaseError):
        end_role(role, actor=administrator)


@pytest.mark.parametrize("ends", ["role", "team", "membership", "account"])
def test_whoever_loses_it_is_told_of_and_holds_nothing(hub: Hub, administrator: User, ends: str) -> None:
    person, other = make_user(), make_user()
    team = make_team(person, other)
    role = grant_role(actor=administrator, team=team, role="chief", hub=hub)
    told: set[User] = set()

    def hear(users: list[User], **_more: Any) -> None:
        told.update(users)

    rights_ended.connect(hear)
    try:
        if ends == "role":
            end_role(role, actor=administrator)
        elif ends == "team":
            teams.end_team(team, actor=administrator)
        elif ends == "membership":
            teams.end_membership(team.memberships.get(user=person), actor=administrator)
        else:
            deactivate(person, actor=administrator)
    finally:
        rights_ended.disconnect(hear)
    everybody = ends in ("role", "team")
    assert told == ({person, other} if everybody else {person})
    assert [holds(one, hub, "chief") for one in (person, other)] == [False, not everybody]
    assert HubRole.objects.filter(team=team, ended_at=None).exists() is not everybody
    assert person not in staff()


def test_an_administrator_alone_gives_it_and_not_to_a_team_of_their_own(hub: Hub, administrator: User) -> None:
    team = make_team(make_user())
    for other in (make_staff("chief", hub), make_staff("editor_in_chief"), make_staff("auditor")):
        with pytest.raises(Forbidden):
            grant_role(actor=other, team=team, role="editor", hub=hub)
    for begins in (timezone.localdate(), timezone.localdate() + 30 * DAY):
        own = make_team()
        join(own, administrator, from_on=begins)
        with pytest.raises(Forbidden):
            grant_role(actor=administrator, team=own, role="editor", hub=hub)
    assert not HubRole.objects.exclude(team=None).exists()


def test_what_cannot_be_given_is_refused_with_its_field(hub: Hub, administrator: User) -> None:
    team, today = make_team(make_user()), timezone.localdate()
    ended = make_team(ended_at=timezone.now())
    for given, field in (
        *(({"team": team, "role": role}, "team") for role in WARD_ROLES),
        ({"team": team, "role": "editor"}, "hub"),
        ({"team": ended, "role": "editor", "hub": hub}, "team"),
        ({"team": team, "role": "editor", "hub": hub, "until_on": today - DAY}, "until_on"),
    ):
        with pytest.raises(FieldRefused) as refused:
            grant_role(actor=administrator, **given)
        assert refused.value.field == field, given
    for role in HUB_ROLES:
        grant_role(actor=administrator, team=team, role=role, hub=hub)
        with pytest.raises(CaseError):
            grant_role(actor=administrator, team=team, role=role, hub=hub)
    both: dict[str, Any] = {"team": team, "user": make_user()}
    for holder in ({}, both):
        with pytest.raises(TypeError):
            grant_role(actor=administrator, role="editor", hub=hub, **holder)


def test_the_database_refuses_what_no_service_makes(hub: Hub, administrator: User) -> None:
    team, person = make_team(), make_user()
    for fields in (
        {"role": "editor", "hub": hub},
        {"role": "editor", "hub": hub, "user": person, "team": team},
        *({"role": role, "team": team} for role in WARD_ROLES),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            HubRole.objects.create(granted_by=administrator, **fields)


def test_however_many_roles_come_by_however_many_teams_one_statement_reads_them(administrator: User) -> None:
    person = make_staff("section")
    for _each in range(9):
        give_team(make_hub(), "reviewer", person)
        give(make_hub(), "editor", person)
    with CaptureQueriesContext(connection) as seen:
        assert len(live_roles(person).held) == 19
    assert len(seen) == 1


def test_the_day_after_its_last_day_the_members_are_told_of(hub: Hub) -> None:
    person, today, told = make_user(), timezone.localdate(), []
    give_team(hub, "reviewer", person, from_on=today - 9 * DAY, until_on=today - DAY)
    still = make_user()
    give_team(hub, "reviewer", still, from_on=today - 9 * DAY, until_on=today)

    def hear(users: list[User], **_more: Any) -> None:
        told.extend(users)

    rights_ended.connect(hear)
    try:
        tell_lapsed()
    finally:
        rights_ended.disconnect(hear)
    assert told == [person]
    assert holds(still, hub)


def test_the_log_says_who_gave_it_to_which_team(hub: Hub, administrator: User) -> None:
    team = make_team(make_user(name="見本 京子"), name="防災担当")
    role = grant_role(actor=administrator, team=team, role="editor", hub=hub)
    teams.end_team(team, actor=administrator)
    entries = ModelLogEntry.objects.filter(action__in=["people.role_granted", "people.role_ended"], user=administrator)
    assert [one.data["team"] for one in entries] == [team.pk, team.pk]
    assert {(one.data["hub"], one.data["role"], "user" in one.data) for one in entries} == {(hub.code, "editor", False)}
    assert not any("防災" in one.label or "見本" in one.label for one in entries)
    role.refresh_from_db()
    assert role.ended_by == administrator


def test_the_end_of_a_team_leaves_what_was_over_as_it_was_and_the_clock_still_tells_of_it(administrator: User) -> None:
    today = timezone.localdate()
    case, person, team = make_case(), make_colleague(), make_team(make_user())
    join(team, person, until_on=today - DAY)
    give_team(case.hub, "reviewer", team=team)
    over = give_team(case.hub, "editor", team=team, from_on=today - 9 * DAY, until_on=today - 5 * DAY)
    Case.objects.filter(pk=case.pk).update(holder=person)
    teams.end_team(team, actor=administrator)
    seat, role = team.memberships.get(user=person), HubRole.objects.get(team=over, role="editor")
    assert (seat.ended_at, seat.until_on, role.ended_at) == (None, today - DAY, None)
    assert ModelLogEntry.objects.filter(action="people.role_ended").count() == 1
    assert tell_lapsed() == 1
    assert Case.objects.get(pk=case.pk).holder is None
    leaver = make_user()
    give(case.hub, "editor", leaver, until_on=today - DAY)
    deactivate(leaver, actor=administrator)
    assert HubRole.objects.get(user=leaver).ended_at is None


def test_a_member_needs_the_second_factor_before_the_role_opens_anything(hub: Hub) -> None:
    person = make_user()
    give_team(hub, "reviewer", person)
    answer = sign_in(Client(), person).get(reverse("wagtailadmin_home"))
    assert answer["Location"].startswith(reverse("people:second_factor"))
