"""Renewal: in February everybody whose term ends is asked once; the hub gives its opinion, an approver decides."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core import dates
from cms.core.errors import CaseError, Forbidden
from cms.jobs.sweeping import sweep
from cms.mailings.services import write_mail
from cms.people.models import User
from workflows.cases.models import Case
from workflows.cases.services.events import record
from workflows.correspondence.services import issue_letter
from workflows.kinds.volunteering.models import Appointment, Renewal
from workflows.kinds.volunteering.services import appointing, holding, rights, secrets
from workflows.kinds.volunteering.services import seen as pages

State = Appointment.State
Decision = Renewal.Decision
LETTER, REFUSAL = "renewed", "not_renewed"


def ask_due(today: date | None = None) -> int:
    """Everybody whose term ends with this fiscal year is asked, if it is time and nobody asked before; how many."""
    day = today or timezone.localdate()
    if day.month not in settings.VOLUNTEER_RENEWAL_MONTHS:
        return 0
    due = holding.serving(on=day).filter(until_on=appointing.end_of_fiscal_year(day), renewal=None, following=None)
    return sweep(due.order_by("pk"), ask)


def ask(appointment: Appointment) -> bool:
    """The question is on record and its mail is owed; False when it was asked before."""
    with holding.locked(appointment) as (case, _recruitment, row):
        if not row.is_held or Renewal.objects.filter(appointment=row).exists():
            return False
        secret, kept = secrets.new()
        Renewal.objects.create(appointment=row, token_hash=kept)
        record(case, actor=None, verb="renewal_asked", payload={"appointment": row.pk})
        if to := holding.reached_at(row):
            assert row.until_on is not None
            write_mail(
                to=to,
                template="volunteer_renewal",
                context={
                    "role": row.role,
                    "hub": row.hub,
                    "until": dates.wareki(row.until_on),
                    "link": f"{settings.BASE_URL}/mypage/volunteering/renewal/{secret}/",
                },
                about=f"case:{case.pk}",
                key=f"volunteer_renewal:{row.pk}",
            )
    return True


def find(secret: str) -> Renewal | None:
    asked = Renewal.objects.select_related("appointment__hub", "appointment__case")
    return asked.filter(token_hash=secrets.kept(secret)).first()


def is_open(renewal: Renewal) -> bool:
    """Answers are taken, and changed, until somebody has decided or the term is over."""
    row = renewal.appointment
    return renewal.decided_at is None and row.is_held and (row.until_on or date.min) >= timezone.localdate()


def answer(renewal: Renewal, *, actor: User | None, goes_on: bool) -> Renewal:
    """The volunteer's answer, through the link (``actor`` None) or My page; or what they told the staff.

    Raises  Forbidden, CaseError (decided, or the term is over), Busy.
    """
    own = actor is None or holding.is_own(actor, renewal.appointment)
    if actor is not None and not own and not holding.cares_for(actor, renewal.appointment):
        raise Forbidden(_("This question is for somebody else."))
    with holding.locked(renewal.appointment) as (case, _recruitment, row):
        fresh = Renewal.objects.select_for_update().get(pk=renewal.pk)
        fresh.appointment = row
        if not is_open(fresh):
            raise CaseError(_("This question is no longer open. Please call the hub."))
        fresh.answer = Renewal.Answer.YES if goes_on else Renewal.Answer.NO
        fresh.answered_at = timezone.now()
        fresh.save(update_fields=["answer", "answered_at"])
        payload = {"appointment": row.pk, "answer": str(fresh.answer), "on_behalf": not own}
        record(case, actor=actor, verb="renewal_answered", payload=payload)
    return fresh


def undecided(hubs: set[int] | None) -> QuerySet[Renewal]:
    """Wishes to go on at these hubs (None: at all) that wait for an opinion or a decision, the first to end first."""
    rows = Renewal.objects.select_related("appointment__person", "appointment__hub").filter(
        answer=Renewal.Answer.YES, decision="", appointment__state__in=Appointment.HELD
    )
    rows = rows if hubs is None else rows.filter(appointment__hub_id__in=hubs)
    return rows.order_by("appointment__until_on", "pk")


def give_opinion(renewal: Renewal, *, actor: User, opinion: str, recommends: bool = True) -> Renewal:
    """The hub is for the renewal or against it. Raises Forbidden, CaseError (no yes yet, decided before)."""
    with holding.locked(renewal.appointment) as (case, _recruitment, row):
        fresh = Renewal.objects.select_for_update().get(pk=renewal.pk)
        if not holding.cares_for(actor, row):
            raise Forbidden(_("Your role does not include this."))
        if fresh.answer != Renewal.Answer.YES or fresh.decided_at is not None:
            raise CaseError(_("There is no wish to go on that waits for an opinion."))
        if not opinion.strip():
            raise CaseError(_("Please write the opinion of the hub."))
        fresh.opinion, fresh.opinion_by, fresh.recommends = opinion.strip(), actor, recommends
        fresh.save(update_fields=["opinion", "opinion_by", "recommends"])
        payload = {"appointment": row.pk, "recommends": recommends}
        record(case, actor=actor, verb="opinion_given", payload=payload, details={"opinion": fresh.opinion})
    return fresh


def _barred(renewal: Renewal) -> tuple[int | None, ...]:
    return renewal.opinion_by_id, renewal.appointment.user_id


def may_decide(user: User, renewal: Renewal) -> bool:
    """An approver, neither who gave the opinion nor the volunteer; or the deputy of one of whom that is true."""
    return renewal.opinion_by_id is not None and rights.may_approve(
        user, renewal.appointment.case, barred=_barred(renewal)
    )


def renew(renewal: Renewal, *, actor: User, seen: str | None = None) -> Appointment:
    """The next term, from the day after this one to the end of that fiscal year, with its letter. The place stays.

    seen    what the page showed, see ``services.seen``
    Raises  Forbidden, CaseError (no wish, decided before, over), Stale, Busy.
    """
    with holding.locked(renewal.appointment) as (case, recruitment, row):
        fresh = _to_decide(renewal, row, actor=actor, seen=seen)
        assert row.until_on is not None
        first = row.until_on + timedelta(days=1)
        following = Appointment.objects.create(
            case=case, recruitment=recruitment, person_id=row.person_id, user_id=row.user_id, hub_id=row.hub_id,
            role=row.role, number=appointing.next_number(case, first), state=row.state, from_on=first,
            until_on=appointing.end_of_fiscal_year(first), points=row.points, arrived_at=row.arrived_at, previous=row,
        )  # fmt: skip
        also = _decide(case, fresh, Decision.RENEWED, actor=actor)
        appointing.on_record(case, following, actor=actor, verb="renewed", also=also)
        issue_letter(case, actor=actor, outcome=f"{LETTER}:{following.pk}")
    return following


def refuse(renewal: Renewal, *, actor: User, reason: str, seen: str | None = None) -> Renewal:
    """The wish is not granted: the term ends as it stands, and a letter says so with the reasons.

    Raises  as ``renew`` does, and CaseError without reasons.
    """
    with holding.locked(renewal.appointment) as (case, _recruitment, row):
        fresh = _to_decide(renewal, row, actor=actor, seen=seen)
        if not reason.strip():
            raise CaseError(_("Please write the reasons for the letter."))
        fresh.refusal_reason = reason.strip()
        also = _decide(case, fresh, Decision.REFUSED, actor=actor)
        payload = {"appointment": row.pk, **also}
        record(case, actor=actor, verb="not_renewed", payload=payload, details={"reason": fresh.refusal_reason})
        issue_letter(case, actor=actor, outcome=f"{REFUSAL}:{row.pk}")
    return fresh


def _to_decide(renewal: Renewal, row: Appointment, *, actor: User, seen: str | None) -> Renewal:
    """The wish under the lock, ready to be decided by ``actor``; raises else."""
    fresh = Renewal.objects.select_for_update().get(pk=renewal.pk)
    fresh.appointment = row
    if not may_decide(actor, fresh):
        raise Forbidden(_("An approver decides, after the hub's opinion and not whoever gave it."))
    if fresh.answer != Renewal.Answer.YES or not is_open(fresh):
        raise CaseError(_("There is no wish to go on that could be granted."))
    pages.must_be(row, seen)
    return fresh


def _decide(case: Case, renewal: Renewal, decision: str, *, actor: User) -> dict[str, Any]:
    """Who decided, when, and in whose place; the last for the event."""
    deputy = rights.deputy_on(actor, case, barred=_barred(renewal))
    renewal.decision, renewal.decided_by, renewal.decided_at = decision, actor, timezone.now()
    renewal.decided_for = deputy.principal if deputy else None
    renewal.save(update_fields=["decision", "decided_by", "decided_for", "decided_at", "refusal_reason"])
    return rights.on_record(deputy)
