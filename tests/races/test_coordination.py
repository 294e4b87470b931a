"""Consents of both sides at once, and one hub that answers twice. PostgreSQL only."""

from __future__ import annotations

import threading
import uuid
from functools import partial

import pytest
from django.utils import timezone

from cms.core.errors import Busy, CaseError
from cms.hubs.models import Hub
from cms.people.models import User
from tests.every_kind.driving import sent
from tests.factories_coordination import add_member
from tests.factories_people import make_group, make_hub, make_staff, make_user
from tests.races.harness import PATIENCE, meet_before, together, without_constraint, without_row_locks
from workflows.kinds.coordination import contact
from workflows.kinds.coordination.contact import contact_for
from workflows.kinds.coordination.models import Consent, InquiryAnswer, Side, Sounding
from workflows.kinds.coordination.services import consenting, inquiring

pytestmark = [pytest.mark.races, pytest.mark.usefixtures("own_database")]
ROUNDS = 20
PHONE = {"name": "見本", "phone": "03-9753-1864", "email": ""}


class Pair:
    """A group that has accepted what another asked for, and who speaks for each of them."""

    def __init__(self) -> None:
        case = sent("coordination")
        self.asker, self.helper = case.applicant, make_user()
        group = make_group(manager=self.helper)
        self.mates = {Side.APPLICANT: add_member(case.group), Side.PARTNER: add_member(group)}
        Sounding.objects.create(
            case=case, group=group, message="お願い", asked_by=self.asker, answer_due_on=timezone.localdate(),
            state="accepted", answered_at=timezone.now(), answered_by=self.helper,
        )  # fmt: skip
        self.case = case

    def sounding(self) -> Sounding:
        return Sounding.objects.select_related("case__hub", "case__group", "group").get(case=self.case)

    def user(self, side: Side) -> User:
        return self.asker if side == Side.APPLICANT else self.helper

    def clear(self) -> None:
        Consent.objects.filter(sounding__case=self.case).delete()
        Sounding.objects.filter(case=self.case).update(opened_at=None)


def give(pair: Pair, side: Side, user: User | None = None) -> Consent:
    return consenting.give_consent(pair.sounding(), actor=user or pair.user(side), side=side, **PHONE)


def take_back(pair: Pair, side: Side) -> Sounding:
    return consenting.take_consent_back(pair.sounding(), actor=pair.user(side), side=side)


def shown(pair: Pair) -> set[bool]:
    """What each side's page would show now."""
    return {contact_for(pair.user(side), pair.sounding()) is not None for side in Side}


def agrees_with_rows(pair: Pair) -> None:
    """The contact is shown exactly while one consent of each side stands, and the sounding says so too."""
    standing = sorted(contact.standing(pair.sounding()).values_list("side", flat=True))
    both = standing == ["applicant", "partner"]
    assert standing in ([], ["applicant"], ["partner"], ["applicant", "partner"])
    assert shown(pair) == {both}
    assert (pair.sounding().opened_at is not None) is both


def failed(results: list[object]) -> list[object]:
    return [one for one in results if isinstance(one, Exception) and not isinstance(one, Busy)]


def test_two_people_of_one_side_who_consent_at_once_make_one_consent() -> None:
    pair = Pair()
    for _round in range(ROUNDS):
        pair.clear()
        side = Side.PARTNER
        results = together(partial(give, pair, side), partial(give, pair, side, pair.mates[side]))
        assert not failed(results), results
        assert contact.standing(pair.sounding()).count() == 1
        assert shown(pair) == {False}


def test_both_sides_at_once_open_the_contact_once_for_both() -> None:
    pair = Pair()
    for _round in range(ROUNDS):
        pair.clear()
        results = together(*[partial(give, pair, side) for side in Side])
        assert not failed(results), results
        agrees_with_rows(pair)
        assert shown(pair) == {True}


@pytest.mark.parametrize("taking", list(Side))
def test_a_consent_and_the_other_sides_withdrawal_at_once_never_show_a_contact_without_both(taking: Side) -> None:
    pair = Pair()
    giving = next(side for side in Side if side != taking)
    for _round in range(ROUNDS):
        pair.clear()
        give(pair, taking)
        results = together(partial(give, pair, giving), partial(take_back, pair, taking))
        assert not failed(results), results
        agrees_with_rows(pair)
        assert shown(pair) == {False}, results


