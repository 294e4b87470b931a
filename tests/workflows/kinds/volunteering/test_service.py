"""From the appointment to its end: the waiting list moves up, training, log, renewal, expiry, dismissal."""

from __future__ import annotations

import re
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from cms.core import dates
from cms.core.errors import Busy, CaseError, Forbidden
from cms.jobs.worker import run_due
from cms.mailings.models import OutgoingMail
from tests.every_kind.driving import make_sender
from tests.factories_editing import also
from tests.factories_people import make_hub, make_staff
from tests.factories_volunteering import make_appointment, make_recruitment
from tests.sign_in import sign_in
from workflows.cases.models import CaseEvent
from workflows.correspondence.models import Letter
from workflows.kinds.volunteering.models import Activity, Appointment, Renewal
from workflows.kinds.volunteering.services import activity, ending, holding, profiles, renewing, seen, training

pytestmark = pytest.mark.django_db
State = Appointment.State


def verbs(row: Appointment) -> list[str]:
    return list(CaseEvent.objects.filter(case_id=row.case_id).order_by("seq").values_list("verb", flat=True))


def fresh(row: Appointment) -> Appointment:
    """As the next request reads it."""
    return Appointment.objects.select_related("case", "hub", "person", "recruitment", "user").get(pk=row.pk)


def in_their_last_february(row: Appointment) -> date:
    """The term has begun long ago; the day in February on which the question is asked."""
    assert row.until_on is not None
    Appointment.objects.filter(pk=row.pk).update(from_on=row.until_on - timedelta(days=300), state=State.ACTIVE)
    return row.until_on.replace(month=2, day=10)


def test_when_somebody_resigns_the_first_of_the_waiting_list_is_appointed_with_a_letter() -> None:
    recruitment = make_recruitment(places=1)
    held = make_appointment(recruitment, points=3)
    low, high = make_appointment(recruitment, points=2), make_appointment(recruitment, points=5)
    assert (low.state, high.state) == (State.WAITING, State.WAITING)
    page = sign_in(Client(), held.user).post(f"/mypage/volunteering/appointments/{held.pk}/resign/", {"reason": "転居"})
    assert page.status_code == 302
    run_due()
    assert [fresh(row).state for row in (held, low, high)] == [State.RESIGNED, State.WAITING, State.REGISTERED]
    recruitment.refresh_from_db()
    assert recruitment.taken == 1
    assert Letter.objects.filter(case=high.case, outcome="promoted").exists()
    assert "promoted" in verbs(high)
    assert "resigned" in verbs(held)


def test_the_waiting_list_does_not_outlive_its_fiscal_year() -> None:
    recruitment = make_recruitment(places=1)
    held, waits = make_appointment(recruitment), make_appointment(recruitment)
    assert waits.until_on is not None
    assert ending.expire_due(waits.until_on + timedelta(days=1)) == 2
    run_due()
    assert [fresh(row).state for row in (held, waits)] == [State.EXPIRED, State.EXPIRED]
    assert ending.expire_due(waits.until_on + timedelta(days=2)) == 0


