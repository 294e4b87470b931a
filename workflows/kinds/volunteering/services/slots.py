"""Interview slots: chosen by the applicant, changed until the day before, never overbooked."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.core import dates
from cms.core.errors import CaseError, Forbidden
from cms.core.waiting import or_busy
from cms.mailings.services import write_mail
from cms.people.models import User
from workflows.cases import access
from workflows.cases.models import Case
from workflows.cases.party import acts_for_case, people_of
from workflows.cases.services.events import record
from workflows.engine.acting import find_step, locked_case, locked_step
from workflows.kinds.volunteering.models import Recruitment, Slot, SlotChoice

CHOOSING, CHOSEN = "slot", "interview"


def offered(case: Case) -> QuerySet[Slot]:
    """The slots of the case's call at its hub that can still be chosen, whether full or not."""
    tomorrow = dates.end_of_day_jst(timezone.localdate())
    return Slot.objects.filter(
        recruitment__call_id=case.call_id, hub_id=case.hub_id, closed_at=None, starts_at__gt=tomorrow
    )


def chosen(case: Case) -> SlotChoice | None:
    return SlotChoice.objects.select_related("slot").filter(case=case).first()


def may_change(choice: SlotChoice | None) -> bool:
    """Until the day before the interview."""
    return choice is None or _before_the_day(choice.slot)


def _before_the_day(slot: Slot) -> bool:
    return timezone.localdate() < timezone.localdate(slot.starts_at)


def is_open(case: Case, choice: SlotChoice | None) -> bool:
    """Whether the applicant may choose a time now, or another one than ``choice``."""
    return case.step in (CHOOSING, CHOSEN) and may_change(choice)


def must_be_open(case: Case, choice: SlotChoice | None) -> None:
    if not is_open(case, choice):
        raise CaseError(_("The interview can no longer be chosen here. Please call the hub."))


def of_applicant(user: User | AnonymousUser) -> QuerySet[Case]:
    """Applications of this kind in which the person applies."""
    joins = ("hub", "group", "person", "programme", "call")
    return access.readable_by_applicant(user).select_related(*joins).filter(kind="volunteering")


def is_of_the_hub(user: User, case: Case) -> bool:
    return access.is_of_the_hub(user, case)


def choose(case: Case, *, actor: User, slot: int) -> SlotChoice:
    """The case has this slot, and no other; the first choice takes it on to the interview.

    The hub's staff choose for an applicant who asks them to, never for themselves.
    Raises  Forbidden, CaseError (full, too late, not asked now), Stale, Busy.
    """
    theirs = acts_for_case(actor, case)
    if not theirs and (not is_of_the_hub(actor, case) or access.has_own_interest(actor, case)):
        raise Forbidden(_("You do not act for this applicant."))
    if case.step == CHOOSING and case.open_task:
        task = find_step(case_id=case.pk, task_id=case.open_task, node=CHOOSING, audience="applicant")
        with locked_step(task, seen_revision=None) as (activation, locked):
            choice = _take(locked, actor=actor, pk=slot, on_behalf=not theirs)
            activation.finish(actor=actor, outcome="chosen")
        return choice
    with locked_case(case) as locked:
        if locked.step != CHOSEN:
            raise CaseError(_("No interview can be chosen for this application now."))
        return _take(locked, actor=actor, pk=slot, on_behalf=not theirs)


