"""Everything that is kept about one volunteer, for that person (個人情報の開示)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from cms.people.models import Person, User
from workflows.cases.models import Case
from workflows.engine.panels import Dossier
from workflows.kinds.volunteering.models import (
    Activity,
    Appointment,
    Article,
    Attendance,
    GuardianConsent,
    Renewal,
    Score,
    SlotChoice,
    VolunteerProfile,
)
from workflows.kinds.volunteering.services.profiles import hubs_read_by

Row = dict[str, Any]
PERSON = ("name", "name_kana", "name_alternative", "email", "phone", "postal_code", "address")


def dossier(user: User, pk: int) -> Dossier | None:
    """Of the person behind the appointment ``pk``, as far as the staff member looks after their hubs; else None."""
    found = Appointment.objects.select_related("person").filter(pk=pk).first()
    if found is None:
        return None
    hubs = hubs_read_by(user)
    same = Appointment.objects.select_related("hub").filter(person_id=found.person_id)
    rows = list((same if hubs is None else same.filter(hub_id__in=hubs)).order_by("pk"))
    if found.pk not in {row.pk for row in rows}:
        return None
    cases = list(Case.objects.filter(pk__in={row.case_id for row in rows}, erased_at=None).order_by("pk"))
    tables = {
        "person": [{name: getattr(found.person, name) for name in PERSON}],
        "profile": _profile(found.person),
        "applications": [_application(case) for case in cases],
        "selection": [row for case in cases for row in _selection(case)],
        "appointments": [_appointment(row) for row in rows],
        **_service([row.pk for row in rows]),
    }
    return Dossier(title=found.person.name, tables=tables, cases=cases)


def _profile(person: Person) -> list[Row]:
    names = ("skills", "availability", "contact_for", "skills_for", "shows_name", "consented_at")
    return list(VolunteerProfile.objects.filter(person=person).values(*names))


def _application(case: Case) -> Row:
    newest = case.submissions.order_by("-number").first()
    return {
        "number": case.number, "call": case.call.title, "hub": case.hub.name, "arrived_at": case.arrived_at,
        "outcome": case.outcome, "answers": newest.answers if newest else {},
    }  # fmt: skip


def _selection(case: Case) -> list[Row]:
    """Consents, the interview, and the points without the names of those who gave them."""
    found: list[Row] = [
        {"number": case.number, "what": "guardian", "state": one.state, "name": one.name, "at": one.answered_at}
        for one in GuardianConsent.objects.filter(case=case)
    ]
    found += [
        {"number": case.number, "what": "interview", "at": one.slot.starts_at, "place": one.slot.place}
        for one in SlotChoice.objects.select_related("slot").filter(case=case)
    ]
    if case.outcome:
        scores = Score.objects.filter(case=case, has_conflict=False)
        found += [{"number": case.number, "what": "points", "points": one.points, "total": one.total} for one in scores]
    return found


def _appointment(row: Appointment) -> Row:
    return {
        "number": row.number, "role": row.role, "hub": row.hub.name, "state": row.state, "from_on": row.from_on,
        "until_on": row.until_on, "ended_on": row.ended_on, "end_reason": row.end_reason,
        "dismissal_ground": row.dismissal_ground if row.state == Appointment.State.DISMISSED else "",
    }  # fmt: skip


def _service(appointments: list[int]) -> dict[str, list[Row]]:
    mine = Q(appointment__in=appointments)
    tables: dict[str, tuple[QuerySet[Any], tuple[str, ...]]] = {
        "trainings": (Attendance.objects.filter(mine), ("training__title", "training__starts_at", "came")),
        "activities": (
            Activity.objects.filter(mine),
            ("done_on", "minutes", "text", "is_report", "written_at", "taken_back_at"),
        ),
        "articles": (Article.objects.filter(mine), ("title", "handed_in_at")),
        "renewals": (Renewal.objects.filter(mine), ("asked_at", "answer", "answered_at", "decided_at")),
    }
    return {name: [dict(row) for row in rows.values(*columns)] for name, (rows, columns) in tables.items()}
