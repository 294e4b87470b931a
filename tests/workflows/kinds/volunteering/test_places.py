"""The order of the waiting list: comparable points, given blind, and no place passes it by."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from cms.core.errors import CaseError
from cms.jobs.worker import run_due
from tests.every_kind.driving import make_example_call
from tests.factories_people import make_staff
from tests.factories_volunteering import (
    decide,
    give_points,
    make_application,
    make_appointment,
    make_recruitment,
    step,
    to_decision,
    to_draft,
    to_interview,
)
from tests.sign_in import sign_in
from workflows.cases.models import Case, CaseEvent
from workflows.cases.services import review
from workflows.kinds.volunteering.models import Appointment
from workflows.kinds.volunteering.services import ending, holding, scoring, selecting
from workflows.kinds.volunteering.staff_forms import forward
from workflows.programmes.models import Call

pytestmark = pytest.mark.django_db
State = Appointment.State


def test_who_has_read_the_points_gives_none_when_the_draft_comes_back() -> None:
    case = make_application(make_recruitment(scorers=2))
    to_draft(case)
    late = make_staff("division_reviewer")
    assert len(scoring.visible(late, case)) == 2
    step(case, late, "send_back", review.return_to_hub, reason="経験を確かめてください。")
    step(case, make_staff("reviewer", case.hub), "interview", forward, opinion="確かめた。")
    case.refresh_from_db()
    assert case.step == scoring.STEP
    page = sign_in(Client(), late).get(f"/cms/desk/kinds/volunteering/cases/{case.pk}/score/").content.decode()
    assert "points_0" not in page
    with pytest.raises(CaseError):
        scoring.give(case, actor=late, points=dict.fromkeys(scoring.recruitment_of(case).criteria_list, 5))
    assert scoring.counted(case) == 2


def test_points_stay_hidden_while_the_applicant_chooses_another_interview() -> None:
    case = make_application(make_recruitment(scorers=2))
    reviewer = to_interview(case)
    give_points(case, 5, people=1)
    step(case, reviewer, "again", scoring.stayed_away)
    case.refresh_from_db()
    assert case.step == "slot"
    assert scoring.visible(make_staff("reviewer", case.hub), case) == []


def test_three_scorers_do_not_lift_anybody_above_better_points_of_two() -> None:
    recruitment = make_recruitment(places=1, scorers=2)
    make_appointment(recruitment)
    good = make_appointment(recruitment, points=4)
    many = make_application(recruitment)
    reviewer = to_interview(many)
    give_points(many, 3, people=3)
    step(many, reviewer, "done", scoring.finish)
    texts = {"reason": "選考の結果による。", "letter_reason": "", "conditions": "", "amount_yen": None}
    step(many, make_staff("division_reviewer"), "done", selecting.draft, outcome="appointed", **texts)
    decide(many)
    assert [(row.case_id, row.points) for row in holding.waiting(recruitment.pk)] == [
        (good.case_id, 1200), (many.pk, 900),
    ]  # fmt: skip


def test_the_waiting_list_lasts_as_long_as_the_terms_of_its_call() -> None:
    today = timezone.localdate()
    next_april = date(today.year + (1 if today.month >= 4 else 0), 4, 1)
    recruitment = make_recruitment(places=1)
    Call.objects.filter(pk=recruitment.call_id).update(activity_from_on=next_april)
    row, waits = make_appointment(recruitment), make_appointment(recruitment)
    assert (row.from_on, waits.state) == (next_april, State.WAITING)
    assert waits.until_on == row.until_on == next_april.replace(year=next_april.year + 1, month=3, day=31)


def test_a_place_that_was_left_goes_to_the_waiting_list_before_a_new_decision() -> None:
    recruitment = make_recruitment(places=1)
    held, waits = make_appointment(recruitment), make_appointment(recruitment, points=5)
    ending.resign(held, actor=held.user)
    late = make_appointment(recruitment, points=1)
    assert late.state == State.WAITING
    assert CaseEvent.objects.filter(case=late.case, verb="places_full").exists()
    run_due()
    assert [Appointment.objects.get(pk=row.pk).state for row in (waits, late)] == [State.REGISTERED, State.WAITING]


def test_who_was_chosen_for_the_list_keeps_nobody_from_a_place_that_nobody_has_left() -> None:
    recruitment = make_recruitment(places=1)
    listed = make_application(recruitment)
    to_decision(listed, "waiting", points=3)
    assert decide(listed).outcome == "waiting"
    assert make_appointment(recruitment, points=5).state == State.REGISTERED
    assert Case.objects.get(pk=listed.pk).appointments.get().state == State.WAITING


def test_criteria_stay_as_they_are_once_points_were_given() -> None:
    recruitment = make_recruitment(make_example_call("volunteering"))
    client = sign_in(Client(), make_staff("administrator"))
    here = f"/cms/snippets/volunteering/recruitment/edit/{recruitment.pk}/"
    data = {name: getattr(recruitment, name) for name in ("role", "places", "period", "duties", "conditions")}
    data |= {name: getattr(recruitment, name) for name in ("youngest", "reward", "insurance", "scorers")}
    data |= {"call": recruitment.call_id, "writes_articles": "on", "criteria": "熱意\n人柄"}
    assert client.post(here, data).status_code == 302
    recruitment.refresh_from_db()
    case = make_application(recruitment)
    to_interview(case)
    give_points(case, 3, people=1)
    assert "採点" in client.post(here, {**data, "criteria": "熱意"}).content.decode()
    recruitment.refresh_from_db()
    assert recruitment.criteria_list == ["熱意", "人柄"]
    assert client.post(here, {**data, "places": 9}).status_code == 302


def test_the_next_page_of_the_register_keeps_what_was_searched_for() -> None:
    client = sign_in(Client(), make_staff("division_reviewer"))
    page = client.get("/cms/desk/kinds/volunteering/", {"q": "写真&文章 #1", "state": ""})
    assert page.context["query"] == "q=%E5%86%99%E7%9C%9F%26%E6%96%87%E7%AB%A0+%231&state="
