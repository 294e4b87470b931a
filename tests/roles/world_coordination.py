"""Coordinations of each side of the world: asked of its group, asked by it, started by its hub, and its questions."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone

from cms.people.models import CommunityGroup, User
from media.services import store_bytes
from tests.every_kind.driving import draft_of, make_example_call
from tests.factories_people import make_group, make_person, make_staff, make_user
from tests.roles.world_linking import link
from workflows.cases.models import Case
from workflows.correspondence.models import Letter
from workflows.intake.services import submit
from workflows.kinds.coordination.models import Advice, Agreement, Consent, Inquiry, InquiryAnswer, Side, Sounding
from workflows.kinds.coordination.models.agreement import TERMS
from workflows.kinds.coordination.services.starting import start_for_ward
from workflows.programmes.models import Call

AGREED = {"step": "review", "outcome": "agreed"}


def arrange(sides: list[Any]) -> Call:
    """The records of ``doors_coordination`` for each of ``sides``; the call in which all stand."""
    call = make_example_call("coordination")
    approver = make_staff("division_approver")
    for side in sides:
        _asked_of_the_group(side, call, approver)
        _asked_by_the_group(side, call, approver)
        _of_the_hub(side, call)
        _questions(side)
        link(side, call)
    return call


def _other(side: Any) -> tuple[User, CommunityGroup]:
    """Somebody who is in no role, at the side's hub."""
    user = make_user(name=f"{side.mark} 相手")
    make_person(user=user, name=user.last_name, phone="03-0000-0000", email=user.email)
    return user, make_group(side.hub, manager=user, name=f"{side.mark}協力会")


def _case(side: Any, call: Call, user: User, group: CommunityGroup, **changes: Any) -> Case:
    case = submit(draft_of("coordination", user=user, call=call, group=group), actor=user, arrived_at=timezone.now())
    Case.objects.filter(pk=case.pk).update(title=f"{side.mark}の連携", **changes)
    return Case.objects.get(pk=case.pk)


def _sounding(case: Case, group: CommunityGroup, by: User, *, accepted: bool = True) -> Sounding:
    said = {"state": "accepted", "answered_at": timezone.now()} if accepted else {}
    return Sounding.objects.create(
        case=case, group=group, message="協力をお願いします。", asked_by=by, answer_due_on=timezone.localdate(), **said
    )


def _consent(sounding: Sounding, side: str, by: User) -> None:
    Consent.objects.create(sounding=sounding, side=side, name="担当", phone="03-0000-0000", given_by=by)


def _agree(case: Case, sounding: Sounding) -> None:
    """An agreement whose letter was given out."""
    today = timezone.localdate()
    terms = dict.fromkeys(TERMS, "定めたとおり。")
    Agreement.objects.create(case=case, sounding=sounding, from_on=today, until_on=today, agreed_on=today, **terms)
    file = store_bytes(owner=None, data=b"%PDF-1.7 agreement", name="合意書.pdf", content_type="application/pdf")
    Letter.objects.create(
        case=case, outcome="agreed", branch=1, number=f"{case.number}の1", state="issued", content={"title": "合意書"},
        dated_on=today, file=file, code=uuid.uuid4().hex[:20], notice="electronic", issued_at=timezone.now(),
    )  # fmt: skip


def _asked_of_the_group(side: Any, call: Call, approver: User) -> None:
    user, group = _other(side)
    decided = {**AGREED, "decided_at": timezone.now(), "decided_by": approver}
    waiting = _sounding(_case(side, call, user, group), side.group, side.reviewer, accepted=False)
    accepted = _sounding(_case(side, call, user, group), side.group, side.reviewer)
    given = _sounding(_case(side, call, user, group), side.group, side.reviewer)
    _consent(given, Side.PARTNER, side.user)
    ended = _case(side, call, user, group, **decided)
    agreed = _sounding(ended, side.group, side.reviewer)
    _agree(ended, agreed)
    made = {"request_waiting": waiting, "request": accepted, "request_given": given, "request_agreed": agreed}
    side.args |= {name: {"pk": one.pk} for name, one in made.items()}
    side.args["desk_sounding"] = {"sounding": accepted.pk}
    side.args["desk_coordination"] = {"pk": accepted.case_id}


def _asked_by_the_group(side: Any, call: Call, approver: User) -> None:
    _user, group = _other(side)
    accepted = _sounding(_case(side, call, side.user, side.group), group, side.reviewer)
    given = _sounding(_case(side, call, side.user, side.group), group, side.reviewer)
    _consent(given, Side.APPLICANT, side.user)
    decided = {**AGREED, "decided_at": timezone.now(), "decided_by": approver}
    ended = _case(side, call, side.user, side.group, **decided)
    _agree(ended, _sounding(ended, group, side.reviewer))
    side.args |= {"partner": {"pk": accepted.pk}, "partner_given": {"pk": given.pk}, "sheet_case": {"pk": ended.pk}}
    side.args["given_sounding"] = {"sounding": given.pk}


def _of_the_hub(side: Any, call: Call) -> None:
    """Started by the ward: its own reviewer has begun it, and the group has accepted."""
    answers = {"title": f"{side.mark}の区の依頼", "purpose": "目的"}
    case = start_for_ward(
        call, actor=side.reviewer, hub=side.hub, section=side.hub.name, answers=answers, key=uuid.uuid4()
    )
    _user, group = _other(side)
    side.args["ward_sounding"] = {"sounding": _sounding(case, group, side.reviewer).pk}


def _questions(side: Any) -> None:
    """An opinion asked of the side's reviewer, and an inquiry that the side's hub owes an answer to."""
    case = Case.objects.get(pk=side.args["desk_coordination"]["pk"])
    today = timezone.localdate()
    advice = Advice.objects.create(
        case=case, section="道路公園課", asked_of=side.reviewer, question=f"{side.mark}はどうですか。", due_on=today,
        asked_by=side.chief,
    )  # fmt: skip
    inquiry = Inquiry.objects.create(
        title=f"{side.mark}の照会", question="いくつですか。", due_on=today, asked_by=make_staff("division_reviewer"),
        key=uuid.uuid4(),
    )  # fmt: skip
    InquiryAnswer.objects.create(inquiry=inquiry, hub=side.hub)
    side.args |= {"advice": {"pk": advice.pk}, "inquiry": {"pk": inquiry.pk}}