def test_a_term_that_somebody_else_holds_or_that_fails_stops_none_after_it() -> None:
    recruitment = make_recruitment(places=3)
    held, broken, last = [make_appointment(recruitment) for _n in range(3)]
    assert last.until_on is not None
    day = last.until_on + timedelta(days=1)

    def trouble(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """What reads one of the first two rows by itself meets somebody else, or a fault."""
        if sql.startswith('SELECT "volunteering_appointment"') and params == (held.pk,):
            raise Busy("somebody else")
        if sql.startswith('SELECT "volunteering_appointment"') and params == (broken.pk,):
            raise ValueError("a fault")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(trouble), pytest.raises(ExceptionGroup, match="1 rows"):
        ending.expire_due(day)
    assert [fresh(row).state for row in (held, broken, last)] == [State.REGISTERED, State.REGISTERED, State.EXPIRED]
    assert ending.expire_due(day) == 2, "the next run comes back to them"


def test_the_first_training_makes_active_and_nobody_notes_their_own() -> None:
    row = make_appointment()
    chief = make_staff("chief", row.hub)
    planned = training.plan(
        row.hub, actor=chief, title="取材の基本", starts_at=timezone.now(), minutes=90, place="会議室"
    )
    page = sign_in(Client(), chief).post(
        f"/cms/desk/kinds/volunteering/trainings/{planned.pk}/", {"appointment": row.pk, "came": "yes"}
    )
    assert page.status_code == 302
    assert fresh(row).state == State.ACTIVE
    training.note(planned, actor=chief, appointment=fresh(row), came=True)
    assert verbs(row).count("trained") == 1
    also(row.user, "reviewer", row.hub)
    with pytest.raises(Forbidden):
        training.note(planned, actor=row.user, appointment=fresh(row), came=True)
    with pytest.raises(Forbidden):
        training.plan(
            row.hub, actor=make_staff("chief", make_hub()), title="研修", starts_at=timezone.now(), minutes=1, place=""
        )


def log_data(**more: Any) -> dict[str, Any]:
    today = timezone.localdate().isoformat()
    return {"key": str(uuid.uuid4()), "done_on": today, "hours": "1.5", "text": "夏祭りを取材した。", **more}


def test_the_log_adds_up_and_the_same_form_is_one_entry() -> None:
    row = make_appointment()
    client, here = sign_in(Client(), row.user), f"/mypage/volunteering/appointments/{row.pk}/"
    data = log_data()
    for _time in range(2):
        assert client.post(here, data).status_code == 302
    assert client.post(here, log_data(hours="2")).status_code == 302
    assert Activity.objects.filter(appointment=row).count() == 2
    assert activity.minutes_of(row) == 210
    assert "3時間30分" in client.get(here).content.decode()
    answer = client.post(here, log_data(hours="22"))
    assert answer.status_code == 422
    assert "24時間" in answer.content.decode()
    entry = Activity.objects.filter(appointment=row).latest("pk")
    assert client.post(f"{here}entries/{entry.pk}/take-back/").status_code == 302
    assert activity.minutes_of(row) == 90
    assert sign_in(Client(), make_sender("試験 他人")).get(here).status_code == 404


def test_a_day_outside_the_term_is_not_logged() -> None:
    row = make_appointment()
    for days in (-1, 1):
        with pytest.raises(CaseError):
            activity.note(
                row, actor=row.user, done_on=timezone.localdate() + timedelta(days=days), minutes=30, text="x",
                key=uuid.uuid4(),
            )  # fmt: skip
    with pytest.raises(Forbidden):
        activity.note(
            row, actor=make_sender("試験 他人"), done_on=timezone.localdate(), minutes=1, text="x", key=uuid.uuid4()
        )


def test_in_february_everybody_is_asked_once_and_answers_by_the_link() -> None:
    row = make_appointment()
    day = in_their_last_february(row)
    assert renewing.ask_due(day.replace(month=1)) == 0
    assert [renewing.ask_due(day), renewing.ask_due(day), renewing.ask_due(day.replace(month=3))] == [1, 0, 0]
    mail = OutgoingMail.objects.get(subject__contains="来年度も続けて")
    found = re.search(r"https?://[^/]+(/mypage/volunteering/renewal/\S+)", mail.text)
    assert found
    assert row.person.name not in Client().get(found[1]).content.decode()
    assert "来年度も続けますか" in sign_in(Client(), row.user).get("/mypage/").content.decode()
    assert Client().post(found[1], {"answer": "yes"}).status_code == 200
    assert Renewal.objects.get(appointment=row).answer == "yes"
    assert "来年度も続けますか" not in sign_in(Client(), row.user).get("/mypage/").content.decode()


def renewed(row: Appointment) -> Appointment:
    renewing.ask_due(in_their_last_february(row))
    asked = Renewal.objects.get(appointment=row)
    renewing.answer(asked, actor=row.user, goes_on=True)
    renewing.give_opinion(asked, actor=make_staff("chief", row.hub), opinion="続けてほしい。")
    asked = Renewal.objects.select_related("appointment__case").get(pk=asked.pk)
    return renewing.renew(asked, actor=make_staff("division_approver"))


def test_a_renewal_is_a_new_term_with_a_letter_of_its_own_each_year_and_the_place_stays() -> None:
    row = make_appointment(make_recruitment(places=1))
    second = renewed(row)
    assert row.until_on is not None
    assert second.until_on is not None
    assert second.from_on == row.until_on + timedelta(days=1)
    assert dates.fiscal_year(second.until_on) == dates.fiscal_year(second.from_on)
    assert second.number != row.number
    ending.expire_due(row.until_on + timedelta(days=1))
    assert fresh(row).state == State.RENEWED
    row.recruitment.refresh_from_db()
    assert row.recruitment.taken == 1
    third = renewed(fresh(second))
    letters = Letter.objects.filter(case=row.case, outcome__startswith="renewed:").order_by("pk")
    assert [letter.outcome for letter in letters] == [f"renewed:{second.pk}", f"renewed:{third.pk}"]
    run_due()
    assert {letter.state for letter in letters.all()} == {"issued"}
    assert third.number in str(letters.last().content)


def test_a_renewal_takes_two_people_and_a_wish() -> None:
    row = make_appointment()
    renewing.ask_due(in_their_last_february(row))
    asked = Renewal.objects.get(appointment=row)
    chief = also(make_staff("chief", row.hub), "division_approver")
    with pytest.raises(CaseError):
        renewing.give_opinion(asked, actor=chief, opinion="続けてほしい。")
    renewing.answer(asked, actor=row.user, goes_on=True)
    renewing.give_opinion(asked, actor=chief, opinion="続けてほしい。")
    asked = Renewal.objects.select_related("appointment__case").get(pk=asked.pk)
    with pytest.raises(Forbidden):
        renewing.renew(asked, actor=chief)
    with pytest.raises(IntegrityError), transaction.atomic():
        Renewal.objects.filter(pk=asked.pk).update(decided_by=chief)


def shown(row: Appointment) -> dict[str, str]:
    """As the page that asks once more sends it."""
    return {"confirmed": "1", "seen": seen.mark(fresh(row))}


def test_a_dismissal_has_a_ground_two_people_and_a_letter() -> None:
    recruitment = make_recruitment(places=1)
    row, waits = make_appointment(recruitment), make_appointment(recruitment)
    chief = also(make_staff("chief", row.hub), "division_approver")
    here = f"/cms/desk/kinds/volunteering/{row.pk}/"
    data = {"action": "dismiss", "ground": "conduct", "reason": "取材で知った個人の情報を漏らしたため。"}
    assert sign_in(Client(), chief).post(here, {**data, "ground": "mood"}).status_code == 200
    assert sign_in(Client(), chief).post(here, data | shown(row)).status_code == 302
    assert sign_in(Client(), chief).post(here, {"action": "decide_dismissal"}).status_code == 403
    assert sign_in(Client(), chief).post(here, {"action": "decide_dismissal", **shown(row)}).status_code == 403
    assert fresh(row).state == State.REGISTERED
    approver = make_staff("division_approver")
    assert sign_in(Client(), approver).post(here, {"action": "decide_dismissal", **shown(row)}).status_code == 302
    run_due()
    assert [fresh(one).state for one in (row, waits)] == [State.DISMISSED, State.REGISTERED]
    letter = Letter.objects.get(case=row.case, outcome=f"dismissed:{row.pk}")
    assert "漏らしたため" in str(letter.content["items"])
    assert letter.state == "issued"
    event = CaseEvent.objects.get(case=row.case, verb="dismissed")
    assert (event.actor, event.payload["ground"], event.payload["asked_by"]) == (approver, "conduct", chief.pk)


def test_roles_that_rest_on_one_person_are_named() -> None:
    recruitment = make_recruitment(places=3)
    row = make_appointment(recruitment)
    chief = make_staff("chief", row.hub)
    assert holding.single_holders(profiles.hubs_read_by(chief)) == [{"hub": row.hub.name, "role": row.role}]
    page = sign_in(Client(), chief).get("/cms/desk/kinds/volunteering/").content.decode()
    assert "1人だけで担っている職" in page
    make_appointment(recruitment, hub=row.hub)
    assert holding.single_holders(profiles.hubs_read_by(chief)) == []
