"""A consultation that a programme wants first, over the API: asked for, seen, cancelled, needed for the form."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from cms.jobs.models import OutboxItem
from tests.cms.api.talking import Caller
from tests.factories_intake import make_applicant, make_whole_call
from tests.factories_people import make_staff
from workflows.cases.models import Consultation
from workflows.cases.services.consultation import book

pytestmark = pytest.mark.django_db
WISH = {"wish": "備品について", "wanted_dates": "平日", "contact_phone": "03-0000-0000"}


def test_the_form_waits_for_a_consultation_that_is_asked_for_over_the_api() -> None:
    call = make_whole_call(programme={"consultation": "required"})
    user, group = make_applicant()
    caller = Caller(user)
    wanted = {str(one["id"]): one["wanted"] for one in Caller().get(f"/forms/{call.slug}").json()["eligibility"]}
    begun = {"call": call.slug, "group": caller.get("/me/groups").json()[0]["id"], "eligibility": wanted}

    first = caller.post("/drafts", begun)
    asked = caller.post("/consultations", {"call": call.slug, "group": group.pk, "input": WISH}, key="consultation-1")
    again = caller.post("/consultations", {"call": call.slug, "group": group.pk, "input": WISH}, key="consultation-1")
    second = caller.post("/drafts", begun)

    assert (first.status_code, first.json()["code"]) == (409, "refused")
    assert asked.status_code == again.status_code == 201
    assert asked.content == again.content
    assert Consultation.objects.count() == 1
    assert OutboxItem.objects.filter(key__startswith="mail:consultation_requested").count() == 1
    assert second.status_code == 200


def test_the_state_is_seen_and_it_can_be_cancelled() -> None:
    call = make_whole_call(programme={"consultation": "optional"})
    user, group = make_applicant()
    caller = Caller(user)
    made = caller.post("/consultations", {"call": call.slug, "group": group.pk, "input": WISH}).json()
    staff = make_staff("reviewer", group.hub)
    book(Consultation.objects.get(), actor=staff, booked_for=timezone.now() + timedelta(days=3))

    assert [one["state"] for one in caller.get("/me/consultations").json()] == ["booked"]
    done = caller.post(f"/consultations/{made['id']}/cancel")
    assert (done.status_code, done.json()["state"]) == (200, "cancelled")
    assert caller.post(f"/consultations/{made['id']}/cancel").status_code == 409


def test_what_is_wrong_is_told_at_its_place() -> None:
    call = make_whole_call(programme={"consultation": "optional"})
    user, group = make_applicant()
    caller = Caller(user)

    def told(**given: object) -> tuple[int, list[str]]:
        body = {"call": call.slug, "group": group.pk, "input": {**WISH, **given}}
        answer = caller.post("/consultations", body)
        return answer.status_code, [one["pointer"] for one in answer.json()["errors"]]

    assert told(contact_phone="いつでも") == (422, ["/input/contact_phone"])
    assert told(wish="") == (422, ["/input/wish"])
    assert told(state="held") == (400, ["/input/state"])
    assert told(wish=3) == (400, ["/input/wish"])
    assert Consultation.objects.count() == 0
