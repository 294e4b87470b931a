"""A step taken by somebody who has gone is free again, and those who may do it are reminded."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from cms.core.errors import Forbidden
from cms.people.models import HubRole, Role, User
from cms.people.services.roles import deactivate, end_role, revoke_deputy
from tests.cms.admin.walking import client_of, step_address, walk
from tests.factories_cases import bring_to, make_case
from tests.factories_people import make_deputy, make_staff
from workflows.cases.models import Case
from workflows.engine.acting import may_do
from workflows.engine.moving import hand_over
from workflows.engine.reminders import people_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    return make_case()


@pytest.fixture
def holder(case: Case) -> User:
    person = make_staff(Role.REVIEWER, case.hub)
    hand_over(case, actor=person, holder=person)
    return person


@pytest.fixture
def colleague(case: Case) -> User:
    return make_staff(Role.REVIEWER, case.hub)


def released(case: Case) -> bool:
    case.refresh_from_db()
    last = case.events.order_by("-seq").first()
    assert last is not None
    return case.holder_id is None and last.verb == "handed_over" and last.payload["after"] == {"holder": None}


@pytest.mark.parametrize("way", ["deactivated", "role ended"])
def test_whoever_loses_the_right_gives_the_step_back(case: Case, holder: User, colleague: User, way: str) -> None:
    administrator = make_staff(Role.ADMINISTRATOR)
    if way == "deactivated":
        deactivate(holder, actor=administrator)
    else:
        end_role(HubRole.objects.get(user=holder), actor=administrator)
    assert released(case)
    assert set(people_for(case)) == {colleague}
    assert walk(client_of(colleague), case).status_code == 302


def test_a_second_role_that_carries_the_right_keeps_the_step(case: Case, holder: User) -> None:
    role = HubRole.objects.get(user=holder)
    HubRole.objects.create(user=holder, role=Role.CHIEF, hub=case.hub, from_on=datetime.date(2020, 4, 1))
    end_role(role, actor=make_staff(Role.ADMINISTRATOR))
    case.refresh_from_db()
    assert case.holder == holder


def test_a_role_that_ends_by_its_date_leaves_nothing_stuck(case: Case, holder: User, colleague: User) -> None:
    """No event happens at midnight: the reminder goes to all, and a colleague takes or does the step."""
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    HubRole.objects.filter(user=holder).update(until_on=yesterday)
    case.refresh_from_db()
    assert set(people_for(case)) == {colleague}
    assert may_do(colleague, case)
    assert hand_over(case, actor=colleague, holder=colleague).holder == colleague
    assert walk(client_of(colleague), case).status_code == 302


def test_a_step_of_somebody_who_still_may_stays_theirs(case: Case, holder: User, colleague: User) -> None:
    case.refresh_from_db()
    assert set(people_for(case)) == {holder}
    assert client_of(colleague).get(step_address(case)).status_code == 403
    with pytest.raises(Forbidden):
        hand_over(case, actor=colleague, holder=colleague)


def test_a_deputy_whose_record_is_withdrawn_gives_the_decision_back(case: Case) -> None:
    bring_to("decision", case)
    approver, deputy = make_staff(Role.DIVISION_APPROVER), make_staff(Role.DIVISION_REVIEWER)
    record = make_deputy(approver, deputy)
    hand_over(case, actor=deputy, holder=deputy)
    revoke_deputy(record, actor=approver)
    assert released(case)
