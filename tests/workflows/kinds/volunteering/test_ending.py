"""How a term ends: what the letter says of which term, who decides as shown, and what becomes of the place."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from cms.core.errors import Forbidden, Stale
from cms.jobs.worker import run_due
from tests.factories_editing import also
from tests.factories_people import make_deputy, make_staff
from tests.factories_volunteering import make_appointment, make_recruitment, make_renewed
from tests.sign_in import sign_in
from workflows.cases.models import CaseEvent
from workflows.correspondence.models import Letter
from workflows.kinds.volunteering.models import Appointment
from workflows.kinds.volunteering.services import ending, seen

pytestmark = pytest.mark.django_db
State = Appointment.State
REASON = "取材で知った個人の情報を漏らしたため。"
DESK = "/cms/desk/kinds/volunteering/"


def fresh(row: Appointment) -> Appointment:
    """As the next request reads it."""
    return Appointment.objects.select_related("case", "hub", "person", "recruitment", "user").get(pk=row.pk)


def states(*rows: Appointment) -> list[str]:
    return [fresh(row).state for row in rows]


def taken(row: Appointment) -> int:
    row.recruitment.refresh_from_db()
    return row.recruitment.taken


def test_a_dismissal_after_a_renewal_is_told_of_the_term_that_ended_with_its_ground_and_reasons() -> None:
    row = make_appointment()
    following = make_renewed(row)
    ending.ask_dismissal(row, actor=make_staff("chief", row.hub), ground="conduct", reason=REASON)
    ending.decide_dismissal(fresh(row), actor=make_staff("division_approver"), dismiss=True)
    letter = Letter.objects.get(outcome=f"dismissed:{row.pk}")
    items = {one["key"]: one["lines"] for one in letter.content["items"]}
    assert items["number"] == [row.number] != [following.number]
    assert items["reasons"] == [REASON]
    assert items["ground"] == ["職にふさわしくない行為があったため"]
    assert items["ended_on"]
    renewed = Letter.objects.get(outcome=f"renewed:{following.pk}")
    assert following.number in str(renewed.content["items"])


def test_the_deputy_of_who_proposed_a_dismissal_does_not_decide_it() -> None:
    row = make_appointment()
    principal = also(make_staff("division_approver"), "chief", row.hub)
    deputy = make_staff("division_reviewer")
    make_deputy(principal, deputy)
    ending.ask_dismissal(row, actor=principal, ground="conduct", reason=REASON)
    with pytest.raises(Forbidden):
        ending.decide_dismissal(fresh(row), actor=deputy, dismiss=True)
    assert states(row) == [State.REGISTERED]


def test_a_deputy_of_another_approver_decides_and_that_is_on_record() -> None:
    row = make_appointment()
    principal, deputy = make_staff("division_approver"), make_staff("division_reviewer")
    standing = make_deputy(principal, deputy)
    asked_by = make_staff("chief", row.hub)
    ending.ask_dismissal(row, actor=asked_by, ground="conduct", reason=REASON)
    ending.decide_dismissal(fresh(row), actor=deputy, dismiss=True)
    event = CaseEvent.objects.get(case=row.case, verb="dismissed")
    assert (event.payload["deputy_for"], event.payload["deputy_record"]) == (principal.pk, standing.pk)
    assert fresh(row).ended_for == principal
    with pytest.raises(IntegrityError, match="dismissed_for_nobody_who_asked"), transaction.atomic():
        Appointment.objects.filter(pk=row.pk).update(ended_for=asked_by)


def test_who_resigns_from_the_coming_term_keeps_this_one_and_its_place() -> None:
    recruitment = make_recruitment(places=1)
    row, waits = make_appointment(recruitment), make_appointment(recruitment)
    following = make_renewed(row)
    page = sign_in(Client(), row.user).post(f"/mypage/volunteering/appointments/{following.pk}/resign/", {"reason": ""})
    assert page.status_code == 302
    run_due()
    assert states(row, following, waits) == [State.ACTIVE, State.RESIGNED, State.WAITING]
    assert taken(row) == 1
    assert row.until_on is not None
    ending.expire_due(row.until_on + timedelta(days=1))
    assert states(row) == [State.EXPIRED]
    assert taken(row) == 0


def test_who_resigns_now_leaves_the_coming_term_with_an_event_of_each_and_one_place() -> None:
    row = make_appointment(make_recruitment(places=1))
    following = make_renewed(row)
    ending.resign(row, actor=row.user)
    assert states(row, following) == [State.RESIGNED, State.RESIGNED]
    assert taken(row) == 0
    ended = CaseEvent.objects.filter(case=row.case, verb="resigned").order_by("seq")
    assert [event.payload["appointment"] for event in ended] == [row.pk, following.pk]


def confirmed(client: Client, row: Appointment, data: dict[str, Any]) -> dict[str, Any]:
    """What the page that asks once more would send; nothing is done by it."""
    before = fresh(row).state, CaseEvent.objects.filter(case=row.case).count()
    page = client.post(f"{DESK}{row.pk}/", data)
    assert page.status_code == 200, page.status_code
    assert (fresh(row).state, CaseEvent.objects.filter(case=row.case).count()) == before
    hidden = re.findall(r'name="(seen|confirmed)" value="(\w+)"', page.content.decode())
    return {**data, **dict(hidden)}


def test_a_dismissal_is_decided_as_it_was_shown_or_not_at_all() -> None:
    row = make_appointment()
    chief = make_staff("chief", row.hub)
    ending.ask_dismissal(row, actor=chief, ground="conduct", reason=REASON)
    client = sign_in(Client(), make_staff("division_approver"))
    data = confirmed(client, row, {"action": "decide_dismissal"})
    ending.ask_dismissal(fresh(row), actor=chief, ground="duties", reason="活動していないため。")
    assert client.post(f"{DESK}{row.pk}/", data).status_code == 302
    assert states(row) == [State.REGISTERED]
    with pytest.raises(Stale):
        ending.decide_dismissal(
            fresh(row), actor=make_staff("division_approver"), dismiss=True, seen=seen.mark(make_appointment())
        )
    data = confirmed(client, row, {"action": "decide_dismissal"})
    assert client.post(f"{DESK}{row.pk}/", data).status_code == 302
    assert states(row) == [State.DISMISSED]


def test_who_may_not_do_it_is_not_even_asked_and_a_resignation_is_asked_about_once_more() -> None:
    row = make_appointment()
    assert sign_in(Client(), make_staff("auditor")).post(f"{DESK}{row.pk}/", {"action": "resign"}).status_code == 403
    client = sign_in(Client(), make_staff("chief", row.hub))
    data = confirmed(client, row, {"action": "resign", "reason": "転居のため"})
    assert client.post(f"{DESK}{row.pk}/", data).status_code == 302
    assert (fresh(row).state, fresh(row).end_reason) == (State.RESIGNED, "転居のため")


def test_who_waits_is_asked_about_the_waiting_list_and_not_about_an_appointment() -> None:
    recruitment = make_recruitment(places=1)
    row, waits = make_appointment(recruitment), make_appointment(recruitment)
    texts = []
    for one in (row, waits):
        page = sign_in(Client(), one.user).get(f"/mypage/volunteering/appointments/{one.pk}/resign/")
        texts.append(page.content.decode())
    assert "委嘱は今日で終わり" in texts[0]
    assert "委嘱は今日で終わり" not in texts[1]
    assert "補欠の登録を取り消します" in texts[1]
