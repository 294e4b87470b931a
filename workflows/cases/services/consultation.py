"""Prior consultation (事前相談) before any case exists: asked for, date agreed, held, or cancelled.

One consultation per call and group at a time, until a case takes it; the guard is the constraint
``consultation_once_per_call_and_group``. Once a case is open its flow records the consultation,
see ``review.record_consultation``. What is done and who reads it stands in Wagtail's log, since
there is no case yet.
"""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.core.errors import CaseError, Forbidden
from cms.core.text import unstorable
from cms.core.waiting import or_busy
from cms.mailings.services import write_mail
from cms.people.access import roles_of
from cms.people.groups import acts_for
from cms.people.models import CommunityGroup, Role, User
from forms.wording import said
from workflows.cases import applying
from workflows.cases.models import Case, Consultation
from workflows.cases.party import Party
from workflows.cases.services import events
from workflows.programmes.models import Call, Programme

State = Consultation.State
LONGEST_WISH = 2000


def request_consultation(
    call: Call, *, actor: User, group: CommunityGroup, at: datetime, wish: str, wanted_dates: str, contact_phone: str
) -> Consultation:
    """The hub of ``group`` is asked for a consultation; ``actor`` gets a receipt by mail.

    at  the database's clock: a call that has closed takes no more requests
    Raises  CaseError when the call has no consultation, has closed, or one was asked for already.
    """
    if not acts_for(actor, group):
        raise Forbidden(_("You do not act for this group."))
    if call.programme.consultation == Programme.Consultation.NONE:
        raise CaseError(said("This programme needs no prior consultation.", call.programme.kind))
    if not call.is_open(at):
        raise CaseError(_("This call is not open, so no consultation can be asked for."))
    applying.require(call, Party.of(group))
    if any(unstorable(text) for text in (wish, wanted_dates, contact_phone)) or len(wish) > LONGEST_WISH:
        raise CaseError(_("The text holds characters that cannot be kept, or it is too long."))
    asked = Consultation(
        call=call,
        group=group,
        hub_id=group.hub_id,
        requested_by=actor,
        wish=wish,
        wanted_dates=wanted_dates,
        contact_phone=contact_phone,
    )
    try:
        with transaction.atomic():
            asked.save(force_insert=True)
            log(asked, "cases.consultation_requested", user=actor)
            _tell(asked, "consultation_requested")
    except IntegrityError as error:
        if not _untied(call.pk, group.pk).exists():
            raise
        raise CaseError(_("A consultation has already been asked for.")) from error
    return asked


def current(call: Call, group: CommunityGroup) -> Consultation | None:
    """The consultation of this group for this call, whatever its state, unless it was cancelled.

    One that no case has yet comes first, then the newest.
    """
    asked = Consultation.objects.filter(call=call, group=group).exclude(state=State.CANCELLED)
    return asked.order_by("taken", "-created_at", "-pk").first()


def claim(*, call: int, group: int) -> Consultation | None:
    """The consultation that no case has yet, its row locked: the caller ties it to a case in this transaction."""
    return _untied(call, group).select_for_update().first()


def tie(consultation: Consultation) -> None:
    """A case has it now; the locked row says so."""
    consultation.taken = True
    consultation.save(update_fields=["taken"])


def _untied(call: int, group: int) -> QuerySet[Consultation]:
    return Consultation.objects.filter(call=call, group=group, taken=False).exclude(state=State.CANCELLED)


def note_reading(consultation: Consultation, *, reader: User) -> None:
    """Who looked at it is on record: with its case, or in the log while there is none."""
    case = Case.objects.filter(consultation=consultation).first()
    if case is not None:
        events.note_reading(case, reader=reader, door="consultation")
    else:
        log(consultation, "cases.consultation_read", user=reader)


