"""Renewal: in February everybody whose term ends is asked once; the hub gives its opinion, an approver renews."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core import dates
from cms.core.errors import CaseError, Forbidden
from cms.mailings.services import write_mail
from cms.people.models import User
from workflows.cases import access
from workflows.cases.services.events import record
from workflows.correspondence.services import issue_letter
from workflows.engine.permissions import APPROVE, holds
from workflows.kinds.volunteering.models import Appointment, Renewal
from workflows.kinds.volunteering.services import appointing, holding, secrets

State = Appointment.State
LETTER = "renewed"
# February, and March for those whom a service that was down has not reached.
MONTHS = (2, 3)


def ask_due(today: date | None = None) -> int:
    """Everybody whose term ends with this fiscal year is asked, if it is time and nobody asked before; how many."""
    day = today or timezone.localdate()
    if day.month not in MONTHS:
        return 0
    due = holding.serving(on=day).filter(until_on=appointing.end_of_fiscal_year(day), renewal=None, following=None)
    return sum(ask(found) for found in due.order_by("pk"))


def ask(appointment: Appointment) -> bool:
    """The question is on record and its mail is owed; False when it was asked before."""
    with holding.locked(appointment) as (case, _recruitment, row):
        if not row.is_held or Renewal.objects.filter(appointment=row).exists():
            return False
        secret, kept = secrets.new()
        Renewal.objects.create(appointment=row, token_hash=kept)
        record(case, actor=None, verb="renewal_asked", payload={"appointment": row.pk})
        if to := row.user.email if row.user and row.user.is_active else row.person.email:
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


def give_opinion(renewal: Renewal, *, actor: User, opinion: str) -> Renewal:
    """The hub recommends the renewal. Raises Forbidden, CaseError (no yes yet)."""
    with holding.locked(renewal.appointment) as (_case, _recruitment, row):
        fresh = Renewal.objects.select_for_update().get(pk=renewal.pk)
        if not holding.cares_for(actor, row):
            raise Forbidden(_("Your role does not include this."))
        if fresh.answer != Renewal.Answer.YES or fresh.decided_at is not None:
            raise CaseError(_("There is no wish to go on that waits for an opinion."))
        if not opinion.strip():
            raise CaseError(_("Please write the opinion of the hub."))
        fresh.opinion, fresh.opinion_by = opinion.strip(), actor
        fresh.save(update_fields=["opinion", "opinion_by"])
    return fresh


def may_renew(user: User, renewal: Renewal) -> bool:
    """An approver, neither who gave the opinion nor the volunteer."""
    return (
        holds(user, APPROVE)
        and renewal.opinion_by_id not in (None, user.pk)
        and not access.has_own_interest(user, renewal.appointment.case)
    )


def renew(renewal: Renewal, *, actor: User) -> Appointment:
    """The next term, from the day after this one to the end of that fiscal year, with its letter. The place stays.

    Raises  Forbidden, CaseError (no wish, decided before, over), Busy.
    """
    with holding.locked(renewal.appointment) as (case, recruitment, row):
        fresh = Renewal.objects.select_for_update().get(pk=renewal.pk)
        fresh.appointment = row
        if not may_renew(actor, fresh):
            raise Forbidden(_("An approver renews, after the hub's opinion and not by whoever gave it."))
        if fresh.answer != Renewal.Answer.YES or not is_open(fresh):
            raise CaseError(_("There is no wish to go on that could be granted."))
        assert row.until_on is not None
        first = row.until_on + timedelta(days=1)
        following = Appointment.objects.create(
            case=case, recruitment=recruitment, person_id=row.person_id, user_id=row.user_id, hub_id=row.hub_id,
            role=row.role, number=appointing.next_number(case, first), state=row.state, from_on=first,
            until_on=appointing.end_of_fiscal_year(first), points=row.points, arrived_at=row.arrived_at, previous=row,
        )  # fmt: skip
        fresh.decided_by, fresh.decided_at = actor, timezone.now()
        fresh.save(update_fields=["decided_by", "decided_at"])
        appointing.on_record(case, following, actor=actor, verb="renewed")
        issue_letter(case, actor=actor, outcome=f"{LETTER}:{following.pk}")
    return following
