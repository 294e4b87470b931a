"""What this kind keeps about one person: how they were chosen, every term, what they did in it, and as a guardian."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.people.disclosing import OFFICE, Kept, Row, Table, Whom, register, table
from workflows.cases.disclosing import cases_of, in_cases, is_own
from workflows.cases.models import Case
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

lazy = gettext_lazy
CHOSEN = {"number": lazy("Number"), "what": lazy("subject of it"), "value": lazy("result"), "at": lazy("day and time")}
TERM = {
    "number": lazy("Registration number"), "role": lazy("role of the volunteer"), "hub__name": lazy("Hub"),
    "state": lazy("State"), "from_on": lazy("from"), "until_on": lazy("until"), "ended_on": lazy("ended on"),
    "end_reason": lazy("reason of the end"), "dismissal_ground": lazy("ground of the dismissal"),
}  # fmt: skip


def kept(whom: Whom) -> Kept:
    mine = Q(person__in=whom.persons) | Q(user=whom.user_id)
    terms = Appointment.objects.filter(whom.at("hub"), mine).order_by("pk")
    persons = set(terms.values_list("person", flat=True)) & set(whom.persons)
    profiles = VolunteerProfile.objects.filter(person__in=whom.persons if whom.hubs is None else persons)
    cases = [case for case in cases_of(whom) if case.kind == "volunteering" and is_own(case, whom)]
    chosen = [row for case in cases for row in _selection(case)]
    appointments = table("appointments", _("Appointments as a volunteer"), terms, TERM)
    for row in appointments.rows:
        # A dismissal that is only proposed has not been decided.
        if row["state"] != Appointment.State.DISMISSED:
            row["dismissal_ground"] = ""
    return Kept(
        tables=[
            table("profile", _("What the volunteer told of themselves"), profiles.order_by("pk"), PROFILE),
            Table("selection", _("How the volunteer was chosen"), CHOSEN, chosen),
            appointments,
            *_service(list(terms.values_list("pk", flat=True))),
            _as_guardian(whom),
        ],
        persons=persons,
    )


PROFILE = {
    "skills": lazy("skills"), "availability": lazy("when it suits"),
    "contact_for": lazy("who may see the contact data"), "skills_for": lazy("who may see skills and times"),
    "shows_name": lazy("name may stand under articles"), "consented_at": lazy("consented at"),
}  # fmt: skip


def _selection(case: Case) -> list[Row]:
    """The guardian's answer, the interview, and the points: without the names of the guardian and the scorers."""
    found: list[Row] = [
        {"number": case.number, "what": _("Consent of the guardian"), "value": one.get_state_display(),
         "at": one.answered_at}
        for one in GuardianConsent.objects.filter(case=case).order_by("pk")
    ]  # fmt: skip
    found += [
        {"number": case.number, "what": _("Interview"), "value": one.slot.place, "at": one.slot.starts_at}
        for one in SlotChoice.objects.select_related("slot").filter(case=case)
    ]
    if case.outcome:
        scores = Score.objects.filter(case=case, has_conflict=False).order_by("pk")
        found += [
            {
                "number": case.number,
                "what": _("Points"),
                "value": {**one.points, _("sum of points"): one.total},
                "at": None,
            }
            for one in scores
        ]  # fmt: skip
    return found


def _service(terms: list[int]) -> list[Table]:
    mine = Q(appointment__in=terms)
    came = {"training__title": lazy("title"), "training__starts_at": lazy("begins"), "came": lazy("attended")}
    done = {
        "done_on": lazy("day"), "minutes": lazy("minutes"), "text": lazy("what was done"),
        "is_report": lazy("is a report"), "written_at": lazy("written at"), "taken_back_at": lazy("taken back at"),
    }  # fmt: skip
    renewed = {
        "asked_at": lazy("asked at"), "answer": lazy("answer"), "answered_at": lazy("answered at"),
        "decision": lazy("decision taken"), "refusal_reason": lazy("reason"), "decided_at": lazy("decided at"),
    }  # fmt: skip
    articles = {"title": lazy("title"), "handed_in_at": lazy("handed in at")}
    return [
        table("trainings", _("Trainings"), Attendance.objects.filter(mine).order_by("pk"), came),
        table("activities", _("Log of activities"), Activity.objects.filter(mine).order_by("pk"), done),
        table("articles", _("Articles of the volunteer"), Article.objects.filter(mine).order_by("pk"), articles),
        table("renewals", _("Questions whether to go on"), Renewal.objects.filter(mine).order_by("pk"), renewed),
    ]


def _as_guardian(whom: Whom) -> Table:
    """That the person was asked as a guardian; of the minor not even the number of the case."""
    asked = GuardianConsent.objects.filter(in_cases(whom, "case"), whom.has_address("email")).order_by("pk")
    columns = {
        "name": lazy("name"), "email": lazy("E-mail"), "state": lazy("State"), "asked_at": lazy("asked at"),
        "answered_by": lazy("name as typed"), "answered_at": lazy("answered at"), "signed_on": lazy("signed on"),
    }  # fmt: skip

    def is_theirs(row: dict[str, Any]) -> bool:
        return whom.is_named(row["name"])

    return table("consents_as_guardian", _("Consents given as a guardian"), asked, columns, only=is_theirs)


LABEL = "volunteering"
register(
    LABEL, kept,
    tables=tuple(
        f"{LABEL}.{name}"
        for name in (
            "Appointment", "VolunteerProfile", "GuardianConsent", "SlotChoice", "Score", "Attendance", "Activity",
            "Renewal",
        )
    ),
    left_out={f"{LABEL}.Training": OFFICE},
)  # fmt: skip
