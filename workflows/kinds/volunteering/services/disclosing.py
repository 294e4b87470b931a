"""Everything that is kept about one volunteer, for that person (個人情報の開示)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from cms.hubs.models import Hub
from cms.people.models import Person, User
from workflows.cases.access import readable_by_staff
from workflows.cases.models import Case
from workflows.engine import disclosing
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
    found = Appointment.objects.select_related("person__user").filter(pk=pk).first()
    hubs = hubs_read_by(user)
    if found is None or (hubs is not None and found.hub_id not in hubs):
        return None
    person = found.person
    theirs = Q(person=person) | Q(applicant=person.user_id) if person.user_id else Q(person=person)
    cases = readable_by_staff(user).filter(theirs, erased_at=None).select_related("hub", "call").order_by("pk")
    whom = disclosing.Whom(person=person, hubs=hubs, cases=list(cases))
    tables = {
        "scope": [{"hubs": _("the whole ward") if hubs is None else _names(hubs)}],
        "person": [{name: getattr(person, name) for name in PERSON}],
        **disclosing.tables_of(whom),
    }
    return Dossier(title=person.name, tables=tables, cases=whom.cases)


def _names(hubs: set[int]) -> str:
    return "、".join(Hub.objects.filter(pk__in=hubs).values_list("name", flat=True))


def kept(whom: disclosing.Whom) -> disclosing.Tables:
    """What this kind keeps: the profile, how the person was chosen, every term and what they did in it."""
    rows = Appointment.objects.select_related("hub").filter(person=whom.person).order_by("pk")
    rows = rows if whom.hubs is None else rows.filter(hub_id__in=whom.hubs)
    return {
        "profile": _profile(whom.person),
        "selection": [row for case in whom.cases if case.kind == "volunteering" for row in _selection(case)],
        "appointments": [_appointment(row) for row in rows],
        **_service([row.pk for row in rows]),
    }


def _profile(person: Person) -> list[Row]:
    names = ("skills", "availability", "contact_for", "skills_for", "shows_name", "consented_at")
    return list(VolunteerProfile.objects.filter(person=person).values(*names))


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
        "renewals": (
            Renewal.objects.filter(mine),
            ("asked_at", "answer", "answered_at", "decision", "refusal_reason", "decided_at"),
        ),
    }
    return {name: [dict(row) for row in rows.values(*columns)] for name, (rows, columns) in tables.items()}


disclosing.register("volunteering", kept)
