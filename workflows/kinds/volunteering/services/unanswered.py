"""A guardian who does not answer: reminded once, and after the last day the question ends and the applicant is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cms.core import dates
from cms.core.waiting import or_busy
from cms.jobs.sweeping import sweep
from cms.mailings.services import write_mail
from workflows.cases.models import Case
from workflows.cases.party import people_of
from workflows.cases.services.events import record
from workflows.cases.services.locking import lock
from workflows.engine.reminders import hub_staff_of
from workflows.kinds.volunteering.models import GuardianConsent
from workflows.kinds.volunteering.services import secrets

State = GuardianConsent.State


def remind_due(today: date | None = None) -> int:
    """Every guardian whose last day is near is reminded, once; how many."""
    day = today or timezone.localdate()
    near = day + timedelta(days=settings.GUARDIAN_REMIND_DAYS)
    due = GuardianConsent.objects.filter(
        state=State.ASKED, reminded_at=None, due_on__gte=day, due_on__lte=near, case__closed_at=None
    )
    return sweep(due.order_by("pk"), remind)


def expire_due(today: date | None = None) -> int:
    """Every question whose last day is over has ended; how many."""
    day = today or timezone.localdate()
    over = GuardianConsent.objects.filter(state=State.ASKED, due_on__lt=day, case__closed_at=None)
    return sweep(over.order_by("pk"), partial(expire, day=day))


@contextmanager
def _locked(consent: GuardianConsent) -> Iterator[tuple[Case, GuardianConsent]]:
    with or_busy(), transaction.atomic():
        case = lock(Case(pk=consent.case_id))
        row = GuardianConsent.objects.select_for_update().get(pk=consent.pk)
        row.case = case
        yield case, row


def remind(consent: GuardianConsent) -> bool:
    """One more mail with a link of its own; the first link stays. False when there is nothing to remind of."""
    with _locked(consent) as (case, row):
        if row.state != State.ASKED or row.reminded_at or case.closed_at or row.due_on is None:
            return False
        secret, row.reminder_hash = secrets.new()
        row.reminded_at = timezone.now()
        row.save(update_fields=["reminder_hash", "reminded_at"])
        record(case, actor=None, verb="guardian_reminded", payload={"consent": row.pk})
        link = f"{settings.BASE_URL}/mypage/volunteering/consent/{secret}/"
        _write(row, to=row.email, template="volunteer_guardian_reminder", link=link, key=str(row.pk))
    return True


def expire(consent: GuardianConsent, day: date) -> bool:
    """No answer came: event, and a mail to the applicant and to the hub. False when it was answered meanwhile."""
    with _locked(consent) as (case, row):
        if row.state != State.ASKED or case.closed_at or row.due_on is None or row.due_on >= day:
            return False
        row.state = State.EXPIRED
        row.save(update_fields=["state"])
        payload = {"consent": row.pk, "due_on": row.due_on.isoformat()}
        record(case, actor=None, verb="guardian_expired", payload=payload)
        mine, desk = f"{settings.BASE_URL}/mypage/cases/{case.pk}/", f"{settings.BASE_URL}/cms/desk/cases/{case.pk}/"
        for reader in people_of(case):
            key = f"{row.pk}:{reader.pk}"
            _write(row, to=reader.email, template="volunteer_guardian_expired", link=mine, key=key)
        for staff in hub_staff_of(case):
            key = f"{row.pk}:desk:{staff.pk}"
            _write(row, to=staff.email, template="volunteer_guardian_unanswered", link=desk, key=key)
    return True


def _write(row: GuardianConsent, *, to: str, template: str, link: str, key: str) -> None:
    """The number, the call, the hub and the last day; no name."""
    assert row.due_on is not None
    case = row.case
    context = {
        "number": case.number,
        "call": case.call.title,
        "hub": case.hub,
        "due": dates.wareki(row.due_on),
        "age": settings.AGE_OF_MAJORITY,
        "link": link,
    }
    write_mail(to=to, template=template, context=context, about=f"case:{case.pk}", key=f"{template}:{key}")
