"""Everything that the page of one case shows, gathered with a fixed number of statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from cms.core import dates
from cms.people.models import User
from forms.differences import Difference, compare
from forms.rendering import SectionRows, rows
from media.models import PrivateFile
from workflows.cases.access import readable_by_staff
from workflows.cases.models import Case, CaseFile, CaseReading, Consultation, Submission
from workflows.correspondence.models import Letter, LetterCorrection
from workflows.correspondence.queries import letters_of
from workflows.engine.kind import Kind, Step, kind_of
from workflows.engine.story import Entry
from workflows.intake.services.desk import WITHDRAWAL
from workflows.intake.services.paper import SCAN

OTHERS_SHOWN = 10
READINGS_SHOWN = 30

Files = dict[str, list[PrivateFile]]


@dataclass(frozen=True)
class Sent:
    """One sending of the case with what it said; ``differences`` is None for the first one."""

    submission: Submission
    sections: list[SectionRows]
    scans: list[PrivateFile]
    differences: list[Difference] | None


def submissions_of(case: Case) -> list[Submission]:
    """Every sending, oldest first, with its form version."""
    return list(case.submissions.select_related("version", "sent_by").order_by("number"))


def titles_of(submissions: list[Submission]) -> dict[str, str]:
    """``section`` → its title and ``section.question`` → its label, of every form version that was sent."""
    titles: dict[str, str] = {}
    for one in submissions:
        for section in one.version.definition.get("sections", []):
            titles[section["key"]] = section.get("title", section["key"])
            for question in section.get("questions", []):
                titles[f"{section['key']}.{question['key']}"] = question.get("label", question["key"])
    return titles


def sent(submissions: list[Submission], number: int) -> Sent | None:
    """The sending with this number and how it differs from the one before; None when there is none."""
    shown = next((one for one in submissions if one.number == number), None)
    if shown is None:
        return None
    before = next((one for one in reversed(submissions) if one.number < number), None)
    wanted = [shown] if before is None else [before, shown]
    files: dict[int, Files] = {one.pk: {} for one in wanted}
    for kept in CaseFile.objects.filter(submission__in=wanted).select_related("file"):
        files[kept.submission_id].setdefault(kept.question, []).append(kept.file)
    differences = None
    if before is not None:
        differences = compare(
            before.version, before.answers, files[before.pk], shown.version, shown.answers, files[shown.pk]
        )
    return Sent(
        submission=shown,
        sections=rows(shown.version, shown.answers, files[shown.pk]),
        scans=files[shown.pk].get(SCAN, []),
        differences=differences,
    )


@dataclass(frozen=True)
class Standing:
    """Where the case stands, in words for staff."""

    kind: Kind
    step: Step
    due: str
    is_overdue: bool


def standing(case: Case, now: Any) -> Standing:
    kind = kind_of(case)
    open_due = case.due_at if case.closed_at is None else None
    return Standing(
        kind=kind,
        step=kind.step(case.step),
        due=dates.wareki(dates.jst_date(open_due)) if open_due else "",
        is_overdue=bool(open_due and open_due < now),
    )


def declared(entries: list[Entry], number: int) -> dict[str, Any]:
    """What the group declared with sending ``number``: its answers on eligibility, and the declaration."""
    sendings = [entry.payload for entry in entries if "form" in entry.payload]
    payload = sendings[number - 1] if number <= len(sendings) else {}
    return {name: payload.get(name) for name in ("eligibility", "declaration")}


def steps_of(case: Case, done: set[str]) -> list[dict[str, Any]]:
    """The procedure as a list, for those who cannot see the chart: each step done, current or ahead."""
    states = []
    for name, step in kind_of(case).steps.items():
        is_current = name == case.step
        states.append({"label": step.label, "is_current": is_current, "is_done": not is_current and name in done})
    return states


def others_of_group(case: Case, user: User) -> QuerySet[Case]:
    """The newest other cases of the same group or person, as far as this staff member may see them."""
    same: dict[str, Any] = {"group_id": case.group_id}
    if case.is_of_ward:
        same = {"group": None, "channel": case.channel, "hub_id": case.hub_id}
    elif not case.group_id:
        same = {"group": None, "person_id": case.person_id}
    others = readable_by_staff(user).filter(**same).exclude(pk=case.pk)
    return others.select_related("programme").order_by("-arrived_at", "-pk")[:OTHERS_SHOWN]


def consultations_of(case: Case) -> list[Consultation]:
    """The consultation that belongs to the case, or those of the same call and group that no case has."""
    if case.group_id is None:
        return []
    if case.consultation_id:
        found = Consultation.objects.filter(pk=case.consultation_id)
    else:
        found = Consultation.objects.filter(call_id=case.call_id, group_id=case.group_id, taken=False)
    return list(found.select_related("recorded_by"))


def readings_of(case: Case) -> QuerySet[CaseReading]:
    return case.readings.select_related("reader").order_by("-at", "-pk")[:READINGS_SHOWN]


def withdrawals_of(case: Case) -> list[PrivateFile]:
    """The paper by which the group took its application back, if it did so on paper."""
    if case.outcome != Case.Outcome.WITHDRAWN:
        return []
    kept = CaseFile.objects.filter(submission__case=case, question=WITHDRAWAL).select_related("file")
    return [one.file for one in kept]


def letters(case: Case) -> list[Letter]:
    """Every letter and version, newest first; ``waiting`` holds the correction that waits for an approver."""
    waiting = LetterCorrection.objects.filter(state=LetterCorrection.State.WAITING).select_related("asked_by")
    asked = Prefetch("corrections", queryset=waiting, to_attr="waiting")
    return list(letters_of(case).order_by("-branch").prefetch_related(asked))
