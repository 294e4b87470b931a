"""What was sent with a case, sending by sending, as its applicant reads it: one statement for the files of all."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from forms.rendering import SectionRows, rows
from forms.wording import said
from media.models import PrivateFile
from workflows.cases.models import Case, CaseFile, Submission
from workflows.intake.services.paper import SCAN


@dataclass(frozen=True)
class SentForm:
    """One sending: ``files`` are those of its questions and the scan of a form on paper.

    Once the content of the case is erased there are no sections; erasing has taken the files away.
    """

    submission: Submission
    label: str
    sections: list[SectionRows]
    files: list[CaseFile]
    declaration: str

    @property
    def scans(self) -> list[PrivateFile]:
        return [kept.file for kept in self.files if kept.question == SCAN]


def sendings_of(case: Case) -> QuerySet[Submission]:
    """Every sending with its form version, the newest first."""
    return case.submissions.select_related("version").order_by("-number")


def as_sent(case: Case, sendings: Collection[Submission]) -> list[SentForm]:
    """Each of these sendings of ``case`` with what it said and what came with it."""
    kept: dict[int, list[CaseFile]] = {}
    for one in CaseFile.objects.filter(submission__in=sendings).select_related("file").order_by("pk"):
        kept.setdefault(one.submission_id, []).append(one)
    return [_form(case, sending, kept.get(sending.pk, [])) for sending in sendings]


def _form(case: Case, sending: Submission, kept: list[CaseFile]) -> SentForm:
    asked: dict[str, list[PrivateFile]] = {}
    for one in kept:
        asked.setdefault(one.question, []).append(one.file)
    sections = rows(sending.version, sending.answers, asked)
    shown = {SCAN, *(row.key for section in sections for row in section.rows)}
    return SentForm(
        submission=sending,
        label=said("Application", case.kind) if sending.number == 1 else said("Corrected application", case.kind),
        sections=[] if case.erased_at else sections,
        files=[one for one in kept if one.question in shown],
        declaration=sending.version.definition.get("declaration", ""),
    )
