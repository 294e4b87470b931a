"""Sounding out: a group is asked, asks back, accepts or declines; by itself, or taken down by the hub."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.core import dates
from cms.core.errors import CaseError, Forbidden
from cms.core.waiting import or_busy
from cms.jobs import outbox
from cms.people.groups import acts_for
from cms.people.models import CommunityGroup, User
from workflows.cases.models import Case
from workflows.cases.services.events import record
from workflows.cases.services.locking import lock
from workflows.kinds.coordination import notices
from workflows.kinds.coordination.contact import names_contact
from workflows.kinds.coordination.models import Remark, Side, Sounding, Way
from workflows.kinds.coordination.services import consenting
from workflows.kinds.coordination.services.sides import (
    about,
    locked,
    may_speak,
    people_of_applicant,
    people_of_partner,
    still_open,
    takes_down,
)

State = Sounding.State
MOST_REMARKS = 30
CONTACT_NAMED = gettext_lazy("The request names a telephone, an address or an e-mail of the applicant. Leave it out.")
REMIND_BEFORE = timedelta(days=2)


def ask_group(
    case: Case, *, actor: User, group: CommunityGroup, reason: str, message: str, answer_due_on: date
) -> Sounding:
    """``group`` is asked; its people get a mail with a link. One sounding per group in a case.

    Raises  Forbidden: one's own group.
            CaseError: the applicant itself, a group out of use, asked before, a day gone by, or a message
            (or a title, which the group reads too) that holds a telephone or address of the applicant.
    """
    case = lock(case)
    if acts_for(actor, group):
        raise Forbidden(_("You belong to this group, so somebody else of the hub asks it."))
    _can_be_asked(case, group)
    if answer_due_on < timezone.localdate():
        raise CaseError(_("The day until which the answer is awaited lies in the past."))
    if not message.strip():
        raise CaseError(_("Please write the request to the group."))
    if names_contact(f"{message}\n{case.title}", case):
        raise CaseError(str(CONTACT_NAMED))
    sounding = Sounding.objects.create(
        case=case, group=group, reason=reason, message=message, asked_by=actor, answer_due_on=answer_due_on
    )
    record(
        case, actor=actor, verb="sounded_out", payload={"sounding": sounding.pk, "group": group.pk},
        details={"reason": reason, "message": message},
    )  # fmt: skip
    notices.tell(
        people_of_partner(sounding), "asked", path=notices.partner_page(sounding), about=about(case),
        key=str(sounding.pk),
    )  # fmt: skip
    owe_reminder(sounding)
    return sounding


def owe_reminder(sounding: Sounding) -> None:
    """Once, before the day until which the answer is awaited."""
    end: datetime = dates.end_of_day_jst(sounding.answer_due_on)
    outbox.put(
        kind="coordination_answer",
        key=f"coordination_answer:{sounding.pk}",
        payload={"sounding": sounding.pk},
        due_at=max(timezone.now() + timedelta(hours=12), end - REMIND_BEFORE),
        urgent=False,
    )


def _can_be_asked(case: Case, group: CommunityGroup) -> None:
    if group.pk == case.group_id:
        raise CaseError(_("This group asks itself. Choose another one."))
    if not group.is_active or group.verification != CommunityGroup.Verification.VERIFIED:
        raise CaseError(_("This group is not in use or not verified, so it cannot be asked."))
    if Sounding.objects.filter(case=case, group=group).exists():
        raise CaseError(_("This group has already been asked in this case."))


def answer(sounding: Sounding, *, actor: User, accepts: bool, conditions: str = "", way: str = Way.ONLINE) -> Sounding:
    """The group accepts or declines; it may change its mind until the agreement is decided.

    Declining takes the consent of the group back. Raises Forbidden, CaseError (ended, decided), Busy.
    """
    with or_busy(), transaction.atomic():
        case, sounding = locked(sounding)
        may_speak(actor, case, sounding, side=Side.PARTNER, way=way)
        still_open(case)
        if case.outcome:
            raise CaseError(_("The agreement has been decided. Please talk to the hub."))
        before = sounding.state
        sounding.state = State.ACCEPTED if accepts else State.DECLINED
        sounding.conditions, sounding.answered_by = conditions, actor
        sounding.answered_at, sounding.answered_way = timezone.now(), way
        if not accepts:
            consenting.close(case, sounding, actor=actor)
        sounding.save(update_fields=["state", "conditions", "answered_by", "answered_at", "answered_way", "opened_at"])
        event = record(
            case, actor=actor, verb="sounding_answered",
            payload={"sounding": sounding.pk, "before": before, "after": sounding.state, "way": way},
            details={"note": conditions} if conditions else None,
        )  # fmt: skip
        _tell_of_answer(case, sounding, seq=event.seq, way=way)
        if accepts:
            consenting.open_when_both(case, sounding)
    return sounding


def _tell_of_answer(case: Case, sounding: Sounding, *, seq: int, way: str) -> None:
    key = f"{sounding.pk}:{seq}"
    if way == Way.ONLINE:
        notice = "accepted" if sounding.state == State.ACCEPTED else "declined"
        notices.tell(notices.officers_of(case), notice, path=notices.desk_page(case), about=about(case), key=key)
    if sounding.state == State.ACCEPTED:
        people = people_of_applicant(case)
        path = notices.applicant_page(sounding)
        notices.tell(people, "partner_found", path=path, about=about(case), key=key)


def remark(sounding: Sounding, *, actor: User, text: str, by_hub: bool) -> Remark:
    """A question of the candidate, or the hub's answer; the other side is told by mail with a link."""
    with or_busy(), transaction.atomic():
        case, sounding = locked(sounding)
        if by_hub and not takes_down(actor, case):
            raise Forbidden(_("Only the hub of the case does this for the group."))
        if not by_hub:
            may_speak(actor, case, sounding, side=Side.PARTNER, way=Way.ONLINE)
        still_open(case)
        if not text.strip():
            raise CaseError(_("Please write your question."))
        if by_hub and names_contact(text, case):
            raise CaseError(str(CONTACT_NAMED))
        last = sounding.remarks.last()
        if last is not None and (last.text, last.by_hub, last.written_by_id) == (text, by_hub, actor.pk):
            return last  # pressed twice
        if sounding.remarks.count() >= MOST_REMARKS:
            raise CaseError(_("There are many questions already. Please call the hub."))
        made = Remark.objects.create(sounding=sounding, by_hub=by_hub, text=text, written_by=actor)
        verb = "candidate_answered" if by_hub else "candidate_asked"
        record(case, actor=actor, verb=verb, payload={"sounding": sounding.pk, "remark": made.pk},
               details={"text": text})  # fmt: skip
        key = str(made.pk)
        if by_hub:
            path = notices.partner_page(sounding)
            notices.tell(people_of_partner(sounding), "remark_for_group", path=path, about=about(case), key=key)
        else:
            path = notices.desk_page(case)
            notices.tell(notices.officers_of(case), "remark_for_hub", path=path, about=about(case), key=key)
    return made