def _take(case: Case, *, actor: User, pk: int, on_behalf: bool) -> SlotChoice:
    """The rows of the old and the new slot are locked in one order, whoever changes with whom."""
    choice = SlotChoice.objects.select_for_update().filter(case=case).first()
    wanted = {pk, choice.slot_id} if choice else {pk}
    rows = {row.pk: row for row in Slot.objects.select_for_update().filter(pk__in=wanted).order_by("pk")}
    slot = rows.get(pk)
    if slot is None or not _belongs(slot, case):
        raise Http404
    if choice is not None and choice.slot_id == pk:
        return choice
    old = rows[choice.slot_id] if choice else None
    if old is not None and not _before_the_day(old):
        raise CaseError(_("The interview can be changed until the day before. Please call the hub."))
    if slot.closed_at or not _before_the_day(slot):
        raise CaseError(_("This interview can no longer be chosen. Please choose another one."))
    if slot.taken >= slot.capacity:
        raise CaseError(_("This interview is full. Please choose another one."))
    _fill(slot)
    if old is not None:
        release(old)
    choice, _made = SlotChoice.objects.update_or_create(
        case=case, defaults={"slot": slot, "chosen_at": timezone.now(), "chosen_by": actor}
    )
    payload = {"slot": slot.pk, "before": old.pk if old else None, "on_behalf": on_behalf}
    event = record(case, actor=actor, verb="slot_chosen", payload=payload)
    _tell(case, slot, event.seq)
    return choice


def _belongs(slot: Slot, case: Case) -> bool:
    return slot.hub_id == case.hub_id and slot.recruitment.call_id == case.call_id


def _fill(slot: Slot) -> None:
    slot.taken += 1
    slot.save(update_fields=["taken"])


def release(slot: Slot) -> None:
    """One person less in the slot; a slot that has passed keeps its history in the chain."""
    Slot.objects.filter(pk=slot.pk, taken__gt=0).update(taken=F("taken") - 1)


def let_go(case: Case) -> None:
    """The locked case has no slot any more: the applicant did not come, or withdrew."""
    choice = SlotChoice.objects.select_for_update().filter(case=case).first()
    if choice is not None:
        slot = Slot.objects.select_for_update().get(pk=choice.slot_id)
        choice.delete()
        release(slot)


def _tell(case: Case, slot: Slot, seq: int) -> None:
    """Time and place, to whoever applied; nothing of what the application says."""
    for reader in people_of(case):
        write_mail(
            to=reader.email,
            template="volunteer_slot",
            context={
                "number": case.number,
                "hub": case.hub,
                "when": spoken(slot.starts_at),
                "place": slot.place,
                "minutes": slot.minutes,
                "link": f"{settings.BASE_URL}/mypage/cases/{case.pk}/",
            },
            about=f"case:{case.pk}",
            key=f"volunteer_slot:{case.pk}:{seq}:{reader.pk}",
        )


def spoken(moment: datetime) -> str:
    """令和8年12月1日（火）14時30分"""
    local = timezone.localtime(moment)
    return f"{dates.wareki(local.date())}（{'月火水木金土日'[local.weekday()]}）{local.hour}時{local.minute:02d}分"


@transaction.atomic
def plan(call: int, *, actor: User, hub: int, starts_at: datetime, minutes: int, place: str, capacity: int) -> Slot:
    """One more slot of the call at the hub. Raises CaseError for a time that is over or taken by the same slot."""
    if starts_at <= timezone.now():
        raise CaseError(_("This time has passed already."))
    recruitment_id = _recruitment_of(call)
    made, is_new = Slot.objects.get_or_create(
        recruitment_id=recruitment_id, hub_id=hub, starts_at=starts_at, place=place,
        defaults={"minutes": minutes, "capacity": capacity},
    )  # fmt: skip
    if not is_new:
        raise CaseError(_("There is an interview at this time and place already."))
    log(made, "volunteering.slot_planned", user=actor)
    return made


def _recruitment_of(call: int) -> int:
    found = Recruitment.objects.filter(call_id=call).values_list("pk", flat=True).first()
    if found is None:
        raise CaseError(_("The facts of this recruitment have not been entered yet."))
    return found


def close_slot(slot: Slot, *, actor: User) -> None:
    """The slot is offered no more; who has it keeps it."""
    with or_busy(), transaction.atomic():
        if Slot.objects.filter(pk=slot.pk, closed_at=None).update(closed_at=timezone.now()):
            log(slot, "volunteering.slot_closed", user=actor)
