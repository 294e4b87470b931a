"""An appointment comes into being: a place, a number, a term; or a place on the waiting list."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core import dates
from cms.core.errors import CaseError
from cms.core.numbering import take_number
from cms.people.models import User
from workflows.cases.models import Case
from workflows.cases.services.events import record
from workflows.cases.services.submission import number_text
from workflows.kinds.volunteering.models import Appointment, Recruitment
from workflows.kinds.volunteering.services import scoring

State = Appointment.State


def end_of_fiscal_year(day: date) -> date:
    return date(dates.fiscal_year(day) + 1, dates.APRIL - 1, 31)


def open_appointment(case: Case, recruitment: Recruitment, *, actor: User, waits: bool) -> Appointment:
    """The row behind a decision. ``case`` and ``recruitment`` are locked; a place is taken unless ``waits``."""
    if case.person_id is None:
        raise CaseError(_("This case names no person."))
    appointment = Appointment(
        case=case,
        recruitment=recruitment,
        person_id=case.person_id,
        user_id=case.applicant_id,
        hub_id=case.hub_id,
        role=recruitment.role,
        state=State.WAITING,
        points=scoring.mean_of(case),
        arrived_at=case.arrived_at,
    )
    if waits:
        # How long the list holds: promotion after that would be an appointment of another year.
        appointment.until_on = end_of_fiscal_year(first_day(case))
    else:
        register(appointment, case, recruitment)
    appointment.save(force_insert=True)
    if not waits:
        on_record(case, appointment, actor=actor, verb="registered")
    return appointment


def register(appointment: Appointment, case: Case, recruitment: Recruitment) -> None:
    """A place, a number, and a term from today (or the first day of the activity) to the end of the fiscal year."""
    recruitment.taken += 1
    recruitment.save(update_fields=["taken"])
    appointment.from_on = first_day(case)
    appointment.until_on = end_of_fiscal_year(appointment.from_on)
    appointment.number = next_number(case, appointment.from_on)
    appointment.state = State.REGISTERED


def first_day(case: Case) -> date:
    """Of a term that is decided today: today, or the day on which the activity of the call begins."""
    today = timezone.localdate()
    return max(today, case.call.activity_from_on or today)


def next_number(case: Case, day: date) -> str:
    """The registration number in the ward's style, from a series of its own."""
    mark, year = f"{case.programme.number_mark}委", dates.fiscal_year(day)
    return number_text(mark, year, take_number(key=f"volunteer:{mark}", fiscal_year=year))


def on_record(
    case: Case, appointment: Appointment, *, actor: User | None, verb: str, also: dict[str, Any] | None = None
) -> None:
    """Number and term join the chain."""
    assert appointment.from_on is not None
    assert appointment.until_on is not None
    record(
        case,
        actor=actor,
        verb=verb,
        payload={
            "appointment": appointment.pk,
            "number": appointment.number,
            "from_on": appointment.from_on.isoformat(),
            "until_on": appointment.until_on.isoformat(),
            **(also or {}),
        },
    )