def book(consultation: Consultation, *, actor: User, booked_for: datetime) -> Consultation:
    """Hub and group have agreed on a date; the person who asked is told to look at My page."""
    with or_busy(), transaction.atomic():
        locked = _locked(consultation, actor, {State.REQUESTED, State.BOOKED})
        if booked_for <= timezone.now():
            raise CaseError(_("The date of the consultation lies in the past."))
        locked.state, locked.booked_for = State.BOOKED, booked_for
        locked.save(update_fields=["state", "booked_for"])
        log(locked, "cases.consultation_booked", user=actor, data={"booked_for": booked_for.isoformat()})
        _tell(locked, "consultation_booked", f":{booked_for:%Y%m%d%H%M}")
    return locked


def hold(consultation: Consultation, *, actor: User, held_on: date, record: str) -> Consultation:
    """The consultation took place and its record is kept.

    Not while an application under way waits for it: the record is that case's step, with its event, and there
    would be two of them, the later one over the earlier.
    """
    with or_busy(), transaction.atomic():
        locked = _locked(consultation, actor, {State.REQUESTED, State.BOOKED})
        if case := waiting_case(locked):
            raise CaseError(
                said(
                    "The application %(number)s waits for this consultation. "
                    "Please record it in the step of that case.",
                    case.kind,
                    number=case.number,
                )
            )
        if held_on > timezone.localdate():
            raise CaseError(_("The day of the consultation lies in the future."))
        if not record.strip() or unstorable(record):
            raise CaseError(_("Please write the record of the consultation."))
        locked.state, locked.held_on, locked.record, locked.recorded_by = State.HELD, held_on, record, actor
        locked.save(update_fields=["state", "held_on", "record", "recorded_by"])
        log(locked, "cases.consultation_held", user=actor, data={"held_on": held_on.isoformat()})
        _tell(locked, "consultation_held")
    return locked


def cancel(consultation: Consultation, *, actor: User) -> Consultation:
    """The consultation will not take place; a new one may be asked for.

    Not once it was held, and not while an application under way waits for it.
    """
    with or_busy(), transaction.atomic():
        locked = Consultation.objects.select_for_update().get(pk=consultation.pk)
        if not (acts_for(actor, locked.group) or is_of_the_hub(actor, locked)):
            raise Forbidden(_("You do not act for this group."))
        if locked.state not in (State.REQUESTED, State.BOOKED):
            raise CaseError(_("This consultation can no longer be cancelled."))
        if case := waiting_case(locked):
            raise CaseError(
                said(
                    "The application %(number)s waits for this consultation, so it cannot be cancelled.",
                    case.kind,
                    number=case.number,
                )
            )
        locked.state = State.CANCELLED
        locked.save(update_fields=["state"])
        log(locked, "cases.consultation_cancelled", user=actor)
    return locked


def waiting_case(consultation: Consultation) -> Case | None:
    """The open case that has this consultation; a row lock on the consultation makes the answer last."""
    return Case.objects.filter(consultation=consultation, closed_at=None).first()


def is_of_the_hub(user: User, consultation: Consultation) -> bool:
    """Reviewers and chiefs of the hub that holds the consultation."""
    return consultation.hub_id in roles_of(user).hubs_as(Role.REVIEWER, Role.CHIEF)


def _locked(consultation: Consultation, actor: User, states: set[str]) -> Consultation:
    """The row, locked; the actor belongs to its hub and not to its group, and its state allows a change."""
    locked = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if not is_of_the_hub(actor, locked):
        raise Forbidden(_("Only the hub of this consultation records it."))
    if acts_for(actor, locked.group):
        raise Forbidden(_("You belong to this group, so somebody else has to record its consultation."))
    if locked.state not in states:
        raise CaseError(_("This consultation has already been held or cancelled."))
    return locked


def _tell(consultation: Consultation, template: str, suffix: str = "") -> None:
    """One mail to who asked: which call, and where to look. No word of what was written."""
    asker = consultation.requested_by
    if asker is None or not asker.is_active:
        return
    call = consultation.call
    write_mail(
        to=asker.email,
        template=template,
        context={
            "call": call.title,
            "hub": consultation.hub,
            "link": f"{settings.BASE_URL}/calls/{call.slug}/consultation/",
        },
        about=f"consultation:{consultation.pk}",
        key=f"{template}:{consultation.pk}{suffix}",
        variant=call.programme.kind,
    )
