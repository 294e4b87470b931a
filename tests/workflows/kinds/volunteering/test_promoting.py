"""Whatever makes a place free, the first of the waiting list is appointed to it, once and with a letter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cms.jobs.worker import run_due
from tests.factories_people import make_staff
from tests.factories_volunteering import (
    FACTS,
    ask_to_go_on,
    make_application,
    make_appointment,
    make_recruitment,
    to_decision,
)
from tests.sign_in import sign_in
from workflows.cases.models import CaseEvent
from workflows.correspondence.models import Letter
from workflows.intake.services.withdrawing import take_back
from workflows.kinds.volunteering.models import Appointment, Recruitment
from workflows.kinds.volunteering.recruiting import take_facts
from workflows.kinds.volunteering.services import ending, renewing

pytestmark = pytest.mark.django_db
State = Appointment.State


def fresh(row: Appointment) -> Appointment:
    return Appointment.objects.select_related("case", "hub", "person", "recruitment", "user").get(pk=row.pk)


def resigned(row: Appointment) -> None:
    ending.resign(row, actor=row.user)


def dismissed(row: Appointment) -> None:
    ending.ask_dismissal(row, actor=make_staff("chief", row.hub), ground="duties", reason="活動がないため。")
    ending.decide_dismissal(fresh(row), actor=make_staff("division_approver"), dismiss=True)


def term_over(row: Appointment) -> None:
    """Nobody wished to go on; whoever waits was put on the list after this term's fiscal year had begun."""
    Appointment.objects.filter(pk=row.pk).update(
        from_on=timezone.localdate() - timedelta(days=200), until_on=timezone.localdate() - timedelta(days=1)
    )
    assert ending.expire_due() == 1


def not_renewed(row: Appointment) -> None:
    """A refused wish keeps the place to the end of the term, and frees it then."""
    asked = ask_to_go_on(row)
    renewing.answer(asked, actor=row.user, goes_on=True)
    renewing.give_opinion(asked, actor=make_staff("chief", row.hub), opinion="活動がない。", recommends=False)
    asked.refresh_from_db()
    renewing.refuse(asked, actor=make_staff("division_approver"), reason="活動がないため。")
    run_due()
    assert not Appointment.objects.filter(recruitment=row.recruitment, number__gt="").exclude(pk=row.pk).exists()
    term_over(row)


def more_places_in_the_admin(row: Appointment) -> None:
    found = row.recruitment
    data = {name: getattr(found, name) for name in ("role", "period", "duties", "conditions", "youngest", "reward")}
    data |= {"insurance": found.insurance, "scorers": found.scorers, "criteria": found.criteria}
    data |= {"call": found.call_id, "writes_articles": "on", "places": 2}
    client = sign_in(Client(), make_staff("administrator"))
    assert client.post(f"/cms/snippets/volunteering/recruitment/edit/{found.pk}/", data).status_code == 302


def more_places_by_a_file(row: Appointment) -> None:
    take_facts(row.recruitment.call, {**FACTS, "places": 2})


@pytest.mark.parametrize(
    "free", [resigned, dismissed, term_over, not_renewed, more_places_in_the_admin, more_places_by_a_file]
)
def test_the_first_of_the_list_is_appointed(free: Callable[[Appointment], None]) -> None:
    recruitment = make_recruitment(places=1)
    held = make_appointment(recruitment)
    later, first = make_appointment(recruitment, points=3), make_appointment(recruitment, points=4)
    run_due()
    assert [fresh(row).state for row in (held, later, first)] == ["registered", "waiting", "waiting"]
    free(fresh(held))
    run_due()
    run_due()
    assert [fresh(row).state for row in (later, first)] == [State.WAITING, State.REGISTERED]
    assert CaseEvent.objects.filter(case=first.case, verb="promoted").count() == 1
    assert Letter.objects.get(case=first.case, outcome="promoted").state == "issued"
    found = Recruitment.objects.get(pk=recruitment.pk)
    holding_now = Appointment.objects.filter(recruitment=recruitment, state__in=Appointment.HELD)
    assert found.taken == holding_now.count() == found.places


def test_who_leaves_the_list_makes_nobody_a_place_and_is_passed_over() -> None:
    recruitment = make_recruitment(places=1)
    held = make_appointment(recruitment)
    first, second = make_appointment(recruitment, points=5), make_appointment(recruitment, points=4)
    ending.resign(first, actor=first.user)
    run_due()
    assert fresh(second).state == State.WAITING
    ending.resign(held, actor=held.user)
    run_due()
    assert [fresh(row).state for row in (first, second)] == [State.RESIGNED, State.REGISTERED]


def test_a_draft_that_is_withdrawn_held_no_place() -> None:
    """Before the decision nobody has a place: a withdrawal frees none, and takes none from whoever waits."""
    recruitment = make_recruitment(places=1)
    held, waits = make_appointment(recruitment), make_appointment(recruitment)
    drafted = make_application(recruitment)
    to_decision(drafted)
    take_back(drafted, actor=drafted.applicant)
    run_due()
    assert fresh(waits).state == State.WAITING
    assert not drafted.appointments.exists()
    ending.resign(held, actor=held.user)
    run_due()
    assert fresh(waits).state == State.REGISTERED
    assert Recruitment.objects.get(pk=recruitment.pk).taken == 1
