"""What surrounds a draft on its pages: what it is for, until when, which sections may be changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cms.hubs.models import Hub
from cms.people.models import CommunityGroup
from forms.definition import Question
from forms.drafts import Problem, statuses
from forms.models import Draft
from forms.versions import definition_of
from workflows.cases.models import Case, Consultation
from workflows.cases.party import Party, party_of
from workflows.cases.services.consultation import current
from workflows.intake.expiry import kept_until
from workflows.intake.services.correcting import differences, editable, is_awaited
from workflows.intake.subjects import CORRECTION, parse
from workflows.programmes.models import Call

STATES = {"empty": "todo", "partial": "current", "complete": "done"}


@dataclass(frozen=True)
class Frame:
    """``open_sections`` is None when every section may be changed."""

    draft: Draft
    purpose: str
    call: Call
    party: Party
    case: Case | None
    open_sections: set[str] | None
    is_over: bool = False  # a correction that is no longer awaited

    @property
    def title(self) -> str:
        return self.draft.version.definition["title"]

    @property
    def kind(self) -> str:
        """Slug of the kind in whose words the pages speak."""
        return self.draft.version.kind

    @property
    def is_correction(self) -> bool:
        return self.purpose == CORRECTION

    @property
    def until(self) -> datetime | None:
        return self.case.due_at if self.case else self.call.closes_at

    @property
    def kept_until(self) -> datetime | None:
        """Until when the form is kept if it is never sent; a correction lives as long as its case is open."""
        return None if self.case else kept_until(self.call.closes_at)

    @property
    def consultation(self) -> Consultation | None:
        """The one that the group has asked for in this call; persons have none."""
        return current(self.call, self.party.group) if self.party.group else None

    @property
    def reason(self) -> str:
        return self.case.correction.get("reason", "") if self.case else ""

    @property
    def asked(self) -> list[str]:
        """Titles of the sections that the hub wants corrected."""
        wanted = self.case.correction.get("sections", []) if self.case else []
        return [s["title"] for s in self.draft.version.definition["sections"] if s["key"] in wanted]

    def may_change(self, section: str) -> bool:
        return self.open_sections is None or section in self.open_sections


def frame_of(draft: Draft) -> Frame:
    """Two or three queries; for a correction also those of its problems."""
    subject = parse(draft.subject)
    case, is_over = None, False
    if subject.purpose == CORRECTION:
        case = Case.objects.select_related("call__programme", "group__hub", "hub").get(pk=subject.record)
        call, party = case.call, party_of(case)
        is_over = not is_awaited(case, subject.round)
    else:
        call = Call.objects.select_related("programme").get(pk=subject.record)
        party = drafted_for(draft)
    return Frame(draft, subject.purpose, call, party, case, editable(draft, case) if case else None, is_over)


def drafted_for(draft: Draft) -> Party:
    """For whom the draft is written, as its context says."""
    if number := draft.context.get("group"):
        return Party.of(CommunityGroup.objects.select_related("hub").get(pk=number))
    return Party(Hub.objects.get(pk=draft.context["hub"]), user=draft.owner)


@dataclass(frozen=True)
class SectionLine:
    """One line of the task list."""

    key: str
    title: str
    state: str
    note: str
    may_change: bool


def section_lines(frame: Frame, found: list[Problem]) -> list[SectionLine]:
    """Every section with its own status: not started, in progress, complete, needs attention."""
    wrong = {problem.section for problem in found}
    corrected = _corrected(frame)
    lines = []
    for status in statuses(frame.draft):
        may_change = frame.may_change(status.key)
        state = "error" if status.state == "complete" and status.key in wrong else STATES[status.state]
        note = _note(state)
        if not may_change:
            state, note = "done", _("stays as it was sent")
        elif corrected is not None and state == "done" and status.key not in corrected:
            state, note = "current", _("Not corrected yet")
        lines.append(SectionLine(status.key, status.title, state, note, may_change))
    return lines


def _corrected(frame: Frame) -> set[str] | None:
    """Keys of the sections that differ from the last submission; None when this is no correction."""
    return {one.section for one in differences(frame.draft, frame.case)} if frame.case else None


def _note(state: str) -> str:
    return {
        "todo": pgettext("section", "Not started"),
        "current": _("In progress"),
        "done": _("Complete"),
        "error": _("Please check"),
    }[state]


def neighbours(draft: Draft, frame: Frame, section: str) -> tuple[str, str]:
    """Keys of the changeable sections before and after ``section``; empty at the ends."""
    keys = [s["key"] for s in draft.version.definition["sections"] if s["key"] == section or frame.may_change(s["key"])]
    place = keys.index(section)
    return (keys[place - 1] if place else "", keys[place + 1] if place + 1 < len(keys) else "")


def problem_links(found: list[Problem], draft: Draft) -> list[dict[str, Any]]:
    """Each problem with the address of its field, for the summary at the top."""
    asked = {(part.key, question.key): question for part, question in definition_of(draft.version).walk()}
    links = []
    for problem in found:
        question = asked.get((problem.section, problem.question))
        page = reverse("intake:section", args=[draft.pk, problem.section])
        place = field_id(question) if question else ""
        label = question.label if question else ""
        links.append({"url": f"{page}?mend=1#{place}", "text": f"{label}：{problem.message}"})
    return links


def field_id(question: Question) -> str:
    """The id of the first control of a question on its section's page."""
    if question.type == "file":
        return f"question-{question.key}"
    return f"id_{question.key}_0" if question.type in ("choice", "yesno") else f"id_{question.key}"
