"""A team is given a role at once by two, or loses it while somebody joins or works by it. PostgreSQL only."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError, transaction
from django.db.models import Model, QuerySet
from wagtail.models import ModelLogEntry

from cms.people.access import live_roles
from cms.people.models import HubRole, LocalRole, StaffTeam, TeamMembership, User
from cms.people.services import teams
from cms.people.services.local_roles import end_local_role
from cms.people.services.roles import end_role, grant_role
from cms.people.signals import rights_ended
from tests.factories_cases import make_case
from tests.factories_people import make_hub, make_staff, make_user
from tests.factories_sharing import give_team, make_colleague, make_team
from tests.programs import until
from tests.races.harness import (
    PATIENCE,
    behind_lock,
    meet_before,
    together,
    waiting,
    without_row_locks,
)
from tests.races.test_teams import ROUNDS, adds, grants, grants_at, refusals
from workflows.cases.models import Case
from workflows.engine import moving

pytestmark = [pytest.mark.races, pytest.mark.usefixtures("own_database")]


@pytest.mark.parametrize("holder", ["team", "person"])
def test_two_administrators_give_one_role_at_a_hub_once(holder: str) -> None:
    hub = make_hub()
    for _round in range(ROUNDS):
        given = {"team": make_team()} if holder == "team" else {"user": make_user()}
        jobs = [
            partial(grant_role, actor=make_staff("administrator"), role="editor", hub=hub, **given)
            for _each in range(2)
        ]
        assert len(refusals(together(*jobs))) == 1
        assert HubRole.objects.filter(**given, ended_at=None).count() == 1


def test_control_without_row_locks_one_role_is_given_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    hub, team = make_hub(), make_team()
    jobs = [grants_at(hub, team), grants_at(hub, team)]
    without_row_locks(monkeypatch)
    meet_before(monkeypatch, QuerySet, "create", 2)
    assert refusals(together(*jobs)) == []
    assert HubRole.objects.filter(team=team, ended_at=None).count() == 2


def test_a_role_and_its_team_end_at_once_and_the_end_stands_in_the_log_once() -> None:
    for _round in range(ROUNDS):
        hub, team = make_hub(), make_team(make_user())
        role = grants_at(hub, team)()
        ends = [
            partial(end_role, role, actor=make_staff("administrator")),
            partial(teams.end_team, team, actor=make_staff("administrator")),
        ]
        assert len(refusals(together(*ends))) <= 1
        assert ended(role) == 1
        assert StaffTeam.objects.get(pk=team.pk).ended_at is not None


def test_control_without_row_locks_a_role_ends_by_itself_and_with_its_team(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have read it in force before either writes."""
    hub, team = make_hub(), make_team(make_user())
    role = grants_at(hub, team)()
    ends = [
        partial(end_role, role, actor=make_staff("administrator")),
        partial(teams.end_team, team, actor=make_staff("administrator")),
    ]
    without_row_locks(monkeypatch)
    barrier, save, update = threading.Barrier(2), HubRole.save, QuerySet.update

    def saved(self: HubRole, *args: Any, **fields: Any) -> None:
        barrier.wait(PATIENCE)
        save(self, *args, **fields)

    def updated(self: QuerySet[Any], **fields: Any) -> int:
        if self.model is HubRole:
            barrier.wait(PATIENCE)
        return update(self, **fields)

    monkeypatch.setattr(HubRole, "save", saved)
    monkeypatch.setattr(QuerySet, "update", updated)
    assert refusals(together(*ends)) == []
    assert ended(role) == 2


def ended(role: HubRole) -> int:
    return ModelLogEntry.objects.filter(action="people.role_ended", object_id=str(role.pk)).count()


