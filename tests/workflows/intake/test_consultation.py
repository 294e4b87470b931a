"""The prior consultation: asked for by the group, held by its hub, before the form is sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.utils import timezone

from cms.core.errors import CaseError, Forbidden
from cms.mailings.models import OutgoingMail
from cms.people.models import CommunityGroup, User
from forms.models import Draft
from tests.factories_cases import complete
from tests.factories_intake import make_applicant, make_draft_complete, make_whole_call
from tests.factories_people import make_hub, make_membership, make_staff
from tests.sign_in import sign_in
from tests.workflows.intake.browser import answers, begin, hidden, send, soup, text
from workflows.cases.models import Case, Consultation
from workflows.cases.services.consultation import book, cancel, hold, request_consultation
from workflows.cases.services.review import record_consultation
from workflows.intake.services import submit
from workflows.intake.services.withdrawing import take_back
from workflows.programmes.models import Call

pytestmark = pytest.mark.django_db
WISH = {"wish": "会館の改修について", "wanted_dates": "平日の午後", "contact_phone": "03-0000-0000"}


def ask(call: Call, user: User, group: CommunityGroup) -> Consultation:
    return request_consultation(call, actor=user, group=group, at=timezone.now(), **WISH)


def required_call() -> Call:
    return make_whole_call(programme={"consultation": "required"})


def test_a_consultation_is_asked_for_once_and_its_receipt_holds_no_word_of_it(client: Client) -> None:
    call = required_call()
    user, group = make_applicant()
    sign_in(client, user)
    address = f"/calls/{call.slug}/consultation/"
    page = client.get(address)
    given = {**hidden(page, "main form"), **WISH, "group": group.pk}
    assert client.post(address, given).status_code == 302
    again = client.post(address, given)
    assert again.status_code == 422
    assert Consultation.objects.get().hub == group.hub
    mail = OutgoingMail.objects.get()
    assert mail.to == user.email
    assert "会館の改修" not in mail.subject + mail.text + mail.html
    assert "拠点からお電話します" in text(client.get(address))


def test_a_consultation_lacking_an_answer_is_told_beside_the_field(client: Client) -> None:
    call = required_call()
    user, group = make_applicant()
    sign_in(client, user)
    page = client.post(f"/calls/{call.slug}/consultation/", {**WISH, "group": group.pk, "contact_phone": "電話"})
    assert page.status_code == 422
    assert soup(page).select_one("#id_contact_phone_error") is not None
    assert "会館の改修について" in text(page)
    assert not Consultation.objects.exists()


def test_the_answers_on_eligibility_are_not_asked_again_after_the_request(client: Client) -> None:
    call = required_call()
    user, group = make_applicant()
    sign_in(client, user)
    address = f"/calls/{call.slug}/consultation/?{answers(call)}"
    page = client.post(address, {**WISH, "group": group.pk}, follow=True)
    onward = soup(page).select_one(f'a[href^="/calls/{call.slug}/start/"]')
    assert onward is not None
    assert answers(call) in str(onward["href"])
    assert client.get(str(onward["href"])).status_code == 200


def test_a_required_consultation_comes_before_the_form(client: Client) -> None:
    call = required_call()
    user, group = make_applicant()
    sign_in(client, user)
    refused = client.post(f"/calls/{call.slug}/start/?{answers(call)}", _chosen(client, call, group))
    assert refused.status_code == 409
    assert soup(refused).select_one(f'a[href^="/calls/{call.slug}/consultation/"]') is not None
    assert not Draft.objects.exists()
    ask(call, user, group)
    assert begin(client, call, group).sent_at is None


def _chosen(client: Client, call: Call, group: CommunityGroup) -> dict[str, object]:
    page = client.get(f"/calls/{call.slug}/start/?{answers(call)}")
    return {**hidden(page, "main form"), "group": group.pk}


def test_the_form_is_sent_only_after_a_required_consultation_was_held(client: Client) -> None:
    call = required_call()
    user, group = make_applicant()
    sign_in(client, user)
    asked = ask(call, user, group)
    draft = make_draft_complete(user, call, group)
    refused = send(client, draft)
    assert refused.status_code == 409
    assert not Case.objects.exists()
    hold(asked, actor=make_staff("reviewer", group.hub), held_on=timezone.localdate(), record="電話で相談を受けた。")
    assert send(client, draft).status_code == 302
    case = Case.objects.get()
    assert (case.consultation, case.step) == (asked, "receive")


def test_an_optional_consultation_still_waiting_is_recorded_by_the_flow_first() -> None:
    call = make_whole_call(programme={"consultation": "optional"})
    user, group = make_applicant()
    asked = ask(call, user, group)
    case = submit(make_draft_complete(user, call, group), actor=user, arrived_at=timezone.now())
    assert (case.step, case.consultation) == ("consultation", asked)


def test_a_booked_date_is_told_and_held_consultations_stay(client: Client) -> None:
    call = required_call()
    user, group = make_applicant()
    asked = ask(call, user, group)
    reviewer = make_staff("reviewer", group.hub)
    with pytest.raises(CaseError):
        book(asked, actor=reviewer, booked_for=timezone.now() - timedelta(hours=1))
    book(asked, actor=reviewer, booked_for=timezone.now() + timedelta(days=3))
    assert OutgoingMail.objects.count() == 2
    sign_in(client, user)
    assert "日程が決まりました" in text(client.get("/mypage/"))
    hold(asked, actor=reviewer, held_on=timezone.localdate(), record="相談済み。")
    with pytest.raises(CaseError):
        cancel(asked, actor=user)


def test_a_cancelled_consultation_makes_room_for_another(client: Client) -> None:
    call = required_call()
    user, group = make_applicant()
    asked = ask(call, user, group)
    sign_in(client, user)
    client.post(f"/calls/{call.slug}/consultation/{asked.pk}/cancel/")
    asked.refresh_from_db()
    assert asked.state == "cancelled"
    assert ask(call, user, group).pk != asked.pk


def test_a_foreign_consultation_cannot_be_cancelled(client: Client) -> None:
    call = required_call()
    user, group = make_applicant()
    asked = ask(call, user, group)
    stranger, _other = make_applicant()
    sign_in(client, stranger)
    assert client.post(f"/calls/{call.slug}/consultation/{asked.pk}/cancel/").status_code == 404
    asked.refresh_from_db()
    assert asked.state == "requested"


def test_only_the_hub_of_the_group_records_and_never_its_own_people() -> None:
    call = required_call()
    user, group = make_applicant()
    asked = ask(call, user, group)
    elsewhere, member = make_staff("reviewer", make_hub()), make_staff("reviewer", group.hub)
    make_membership(group, member)
    for actor in (elsewhere, member, user):
        with pytest.raises(Forbidden):
            hold(asked, actor=actor, held_on=timezone.localdate(), record="相談済み。")
    asked.refresh_from_db()
    assert asked.state == "requested"


def test_a_call_that_closes_while_writing_costs_no_word(client: Client) -> None:
    call = required_call()
    user, group = make_applicant()
    sign_in(client, user)
    Call.objects.update(closes_at=timezone.now() - timedelta(minutes=1))
    page = client.post(f"/calls/{call.slug}/consultation/", {**WISH, "group": group.pk})
    assert page.status_code == 422
    assert "募集が終了したため" in text(page)
    assert "会館の改修について" in text(page)
    assert soup(page).select_one("main form textarea") is None
    assert not Consultation.objects.exists()


def test_the_second_to_ask_is_told_so_and_keeps_the_words(client: Client) -> None:
    call = required_call()
    user, group = make_applicant()
    ask(call, user, group)
    sign_in(client, user)
    page = client.post(f"/calls/{call.slug}/consultation/", {**WISH, "group": group.pk, "wish": "別の相談"})
    assert page.status_code == 422
    assert "同じ団体からすでに申し込まれています" in text(page)
    assert "別の相談" in text(page)
    assert Consultation.objects.get().wish == WISH["wish"]


def optional_case(call: Call, user: User, group: CommunityGroup) -> Case:
    return submit(make_draft_complete(user, call, group), actor=user, arrived_at=timezone.now())


def test_a_second_application_does_not_take_the_consultation_of_the_first() -> None:
    call = make_whole_call(programme={"consultation": "optional"})
    user, group = make_applicant()
    asked = ask(call, user, group)
    first, second = optional_case(call, user, group), optional_case(call, user, group)
    assert (first.step, first.consultation) == ("consultation", asked)
    assert (second.step, second.consultation) == ("receive", None)
    complete(first, make_staff("reviewer", group.hub), held_on=timezone.localdate(), record_text="相談済み")
    asked.refresh_from_db()
    assert (asked.state, asked.record) == ("held", "相談済み")


def test_after_a_withdrawal_the_group_may_ask_again_and_the_hub_records_it() -> None:
    call = make_whole_call(programme={"consultation": "optional"})
    user, group = make_applicant()
    ask(call, user, group)
    take_back(optional_case(call, user, group), actor=user)
    again = ask(call, user, group)
    case = optional_case(call, user, group)
    assert (case.step, case.consultation) == ("consultation", again)
    complete(case, make_staff("reviewer", group.hub), held_on=timezone.localdate(), record_text="二度目の相談")
    again.refresh_from_db()
    assert again.record == "二度目の相談"
    assert Consultation.objects.count() == 2


def test_a_consultation_of_another_application_is_recorded_apart() -> None:
    call = make_whole_call(programme={"consultation": "optional"})
    user, group = make_applicant()
    asked = ask(call, user, group)
    first = optional_case(call, user, group)
    other = optional_case(call, user, group)
    with transaction.atomic():
        recorded = record_consultation(
            other, actor=make_staff("reviewer", group.hub), held_on=timezone.localdate(), record_text="電話で相談"
        )
    first.refresh_from_db()
    assert first.consultation == asked
    assert recorded.consultation not in (None, asked)


def test_a_consultation_that_an_open_application_waits_for_cannot_be_cancelled(client: Client) -> None:
    call = make_whole_call(programme={"consultation": "optional"})
    user, group = make_applicant()
    asked = ask(call, user, group)
    case = optional_case(call, user, group)
    with pytest.raises(CaseError, match=case.number):
        cancel(asked, actor=user)
    sign_in(client, user)
    page = client.get(f"/calls/{call.slug}/consultation/")
    assert soup(page).select_one(f'form[action$="/{asked.pk}/cancel/"]') is None
    take_back(case, actor=user)
    assert cancel(asked, actor=user).state == "cancelled"


def test_the_step_of_an_open_application_is_the_one_place_of_the_record() -> None:
    call = make_whole_call(programme={"consultation": "optional"})
    user, group = make_applicant()
    asked = ask(call, user, group)
    case = optional_case(call, user, group)
    reviewer = make_staff("reviewer", group.hub)
    desk = sign_in(Client(), reviewer)
    page = f"/cms/desk/consultations/{asked.pk}/"
    shown = soup(desk.get(page))
    assert shown.select_one('button[value="hold"]') is None
    assert shown.select_one(f'main a[href="/cms/desk/cases/{case.pk}/"]') is not None
    refused = desk.post(page, {"action": "hold", "held_on": f"{timezone.localdate()}", "record": "窓口で聞いた。"})
    assert f"申請 {case.number} がこの事前相談を待っています。" in text(refused)
    asked.refresh_from_db()
    assert (asked.state, asked.record) == ("requested", "")
    case.refresh_from_db()
    complete(case, reviewer, held_on=timezone.localdate(), record_text="手続で記録した。")
    asked.refresh_from_db()
    assert (asked.state, asked.record) == ("held", "手続で記録した。")
    case.refresh_from_db()
    take_back(case, actor=user)
    with pytest.raises(CaseError):
        hold(asked, actor=reviewer, held_on=timezone.localdate(), record="あとから書いた。")


def test_a_request_beyond_the_limit_keeps_its_text_in_the_form_and_says_when_to_send_it(
    client: Client, settings: Any
) -> None:
    settings.INTAKE_LIMITS = {**settings.INTAKE_LIMITS, "consultation": "1/h"}
    call = required_call()
    user, group = make_applicant()
    sign_in(client, user)
    address = f"/calls/{call.slug}/consultation/"
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert client.post(address, {**WISH, "group": group.pk, "wish": ""}).status_code == 422
        refused = client.post(address, {**WISH, "group": group.pk})
        assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
        assert "60分ほど待ってから" in text(refused)
        assert soup(refused).select_one("#id_wish").get_text().strip() == WISH["wish"]
        assert soup(refused).select_one("#id_contact_phone")["value"] == WISH["contact_phone"]
        assert not Consultation.objects.exists()
        clock.shift(3601)
        assert client.post(address, {**WISH, "group": group.pk}).status_code == 302
