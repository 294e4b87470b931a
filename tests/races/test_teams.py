"""Two administrators fill a team or give it a role at once, or while another ends it. PostgreSQL only."""

from __future__ import annotations

import threading
from functools import partial
from typing import Any

import pytest
from django.db.models import QuerySet

from cms.core.errors import CaseError
from cms.hubs.models import Hub
from cms.people.access import live_roles
from cms.people.models import HubRole, LocalRole, StaffTeam, TeamMembership, User
from cms.people.services import teams
from cms.people.services.fields import FieldRefused
from cms.people.services.local_roles import grant_local_role
from cms.people.services.roles import grant_role
from tests.factories_people import make_hub, make_staff, make_user
from tests.factories_sharing import make_team
from tests.races.harness import (
    PATIENCE,
    behind_lock,
    meet_before,
    together,
    without_constraint,
    without_row_locks,
)

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
