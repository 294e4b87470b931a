"""How an appointment ends: by its term, by the volunteer's own wish, or by a dismissal that two people make."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core.errors import CaseError, Forbidden
from cms.people.models import User
from workflows.cases import access
from workflows.cases.models import Case
from workflows.cases.services.events import record
from workflows.correspondence.services import issue_letter
from workflows.engine.permissions import APPROVE, holds
from workflows.kinds.volunteering.models import Appointment, Recruitment
from workflows.kinds.volunteering.services import holding

State = Appointment.State
LETTER = "dismissed"


def resign(appointment: Appointment, *, actor: User, reason: str = "") -> Appointment:
    """The volunteer ends it, or leaves the waiting list; the staff record it for somebody who tells them.

    Raises  Forbidden, CaseError (over already), Busy.
    """
    with holding.locked(appointment) as (case, recruitment, row):
        own = holding.is_own(actor, row)
        if not own and not holding.cares_for(actor, row):
            raise Forbidden(_("You cannot end this appointment."))
        _must_stand(row)
        _end(case, recruitment, row, state=State.RESIGNED, actor=actor, reason=reason, also={"on_behalf": not own})
    return row


def ask_dismissal(appointment: Appointment, *, actor: User, ground: str, reason: str) -> Appointment:
    """A dismissal on one of the three grounds is proposed; somebody else decides on it.

    reason  as the letter gives it. Raises Forbidden, CaseError.
    """
    with holding.locked(appointment) as (case, _recruitment, row):
        if not holding.cares_for(actor, row):
            raise Forbidden(_("Your role does not include this."))
        if ground not in Appointment.Ground.values:
            raise CaseError(_("Please choose one of the grounds."))
        if not reason.strip():
            raise CaseError(_("Please write the reasons for the letter."))
        if not row.is_held:
            raise CaseError(_("This appointment has ended already."))
        row.dismissal_ground, row.dismissal_reason, row.dismissal_asked_by = ground, reason.strip(), actor
        row.save(update_fields=["dismissal_ground", "dismissal_reason", "dismissal_asked_by"])
        payload = {"appointment": row.pk, "ground": ground}
        record(case, actor=actor, verb="dismissal_asked", payload=payload, details={"reason": row.dismissal_reason})
    return row


def may_decide(user: User, appointment: Appointment) -> bool:
    """An approver, neither who proposed it nor the volunteer."""
    return (
        holds(user, APPROVE)
        and appointment.dismissal_asked_by_id != user.pk
        and not access.has_own_interest(user, appointment.case)
    )


def decide_dismissal(appointment: Appointment, *, actor: User, dismiss: bool) -> Appointment:
    """Dismissed with a letter that gives notice; or the proposal is dropped. Raises Forbidden, CaseError."""
    with holding.locked(appointment) as (case, recruitment, row):
        if not may_decide(actor, row):
            raise Forbidden(_("An approver decides on this, and not whoever proposed it."))
        if not row.is_held or row.dismissal_asked_by_id is None:
            raise CaseError(_("No dismissal is proposed."))
        if not dismiss:
            row.dismissal_ground, row.dismissal_reason, row.dismissal_asked_by = "", "", None
            row.save(update_fields=["dismissal_ground", "dismissal_reason", "dismissal_asked_by"])
            record(case, actor=actor, verb="dismissal_dropped", payload={"appointment": row.pk})
            return row
        _end(
            case, recruitment, row, state=State.DISMISSED, actor=actor,
            also={"ground": row.dismissal_ground, "asked_by": row.dismissal_asked_by_id},
        )  # fmt: skip
        issue_letter(case, actor=actor, outcome=f"{LETTER}:{row.pk}")
    return row


def expire_due(today: date | None = None) -> int:
    """Every appointment whose term is over has ended: renewed where another follows, else expired; how many."""
    day = today or timezone.localdate()
    over = Appointment.objects.filter(state__in=[*Appointment.HELD, State.WAITING], until_on__lt=day)
    return sum(_expire(found, day) for found in over.order_by("pk"))


def _expire(appointment: Appointment, day: date) -> bool:
    with holding.locked(appointment) as (case, recruitment, row):
        if row.state not in (*Appointment.HELD, State.WAITING) or row.until_on is None or row.until_on >= day:
            return False
        if Appointment.objects.filter(previous=row).exists():
            row.state, row.ended_on = State.RENEWED, row.until_on
            row.save(update_fields=["state", "ended_on"])
            return True
        _end(case, recruitment, row, state=State.EXPIRED, actor=None, on=row.until_on)
    return True


def _must_stand(row: Appointment) -> None:
    if row.state not in (*Appointment.HELD, State.WAITING):
        raise CaseError(_("This appointment has ended already."))


def _end(
    case: Case,
    recruitment: Recruitment,
    row: Appointment,
    *,
    state: str,
    actor: User | None,
    reason: str = "",
    on: date | None = None,
    also: dict[str, object] | None = None,
) -> None:
    """State, day and event; the place is free for the next. A term that was to follow ends with it."""
    held = row.is_held
    before = row.state
    row.state, row.ended_on, row.ended_by, row.end_reason = state, on or timezone.localdate(), actor, reason
    row.save(update_fields=["state", "ended_on", "ended_by", "end_reason"])
    following = Appointment.objects.select_for_update().filter(previous=row, state__in=Appointment.HELD).first()
    if following is not None:
        following.state, following.ended_on, following.ended_by = State.RESIGNED, row.ended_on, actor
        following.save(update_fields=["state", "ended_on", "ended_by"])
    record(
        case,
        actor=actor,
        verb=str(state),
        payload={"appointment": row.pk, "before": before, "after": str(state), **(also or {})},
        details={"reason": reason} if reason else None,
    )
    if held:
        holding.free_place(recruitment, row)