def steps_meanwhile(case: Case, person: User, other: Callable[[], object]) -> list[object]:
    """``person`` gives a step back and commits while ``other`` waits for it."""
    stepped = threading.Event()

    def step() -> Case:
        with transaction.atomic():
            done = moving.hand_over(case, actor=person, holder=None)
            stepped.set()
            assert until(lambda: waiting() >= 1, PATIENCE, pause=0.01)
        return done

    def meanwhile() -> object:
        assert stepped.wait(PATIENCE)
        return other()

    return together(step, meanwhile)


def taken_by_team() -> tuple[Case, User, StaffTeam]:
    case, person = make_case(), make_colleague()
    team = give_team(case.hub, "reviewer", person)
    moving.hand_over(case, actor=person, holder=person)
    return case, person, team


@pytest.mark.parametrize("ends", ["membership", "team", "role"])
def test_who_loses_the_role_in_the_middle_of_a_step_ends_it_without_a_deadlock(ends: str) -> None:
    case, person, team = taken_by_team()
    actor = make_staff("administrator")
    how = {
        "membership": partial(teams.end_membership, team.memberships.get(), actor=actor),
        "team": partial(teams.end_team, team, actor=actor),
        "role": partial(end_role, HubRole.objects.get(team=team), actor=actor),
    }
    results = steps_meanwhile(case, person, how[ends])
    assert not any(isinstance(one, Exception) for one in results), results
    assert Case.objects.get(pk=case.pk).holder is None
    assert not live_roles(person).is_staff_member


def test_control_with_the_account_locked_too_step_and_end_wait_for_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    case, person, team = taken_by_team()
    end = partial(teams.end_membership, team.memberships.get(), actor=make_staff("administrator"))
    original = QuerySet.select_for_update

    def wide(self: QuerySet[Any], *args: Any, of: Any = (), **more: Any) -> Any:
        return original(self, *args, of=() if self.model is TeamMembership else of, **more)

    monkeypatch.setattr(QuerySet, "select_for_update", wide)
    assert [one for one in steps_meanwhile(case, person, end) if isinstance(one, OperationalError)]


def held(team: StaffTeam, where: str) -> partial[object]:
    """A job: the role that the team holds there ends."""
    actor = make_staff("administrator")
    if where == "hub":
        return partial(end_role, grants_at(make_hub(), team)(), actor=actor)
    return partial(end_local_role, grants(team)(), actor=actor)


@pytest.mark.parametrize("where", ["hub", "page"])
def test_whoever_joins_the_team_in_the_moment_in_which_its_role_ends_is_told_of(where: str, told: set[int]) -> None:
    team, person = make_team(make_user()), make_user()
    results = behind_lock(StaffTeam.objects.filter(pk=team.pk), adds(team, person), held(team, where))
    assert refusals(results) == []
    assert person.pk in told
    assert not live_roles(person).is_staff_member


@pytest.mark.parametrize(("where", "model"), [("hub", HubRole), ("page", LocalRole)])
def test_control_without_row_locks_whoever_joins_in_that_moment_is_not_told_of(
    where: str, model: type[Model], told: set[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are in the team, and hold the role, after its people were read and before it has ended."""
    team, person = make_team(make_user()), make_user()
    add, end = adds(team, person), held(team, where)
    without_row_locks(monkeypatch)
    read, joined, save = threading.Event(), threading.Event(), model.save

    def late(self: Model, *args: Any, **fields: Any) -> None:
        read.set()
        assert joined.wait(PATIENCE)
        save(self, *args, **fields)

    def meanwhile() -> TeamMembership:
        assert read.wait(PATIENCE)
        done = add()
        assert live_roles(person).is_staff_member
        joined.set()
        return done

    monkeypatch.setattr(model, "save", late)
    assert refusals(together(end, meanwhile)) == []
    assert person.pk not in told


@pytest.fixture
def told() -> Iterator[set[int]]:
    """Numbers of everybody who is said to have lost rights."""
    found: set[int] = set()

    def hear(users: list[User], **_more: Any) -> None:
        found.update(user.pk for user in users)

    rights_ended.connect(hear)
    yield found
    rights_ended.disconnect(hear)
