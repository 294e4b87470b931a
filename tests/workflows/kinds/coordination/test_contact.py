"""No side sees the other's telephone, address or e-mail before both have consented, nor after one has taken it back."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.core.errors import CaseError, Forbidden
from cms.jobs.worker import run_due
from cms.mailings.models import OutgoingMail
from tests.every_kind.driving import make_move
from tests.factories_coordination import ASKER, HELPER, ONWARD, Sides, agree_to_show, make_asked, make_drafted
from tests.factories_people import make_staff, make_user
from tests.sign_in import sign_in
from workflows.cases.models import Case, CaseEvent
from workflows.correspondence.models import Letter
from workflows.engine.withdrawing import withdraw
from workflows.kinds.coordination.contact import contact_for, may_see_contact
from workflows.kinds.coordination.models import Consent, Side
from workflows.kinds.coordination.services import consenting, sounding

pytestmark = pytest.mark.django_db
CONTACT = {Side.APPLICANT: {**ASKER, "account": "account-asker@example.jp"},
           Side.PARTNER: {**HELPER, "account": "account-helper@example.jp"}}  # fmt: skip
OTHER = {Side.APPLICANT: Side.PARTNER, Side.PARTNER: Side.APPLICANT}
BOTH = list(OTHER)


def places(sides: Sides) -> list[str]:
    """Every address of the resident's side that could tell something of this case."""
    case, asked = sides.case, sides.sounding.pk
    letters = [f"/mypage/letters/{one.pk}/{tail}" for one in Letter.objects.filter(case=case) for tail in ("", "file/")]
    own = ["", "receipt/", "sent/1/", "withdraw/", "correct/"]
    request = ["", "sheet/", "agreement/", "answer/", "ask/", "consent/", "consent/withdraw/"]
    return [
        "/mypage/",
        f"/calls/{case.call.slug}/",
        *(f"/mypage/cases/{case.pk}/{tail}" for tail in own),
        *letters,
        *(f"/mypage/coordination/requests/{asked}/{tail}" for tail in request),
        *(f"/mypage/coordination/partners/{asked}/{tail}" for tail in ("", "consent/", "consent/withdraw/")),
        f"/mypage/coordination/cases/{case.pk}/sheet/",
        f"/people/groups/{sides.group.pk}/",
        f"/people/groups/{sides.partner.pk}/",
    ]


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode(errors="replace")


def seen_by(sides: Sides, side: Side) -> set[str]:
    """Which contact data of the other side this side finds anywhere: pages, files, letters, mails."""
    client = sides.client(side)
    texts = [text_of(client, address) for address in places(sides)]
    texts += [f"{mail.subject} {mail.text} {mail.html}" for mail in OutgoingMail.objects.all()]
    texts += [str(letter.content) for letter in Letter.objects.filter(outcome="agreed")]
    return {name for name, value in CONTACT[OTHER[side]].items() if any(value in text for text in texts)}


def nobody_sees(sides: Sides) -> None:
    assert {side: seen_by(sides, side) for side in BOTH} == {side: set() for side in BOTH}


def test_before_any_answer_neither_side_finds_the_others_contact_anywhere() -> None:
    nobody_sees(make_asked())


@pytest.mark.parametrize("first", BOTH)
def test_with_one_consent_alone_nothing_is_shown(first: Side) -> None:
    sides = make_asked()
    sounding.answer(sides.sounding, actor=sides.helper, accepts=True)
    user, contact = (sides.asker, ASKER) if first == Side.APPLICANT else (sides.helper, HELPER)
    named = {"name": "見本", "phone": contact["phone"], "email": contact["email"]}
    consenting.give_consent(sides.sounding, actor=user, side=first, **named)
    nobody_sees(sides)
    assert not may_see_contact(sides.asker, sides.sounding)
    assert not may_see_contact(sides.helper, sides.sounding)


def test_with_both_consents_each_side_reads_exactly_what_the_other_named() -> None:
    sides = make_asked()
    agree_to_show(sides)
    page = sides.client(Side.PARTNER).get(f"/mypage/coordination/requests/{sides.sounding.pk}/").content.decode()
    assert ASKER["phone"] in page
    assert ASKER["email"] in page
    page = sides.client(Side.APPLICANT).get(f"/mypage/coordination/partners/{sides.sounding.pk}/").content.decode()
    assert HELPER["phone"] in page
    assert HELPER["email"] in page
    for side in BOTH:
        assert seen_by(sides, side) == {"phone", "email"}, "addresses were not named, and accounts never are"


