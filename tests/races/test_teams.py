"""Two administrators fill a team or give it a role at once, or while another ends it. PostgreSQL only."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError, transaction
from django.db.models import QuerySet
from wagtail.models import ModelLogEntry

from cms.core.errors import CaseError
from cms.hubs.models import Hub
from cms.people.access import live_roles
from cms.people.models import HubRole, LocalRole, StaffTeam, TeamMembership, User
from cms.people.services import teams
from cms.people.services.fields import FieldRefused
from cms.people.services.local_roles import grant_local_role
from cms.people.services.roles import end_role, grant_role
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
    without_constraint,
    without_row_locks,
)
from workflows.cases.models import Case
from workflows.engine import moving

pytestmark = [pytest.mark.races, pytest.mark.usefixtures("own_database")]
ROUNDS = 20


def adds(team: StaffTeam, person: User) -> partial[TeamMembership]:
    return partial(teams.add_member, team, actor=make_staff("administrator"), user=person)


def makes(name: str) -> partial[StaffTeam]:
    return partial(teams.create_team, actor=make_staff("administrator"), name=name)


def grants(team: StaffTeam) -> partial[LocalRole]:
    given = {"role": "editor", "kind": "page", "key": 7, "reason": "分担"}
    return partial(grant_local_role, actor=make_staff("administrator"), team=team, **given)


def grants_at(hub: Hub, team: StaffTeam) -> partial[HubRole]:
    return partial(grant_role, actor=make_staff("administrator"), team=team, role="editor", hub=hub)


def refusals(results: list[object]) -> list[object]:
    assert all(isinstance(one, CaseError | TeamMembership | StaffTeam | LocalRole | HubRole) for one in results), (
        results
    )
    return [one for one in results if isinstance(one, CaseError)]


def test_two_administrators_add_one_person_once() -> None:
    for _round in range(ROUNDS):
        team, person = make_team(), make_user()
        refused = refusals(together(adds(team, person), adds(team, person)))
        assert [type(one) for one in refused] == [FieldRefused]
        assert TeamMembership.objects.filter(team=team, user=person).count() == 1


def test_control_without_row_locks_one_person_is_added_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    team, person = make_team(), make_user()
    jobs = [adds(team, person), adds(team, person)]
    without_row_locks(monkeypatch)
    meet_before(monkeypatch, QuerySet, "create", 2)
    assert refusals(together(*jobs)) == []
    assert TeamMembership.objects.filter(team=team, user=person, ended_at=None).count() == 2


def test_two_teams_of_one_name_are_not_made() -> None:
    for number in range(ROUNDS):
        refused = refusals(together(makes(f"第{number}班"), makes(f"第{number}班")))
        assert [type(one) for one in refused] == [FieldRefused]
        assert StaffTeam.objects.filter(name=f"第{number}班").count() == 1


def test_control_without_the_constraint_two_teams_have_one_name() -> None:
    without_constraint(StaffTeam, "team_name_once_in_use")
    assert refusals(together(makes("防災担当"), makes("防災担当"))) == []
    assert StaffTeam.objects.filter(name="防災担当", ended_at=None).count() == 2


@pytest.mark.parametrize("first", ["end", "fill"])
def test_a_team_that_ends_meanwhile_leaves_nobody_and_nothing_in_force(first: str) -> None:
    team, person = make_team(), make_user()
    end = partial(teams.end_team, team, actor=make_staff("administrator"))
    jobs = [adds(team, person), grants(team), grants_at(make_hub(), team)]
    ordered = [end, *jobs] if first == "end" else [*jobs, end]
    results = behind_lock(StaffTeam.objects.filter(pk=team.pk), *ordered)
    assert len(refusals(results)) == (3 if first == "end" else 0)
    assert not TeamMembership.objects.filter(ended_at=None).exists()
    assert not LocalRole.objects.filter(ended_at=None).exists()
    assert not HubRole.objects.filter(team=team, ended_at=None).exists()
    assert not live_roles(person).is_staff_member


def test_control_without_row_locks_an_ended_team_is_filled(monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends after the check of the one who fills it, and before they write."""
    team, person = make_team(), make_user()
    add, end = adds(team, person), partial(teams.end_team, team, actor=make_staff("administrator"))
    without_row_locks(monkeypatch)
    checked, ended, create = threading.Event(), threading.Event(), QuerySet.create

    def late(self: QuerySet[Any], **fields: Any) -> Any:
        if self.model is TeamMembership:
            checked.set()
            assert ended.wait(PATIENCE)
        return create(self, **fields)

    def meanwhile() -> StaffTeam:
        assert checked.wait(PATIENCE)
        done = end()
        ended.set()
        return done

    monkeypatch.setattr(QuerySet, "create", late)
    assert refusals(together(add, meanwhile)) == []
    assert TeamMembership.objects.filter(team__ended_at__isnull=False, ended_at=None).count() == 1


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
