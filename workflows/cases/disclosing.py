"""What this room keeps about one person: their own applications whole, and of a group's what names them.

The application of a group, its files and its letters are the group's and name others; of these the file tells that
the person took part, and repeats the answers that are their own name, address or telephone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cms.people.disclosing import OFFICE, Kept, Table, Whom, register, table
from cms.people.models import Person
from forms.rendering import rows
from media.disclosing import kept_file
from workflows.cases import outcomes
from workflows.cases.access import readable_by_staff
from workflows.cases.models import Case, CaseFile, Consultation, Submission

ANSWERED = {
    "number": _("Number"), "sending": _("which sending"), "arrived_at": _("Arrived"),
    "section": _("section of the form"), "question": _("question"), "answer": _("answer"),
}  # fmt: skip
APPLIED = {
    "number": _("Number"), "kind": _("kind"), "call": _("call"), "hub": _("hub"), "arrived_at": _("Arrived"),
    "outcome": _("Outcome"), "title": _("title of the activity"), "for_group": _("for the group"),
}  # fmt: skip


def cases_of(whom: Whom) -> QuerySet[Case]:
    """Cases that the reader may read in which the person applied, for themselves or for a group, or sent something."""
    theirs = Q(person__in=whom.persons) | (Q(applicant=whom.user_id) & ~Q(channel=Case.Channel.WARD))
    sent = Submission.objects.filter(sent_by=whom.user_id).exclude(case__channel__in=["paper", "ward"])
    found = readable_by_staff(whom.reader).filter(theirs | Q(pk__in=sent.values("case")), erased_at=None)
    return found.select_related("hub", "call", "group").order_by("pk")


def in_cases(whom: Whom, path: str) -> Q:
    """Rows of cases (at ``path``) that the reader hands out: of their hubs, and none that is closed to them."""
    return whom.at(f"{path}__hub") & Q(**{f"{path}__in": readable_by_staff(whom.reader)})


def is_own(case: Case, whom: Whom) -> bool:
    """The person applied for themselves: all of the case is theirs."""
    mine = case.person_id in whom.persons or (whom.user is not None and case.applicant_id == whom.user_id)
    return case.group_id is None and not case.is_of_ward and mine


def kept(whom: Whom) -> Kept:
    cases = list(cases_of(whom))
    answered = [row for case in cases for row in _answers(case, whom)]
    own = [case.pk for case in cases if is_own(case, whom)]
    files = CaseFile.objects.filter(submission__case__in=own).select_related("file", "submission__case").order_by("pk")
    return Kept(
        tables=[
            Table("applications", _("Applications"), APPLIED, [_application(case, whom) for case in cases]),
            Table("answers", _("What was written in them"), ANSWERED, answered),
            _consultations(whom),
        ],
        files=[kept_file(f"files/{one.submission.case.number}", one.file) for one in files],
        cases={case.pk for case in cases},
        persons={case.person_id for case in cases} & whom.persons,
    )


def _application(case: Case, whom: Whom) -> dict[str, Any]:
    own = is_own(case, whom)
    newest = case.submissions.order_by("-number").first() if own else None
    return {
        "number": case.number, "kind": case.kind, "call": case.call.title, "hub": case.hub.name,
        "arrived_at": case.arrived_at, "outcome": outcomes.words(case.kind, case.outcome), "title": case.title,
        "for_group": case.group.name if case.group else "", "answers": newest.answers if newest else {},
    }  # fmt: skip


def _answers(case: Case, whom: Whom) -> Iterator[dict[str, Any]]:
    """Every answer of the person's own case; of a group's those that are the person's own name or how to reach them."""
    own = is_own(case, whom)
    known = set() if own else _known(whom)
    for sending in case.submissions.select_related("version").order_by("number"):
        files: dict[str, list[Any]] = {}
        for one in sending.files.select_related("file") if own else ():
            files.setdefault(one.question, []).append(one.file)
        for section in rows(sending.version, sending.answers, files):
            for row in section.rows:
                if row.text and (own or row.text in known or whom.is_called(row.text) or whom.is_reached(row.text)):
                    yield {
                        "number": case.number, "sending": sending.number, "arrived_at": sending.arrived_at,
                        "section": section.title, "question": row.label, "answer": row.text,
                    }  # fmt: skip


def _known(whom: Whom) -> set[str]:
    """Postal addresses and readings of the person, as recorded."""
    found = Person.objects.filter(pk__in=whom.persons).values_list("address", "name_kana")
    return {text for pair in found for text in pair if text}


def _consultations(whom: Whom) -> Table:
    """What the person asked for. The hub's record of the talk is about the group and all who came."""
    asked = Consultation.objects.filter(whom.at("hub"), requested_by=whom.user_id).order_by("pk")
    columns = {
        "call__title": _("call"), "group__name": _("for the group"), "wish": _("what the group wants to talk about"),
        "wanted_dates": _("days that suit the group"), "contact_phone": _("telephone for the consultation"),
        "state": _("State"), "booked_for": _("date agreed"), "held_on": _("held on"),
    }  # fmt: skip
    mine = table("consultations", _("Prior consultations"), asked, columns)
    for row in mine.rows:
        # A group may have named a colleague to be called.
        if not whom.is_reached(row["contact_phone"]):
            row["contact_phone"] = ""
    return mine


register(
    "cases", kept,
    tables=("cases.Case", "cases.Submission", "cases.Consultation"),
    left_out={"cases.CaseReading": OFFICE},
)  # fmt: skip
