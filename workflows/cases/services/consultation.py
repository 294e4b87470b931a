"""Prior consultation (事前相談) before any case exists: asked for, date agreed, held, or cancelled.

One consultation per call and group at a time; the guard is the constraint
``consultation_once_per_call_and_group``. Once a case is open its flow records the consultation,
see ``review.record_consultation``.
"""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core.errors import CaseError, Forbidden
from cms.core.text import unstorable
from cms.mailings.services import write_mail
from cms.people.access import roles_of
from cms.people.groups import acts_for
from cms.people.models import CommunityGroup, Role, User
from workflows.cases import applying
from workflows.cases.models import Case, Consultation
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
        raise CaseError(_("This programme needs no prior consultation."))
    if not call.is_open(at):
        raise CaseError(_("This call is not open, so no consultation can be asked for."))
    applying.require(call, group)
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
            _tell(asked, "consultation_requested")
    except IntegrityError as error:
        if not current(call, group):
            raise
        raise CaseError(_("A consultation has already been asked for.")) from error
    return asked


def current(call: Call, group: CommunityGroup) -> Consultation | None:
    """The consultation of this group for this call, whatever its state, unless it was cancelled."""
    return Consultation.objects.filter(call=call, group=group).exclude(state=State.CANCELLED).first()


def untied(consultation: Consultation | None) -> Consultation | None:
    """The consultation, unless an earlier case of the group has it already."""
    if consultation is None or Case.objects.filter(consultation=consultation).exists():
        return None
    return consultation


def book(consultation: Consultation, *, actor: User, booked_for: datetime) -> Consultation:
    """Hub and group have agreed on a date; the person who asked is told to look at My page."""
    with transaction.atomic():
        locked = _locked(consultation, actor, {State.REQUESTED, State.BOOKED})
        if booked_for <= timezone.now():
            raise CaseError(_("The date of the consultation lies in the past."))
        locked.state, locked.booked_for = State.BOOKED, booked_for
        locked.save(update_fields=["state", "booked_for"])
        _tell(locked, "consultation_booked", f":{booked_for:%Y%m%d%H%M}")
    return locked


def hold(consultation: Consultation, *, actor: User, held_on: date, record: str) -> Consultation:
    """The consultation took place and its record is kept."""
    with transaction.atomic():
        locked = _locked(consultation, actor, {State.REQUESTED, State.BOOKED})
        if held_on > timezone.localdate():
            raise CaseError(_("The day of the consultation lies in the future."))
        if not record.strip() or unstorable(record):
            raise CaseError(_("Please write the record of the consultation."))
        locked.state, locked.held_on, locked.record, locked.recorded_by = State.HELD, held_on, record, actor
        locked.save(update_fields=["state", "held_on", "record", "recorded_by"])
        _tell(locked, "consultation_held")
    return locked


def cancel(consultation: Consultation, *, actor: User) -> Consultation:
    """The consultation will not take place; a new one may be asked for. Not once it was held."""
    with transaction.atomic():
        locked = Consultation.objects.select_for_update().get(pk=consultation.pk)
        if not (acts_for(actor, locked.group) or is_of_the_hub(actor, locked)):
            raise Forbidden(_("You do not act for this group."))
        if locked.state not in (State.REQUESTED, State.BOOKED):
            raise CaseError(_("This consultation can no longer be cancelled."))
        locked.state = State.CANCELLED
        locked.save(update_fields=["state"])
    return locked


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
    )
