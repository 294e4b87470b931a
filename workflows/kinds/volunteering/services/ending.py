"""How an appointment ends: by its term, by the volunteer's own wish, or by a dismissal that two people make."""

from __future__ import annotations

from datetime import date
from functools import partial

from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core.errors import CaseError, Forbidden
from cms.jobs.sweeping import sweep
from cms.mailings.services import write_mail
from cms.people.models import Deputy, User
from workflows.cases.models import Case
from workflows.cases.services.events import record
from workflows.correspondence.services import issue_letter
from workflows.kinds.volunteering.models import Appointment, Recruitment, Renewal
from workflows.kinds.volunteering.services import holding, rights
from workflows.kinds.volunteering.services import seen as pages

State = Appointment.State
LETTER = "dismissed"
WITH = (
    "state", "ended_on", "ended_by", "ended_for", "dismissal_ground", "dismissal_reason", "dismissal_asked_by"
)  # fmt: skip


def resign(appointment: Appointment, *, actor: User, reason: str = "", seen: str | None = None) -> Appointment:
    """The volunteer ends it, or leaves the waiting list; the staff record it for somebody who tells them.

    seen  what the page showed, see ``services.seen``. Raises  Forbidden, CaseError (over already), Stale, Busy.
    """
    with holding.locked(appointment) as (case, recruitment, row):
        pages.must_be(row, seen)
        own = holding.is_own(actor, row)
        if not own and not holding.cares_for(actor, row):
            raise Forbidden(_("You cannot end this appointment."))
        _must_stand(row)
        _end(case, recruitment, row, state=State.RESIGNED, actor=actor, reason=reason, also={"on_behalf": not own})
    return row


def ask_dismissal(
    appointment: Appointment, *, actor: User, ground: str, reason: str, seen: str | None = None
) -> Appointment:
    """A dismissal on one of the three grounds is proposed; somebody else decides on it.

    reason  as the letter gives it. Raises Forbidden, CaseError, Stale.
    """
    with holding.locked(appointment) as (case, _recruitment, row):
        pages.must_be(row, seen)
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


def _barred(appointment: Appointment) -> tuple[int | None, ...]:
    return appointment.dismissal_asked_by_id, appointment.user_id


def may_decide(user: User, appointment: Appointment) -> bool:
    """An approver, neither who proposed it nor the volunteer; or the deputy of an approver of whom that is true."""
    return rights.may_approve(user, appointment.case, barred=_barred(appointment))


def decide_dismissal(appointment: Appointment, *, actor: User, dismiss: bool, seen: str | None = None) -> Appointment:
    """Dismissed with a letter that gives notice; or the proposal is dropped. Raises Forbidden, CaseError, Stale."""
    with holding.locked(appointment) as (case, recruitment, row):
        if not may_decide(actor, row):
            raise Forbidden(_("An approver decides on this, and not whoever proposed it."))
        if not row.is_held or row.dismissal_asked_by_id is None:
            raise CaseError(_("No dismissal is proposed."))
        pages.must_be(row, seen)
        deputy = rights.deputy_on(actor, case, barred=_barred(row))
        if not dismiss:
            row.dismissal_ground, row.dismissal_reason, row.dismissal_asked_by = "", "", None
            row.save(update_fields=["dismissal_ground", "dismissal_reason", "dismissal_asked_by"])
            payload = {"appointment": row.pk, **rights.on_record(deputy)}
            record(case, actor=actor, verb="dismissal_dropped", payload=payload)
            return row
        also = {"ground": row.dismissal_ground, "asked_by": row.dismissal_asked_by_id, **rights.on_record(deputy)}
        _end(case, recruitment, row, state=State.DISMISSED, actor=actor, deputy=deputy, also=also)
        issue_letter(case, actor=actor, outcome=f"{LETTER}:{row.pk}")
    return row


def expire_due(today: date | None = None) -> int:
    """Every appointment whose term is over has ended: renewed where another follows, else expired; how many."""
    day = today or timezone.localdate()
    over = Appointment.objects.filter(state__in=[*Appointment.HELD, State.WAITING], until_on__lt=day)
    return sweep(over.order_by("pk"), partial(_expire, day=day))


def _expire(appointment: Appointment, day: date) -> bool:
    with holding.locked(appointment) as (case, recruitment, row):
        if row.state not in (*Appointment.HELD, State.WAITING) or row.until_on is None or row.until_on >= day:
            return False
        if Appointment.objects.filter(previous=row, state__in=Appointment.HELD).exists():
            row.state, row.ended_on = State.RENEWED, row.until_on
            row.save(update_fields=["state", "ended_on"])
            return True
        undecided = Renewal.objects.filter(appointment=row, answer=Renewal.Answer.YES, decision="").exists()
        also: dict[str, object] = {"wish_undecided": True} if undecided else {}
        _end(case, recruitment, row, state=State.EXPIRED, actor=None, on=row.until_on, also=also)
        if undecided:
            _tell_undecided(case, row)
    return True


def _tell_undecided(case: Case, row: Appointment) -> None:
    """Who wanted to go on and got no answer in time hears it at least from us."""
    to = holding.reached_at(row)
    if not to:
        return
    write_mail(
        to=to,
        template="volunteer_undecided",
        context={"role": row.role, "hub": row.hub},
        about=f"case:{case.pk}",
        key=f"volunteer_undecided:{row.pk}",
    )


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
    deputy: Deputy | None = None,
    reason: str = "",
    on: date | None = None,
    also: dict[str, object] | None = None,
) -> None:
    """State, day and event; a term that was to follow ends with it, and the place is free when no term is left."""
    held, before = row.is_held, row.state
    row.state, row.ended_on, row.ended_by, row.end_reason = state, on or timezone.localdate(), actor, reason
    row.ended_for = deputy.principal if deputy else None
    row.save(update_fields=["state", "ended_on", "ended_by", "ended_for", "end_reason"])
    payload = {"appointment": row.pk, "before": before, "after": str(state), **(also or {})}
    details = {"reason": reason} if reason else None
    record(case, actor=actor, verb=str(state), payload=payload, details=details)
    for following in Appointment.objects.select_for_update().filter(previous=row, state__in=Appointment.HELD):
        _end_with(case, row, following, actor=actor)
    # The terms of one case hold one place between them.
    if held and not Appointment.objects.filter(case=case, state__in=Appointment.HELD).exists():
        holding.free_place(recruitment, row)


def _end_with(case: Case, row: Appointment, following: Appointment, *, actor: User | None) -> None:
    """The term that was to follow ends as ``row`` does, for its reasons and by the same people."""
    before = following.state
    for name in WITH:
        setattr(following, name, getattr(row, name))
    following.save(update_fields=WITH)
    payload = {"appointment": following.pk, "with": row.pk, "before": before, "after": following.state}
    record(case, actor=actor, verb=following.state, payload=payload)