class Event:
    seq = 0


def without_the_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    """No event is written: its write to the case's row would make the racers queue as the lock does."""
    monkeypatch.setattr(consenting, "record", lambda *args, **kwargs: Event())


def test_control_without_the_guards_one_side_consents_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    pair = Pair()
    without_row_locks(monkeypatch)
    without_the_chain(monkeypatch)
    without_constraint(Consent, "consent_once_per_side")
    meet_before(monkeypatch, Consent, "save", 2)
    side = Side.PARTNER
    results = together(partial(give, pair, side), partial(give, pair, side, pair.mates[side]))
    assert not failed(results), results
    assert contact.standing(pair.sounding()).count() == 2


def test_control_without_the_guards_the_contact_is_shown_with_one_consent(monkeypatch: pytest.MonkeyPatch) -> None:
    """The giver has seen both consents; the other side takes its own back; then the giver notes that both stand."""
    pair = Pair()
    give(pair, Side.APPLICANT)
    without_row_locks(monkeypatch)
    without_the_chain(monkeypatch)
    looked, gone, real = threading.Event(), threading.Event(), contact.both_stand

    def late(sounding: Sounding) -> bool:
        answer = real(sounding)
        looked.set()
        assert gone.wait(PATIENCE)
        return answer

    def withdrawing() -> None:
        assert looked.wait(PATIENCE)
        take_back(pair, Side.APPLICANT)
        gone.set()

    monkeypatch.setattr(contact, "both_stand", late)
    results = together(partial(give, pair, Side.PARTNER), withdrawing)
    assert not failed(results), results
    assert list(contact.standing(pair.sounding()).values_list("side", flat=True)) == ["partner"]
    # the last guard: pages that trusted the note instead of the consents themselves would show it
    monkeypatch.setattr(contact, "both_stand", lambda sounding: sounding.opened_at is not None)
    assert contact_for(pair.asker, pair.sounding()).phone == PHONE["phone"]


def owed_by(hub: Hub, question: str) -> InquiryAnswer:
    asker = make_staff("division_reviewer")
    inquiry = inquiring.ask_hubs(
        actor=asker, title="照会", question=question, hubs=[hub], due_on=timezone.localdate(), key=uuid.uuid4()
    )
    return InquiryAnswer.objects.get(inquiry=inquiry)


def answering(owed: InquiryAnswer, staff: User) -> InquiryAnswer:
    return inquiring.answer_inquiry(InquiryAnswer.objects.get(pk=owed.pk), actor=staff, answer=f"{staff.pk}です。")


def test_two_people_of_one_hub_who_answer_at_once_give_one_answer() -> None:
    hub = make_hub()
    staff = [make_staff("reviewer", hub), make_staff("chief", hub)]
    for number in range(ROUNDS):
        owed = owed_by(hub, f"{number}")
        results = together(*[partial(answering, owed, one) for one in staff])
        assert sorted(isinstance(one, CaseError) for one in results) == [False, True], results
        kept = InquiryAnswer.objects.get(inquiry=owed.inquiry)
        assert kept.answer == f"{kept.answered_by_id}です。"


def test_control_without_the_lock_the_second_answer_takes_the_place_of_the_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hub = make_hub()
    staff = [make_staff("reviewer", hub), make_staff("chief", hub)]
    owed = owed_by(hub, "0")
    without_row_locks(monkeypatch)
    meet_before(monkeypatch, InquiryAnswer, "save", 2)
    results = together(*[partial(answering, owed, one) for one in staff])
    assert [type(one) for one in results] == [InquiryAnswer, InquiryAnswer]


def test_one_form_sent_twice_at_once_asks_each_hub_once() -> None:
    hub, asker = make_hub(), make_staff("division_reviewer")
    for _round in range(ROUNDS):
        given = {
            "title": "照会",
            "question": "いくつ。",
            "hubs": [hub],
            "due_on": timezone.localdate(),
            "key": uuid.uuid4(),
        }
        results = together(*[partial(inquiring.ask_hubs, actor=asker, **given)] * 2)
        assert not failed(results), results
        assert InquiryAnswer.objects.filter(inquiry__key=given["key"]).count() == 1