@pytest.mark.parametrize("side", BOTH)
def test_a_consent_taken_back_hides_it_for_both_and_deletes_what_was_named(side: Side) -> None:
    sides = make_drafted()
    make_move(sides.case, ("decision", "decide", {"result": "decide"}))
    run_due()
    address = f"/mypage/coordination/{'requests' if side == Side.PARTNER else 'partners'}/{sides.sounding.pk}/"
    assert sides.client(side).post(f"{address}consent/withdraw/").status_code == 302
    nobody_sees(sides)
    taken = Consent.objects.get(sounding=sides.sounding, side=side)
    assert (taken.name, taken.phone, taken.email) == ("", "", "")
    assert sides.sounding.opened_at is None


@pytest.mark.parametrize("side", BOTH)
def test_a_consent_taken_back_by_telephone_is_recorded_by_the_hub_and_hides_it_also_after_the_end(side: Side) -> None:
    sides = make_asked()
    agree_to_show(sides)
    Case.objects.filter(pk=sides.case.pk).update(closed_at=timezone.now())
    client = sign_in(Client(), make_staff("reviewer", sides.case.hub))
    address = reverse("coordination_desk:take_back", args=[sides.sounding.pk])
    assert address in client.get(reverse("desk:case", args=[sides.case.pk])).content.decode()
    assert client.post(address, {"side": side, "way": "phone"}).status_code == 302
    nobody_sees(sides)
    taken = Consent.objects.get(sounding=sides.sounding, side=side)
    assert (taken.name, taken.phone, taken.email) == ("", "", "")
    event = CaseEvent.objects.filter(case=sides.case, verb="consent_withdrawn").get()
    assert (event.payload["side"], event.payload["way"]) == (str(side), "phone")
    assert client.post(address, {"side": side, "way": "phone"}).status_code == 422, "it does not stand any more"


def test_the_group_that_declines_after_all_shows_and_sees_nothing() -> None:
    sides = make_asked()
    agree_to_show(sides)
    sounding.answer(sides.sounding, actor=sides.helper, accepts=False)
    nobody_sees(sides)


def test_a_withdrawn_request_shows_nothing_any_more() -> None:
    sides = make_asked()
    agree_to_show(sides)
    withdraw(Case.objects.get(pk=sides.case.pk), actor=sides.asker)
    nobody_sees(sides)


def test_neither_chain_nor_its_payloads_hold_contact_of_a_consent() -> None:
    sides = make_drafted()
    held = str(
        list(CaseEvent.objects.filter(case=sides.case).exclude(verb="submitted").values_list("payload", flat=True))
    )
    held += str(
        [getattr(getattr(one, "details", None), "values", "") for one in sides.case.events.exclude(verb="submitted")]
    )
    for contact in CONTACT.values():
        assert not [value for value in contact.values() if value in held]


def test_staff_of_a_groups_case_are_no_side() -> None:
    sides = make_asked()
    agree_to_show(sides)
    for role, hub in (("reviewer", sides.case.hub), ("chief", sides.partner.hub), ("division_reviewer", None)):
        assert contact_for(make_staff(role, hub), sides.sounding) is None
    assert contact_for(make_user(), sides.sounding) is None


def test_a_request_that_names_the_applicants_telephone_is_not_sent() -> None:
    sides = make_asked()
    staff = make_staff("reviewer", sides.case.hub)
    for text in ("０３（９７５３）１８６４へ", ASKER["email"].upper(), f"{ASKER['address']}です"):
        with pytest.raises(CaseError):
            sounding.remark(sides.sounding, actor=staff, text=text, by_hub=True)
    assert sounding.remark(sides.sounding, actor=staff, text="03-0000-1111へ", by_hub=True).pk


@pytest.mark.parametrize("side", BOTH)
def test_nobody_consents_for_the_other_side(side: Side) -> None:
    sides = make_asked()
    sounding.answer(sides.sounding, actor=sides.helper, accepts=True)
    stranger = sides.helper if side == Side.APPLICANT else sides.asker
    for actor in (stranger, make_user(), make_staff("division_reviewer")):
        with pytest.raises(Forbidden):
            consenting.give_consent(sides.sounding, actor=actor, side=side, name="他人", phone="03-0000-0000", email="")


def test_the_agreement_is_not_decided_when_a_consent_was_taken_back() -> None:
    sides = make_drafted()
    consenting.take_consent_back(sides.sounding, actor=sides.helper, side=Side.PARTNER)
    with pytest.raises(AssertionError, match="同意が取り消されました"):
        make_move(sides.case, ("decision", "decide", {"result": "decide"}))
    sides.case.refresh_from_db()
    assert sides.case.outcome == ""


def test_nobody_meets_without_both_consents() -> None:
    sides = make_asked()
    sounding.answer(sides.sounding, actor=sides.helper, accepts=True)
    with pytest.raises(AssertionError, match="双方の同意がそろった団体がまだありません"):
        make_move(sides.case, ONWARD)
