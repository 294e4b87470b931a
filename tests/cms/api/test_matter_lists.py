"""The list of matters: what is in it and since when, its pages, and what it costs."""

from __future__ import annotations

import pytest
from django.utils import timezone

from cms.jobs.worker import run_due
from tests.cms.api.matters import APPOINTMENT, act, listed, read
from tests.cms.api.talking import Caller
from tests.cms.api.test_queries import grown
from tests.every_kind.driving import draft_of
from tests.factories_coordination import Sides, make_asked
from tests.factories_volunteering import make_application, make_appointment, make_recruitment, tell_by_letter, to_slot
from workflows.intake.services import submit
from workflows.kinds.coordination.models import Sounding
from workflows.kinds.volunteering.models import Appointment

pytestmark = pytest.mark.django_db


def test_a_place_on_the_waiting_list_is_told_by_the_letter_first() -> None:
    recruitment = make_recruitment(places=1)
    make_appointment(recruitment)
    row = make_appointment(recruitment)
    assert row.state == "waiting"
    volunteer = Caller(row.user)
    assert APPOINTMENT not in volunteer.get("/me/matters").content.decode()
    assert volunteer.get(f"/me/matters/{APPOINTMENT}/{row.pk}").status_code == 404
    run_due()
    assert read(volunteer, APPOINTMENT)["state"] == "waiting"
    act(volunteer, APPOINTMENT, "resign")
    assert Appointment.objects.get(pk=row.pk).state == "resigned"


def test_the_list_goes_on_where_it_ended_and_costs_the_same_however_long_it_is() -> None:
    sides = make_asked()
    case = make_application(make_recruitment(), user=sides.helper)
    to_slot(case)
    tell_by_letter(make_appointment(user=sides.helper).case)
    caller = Caller(sides.helper)
    # Key, person, and one statement a sort.
    grown(caller, "/me/matters?limit=50", lambda: ask_again(sides), most=8)
    whole = [one["href"] for one in caller.get("/me/matters?limit=50").json()["items"]]
    assert len(whole) == 9
    ahead, cursor, behind = [], "", ""
    while cursor is not None:
        page = caller.get(f"/me/matters?limit=3&cursor={cursor}").json()
        ahead += [one["href"] for one in page["items"]]
        cursor, behind = page["next"], page["previous"]
    assert ahead == whole
    back = caller.get(f"/me/matters?limit=3&cursor={behind}").json()
    assert [one["href"] for one in back["items"]] == whole[3:6]
    for wrong in ("n1.1.unknown-sort", "x", "n1.1"):
        assert caller.get(f"/me/matters?cursor={wrong}").json()["errors"][0]["pointer"] == "?cursor"
    matter = listed(caller, APPOINTMENT)["href"]
    grown(caller, matter, lambda: ask_again(sides), most=16)


def ask_again(sides: Sides) -> None:
    """The same group is asked in another case of the same applicant."""
    draft = draft_of("coordination", user=sides.asker, call=sides.case.call, group=sides.group)
    case = submit(draft, actor=sides.asker, arrived_at=timezone.now())
    Sounding.objects.create(
        case=case, group=sides.partner, message="お願いします。", asked_by=sides.asker,
        answer_due_on=timezone.localdate(),
    )  # fmt: skip
