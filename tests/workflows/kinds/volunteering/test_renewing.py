"""A wish to go on is granted or refused by two people, with a letter; it never ends without a word."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from cms.core.errors import CaseError, Forbidden
from cms.jobs.worker import run_due
from cms.mailings.models import OutgoingMail
from tests.factories_editing import also
from tests.factories_people import make_deputy, make_staff
from tests.factories_volunteering import ask_to_go_on, make_appointment
from tests.sign_in import sign_in
from workflows.cases.models import CaseEvent
from workflows.correspondence.models import Letter
from workflows.kinds.volunteering.models import Appointment, Renewal
from workflows.kinds.volunteering.services import ending, renewing, seen

pytestmark = pytest.mark.django_db
DESK = "/cms/desk/kinds/volunteering/"
REASON = "活動の記録がなかったため。"


def wish(row: Appointment) -> Renewal:
    renewing.answer(ask_to_go_on(row), actor=row.user, goes_on=True)
    return again(row)


def again(row: Appointment) -> Renewal:
    return Renewal.objects.select_related("appointment__case", "appointment__user").get(appointment=row)


def test_a_wish_is_refused_by_two_people_with_reasons_and_a_letter_and_the_term_ends_as_it_stands() -> None:
    row = make_appointment()
    wish(row)
    chief, approver = also(make_staff("chief", row.hub), "division_approver"), make_staff("division_approver")
    here = f"{DESK}{row.pk}/"
    opinion = {"action": "opinion", "recommends": "no", "opinion": "活動がなかった。"}
    assert sign_in(Client(), chief).post(here, opinion).status_code == 302
    assert CaseEvent.objects.get(case=row.case, verb="opinion_given").payload["recommends"] is False
    with pytest.raises(Forbidden):
        renewing.refuse(again(row), actor=chief, reason=REASON)
    row.refresh_from_db()
    data = {"action": "refuse", "reason": REASON, "confirmed": "1", "seen": seen.mark(row)}
    client = sign_in(Client(), approver)
    assert "反対" in client.get(here).content.decode()
    assert client.post(here, {**data, "reason": ""}).status_code == 200
    assert client.post(here, data).status_code == 302
    run_due()
    letter = Letter.objects.get(case=row.case, outcome=f"not_renewed:{row.pk}")
    assert REASON in str(letter.content["items"])
    assert row.number in str(letter.content["items"])
    assert CaseEvent.objects.get(case=row.case, verb="not_renewed").actor == approver
    with pytest.raises(CaseError):
        renewing.renew(again(row), actor=make_staff("division_approver"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Renewal.objects.filter(appointment=row).update(decided_by=chief)
    assert row.until_on is not None
    ending.expire_due(row.until_on + timedelta(days=1))
    row.refresh_from_db()
    assert row.state == "expired"
    assert not OutgoingMail.objects.filter(subject__contains="任期の満了").exists()


def test_the_deputy_of_who_gave_the_opinion_does_not_renew_but_another_approvers_does_on_record() -> None:
    row = make_appointment()
    asked = wish(row)
    principal = also(make_staff("division_approver"), "chief", row.hub)
    deputy, other = make_staff("division_reviewer"), make_staff("division_approver")
    make_deputy(principal, deputy)
    renewing.give_opinion(asked, actor=principal, opinion="続けてほしい。")
    with pytest.raises(Forbidden):
        renewing.renew(again(row), actor=deputy)
    standing = make_deputy(other, second := make_staff("division_reviewer"))
    renewing.renew(again(row), actor=second)
    event = CaseEvent.objects.get(case=row.case, verb="renewed")
    assert (event.payload["deputy_for"], event.payload["deputy_record"]) == (other.pk, standing.pk)
    with pytest.raises(IntegrityError, match="nobody_with_an_opinion"), transaction.atomic():
        Renewal.objects.filter(appointment=row).update(decided_for=principal)


def test_a_wish_that_nobody_decides_is_shown_to_staff_and_its_end_is_told() -> None:
    row = make_appointment()
    wish(row)
    page = sign_in(Client(), make_staff("chief", row.hub)).get(DESK).content.decode()
    assert "拠点の意見を待っています" in page
    assert row.until_on is not None
    ending.expire_due(row.until_on + timedelta(days=1))
    mail = OutgoingMail.objects.get(subject__contains="任期の満了")
    assert mail.to == row.user.email
    assert CaseEvent.objects.get(case=row.case, verb="expired").payload["wish_undecided"] is True


def test_the_months_of_the_question_are_the_wards(settings: object) -> None:
    settings.VOLUNTEER_RENEWAL_MONTHS = [1]  # type: ignore[attr-defined]
    row = make_appointment()
    assert row.until_on is not None
    Appointment.objects.filter(pk=row.pk).update(from_on=row.until_on - timedelta(days=300), state="active")
    assert renewing.ask_due(row.until_on.replace(month=2, day=10)) == 0
    assert renewing.ask_due(row.until_on.replace(month=1, day=10)) == 1
