"""What was sent with an application, sending by sending, as its applicant reads it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router

from cms.api.acting import href
from cms.api.finding import own_case
from cms.api.keys.scopes import Scope
from cms.api.shapes import Told
from cms.api.signing_in import signed_in
from forms.rendering import SectionRows
from workflows.cases.models import Case, CaseFile
from workflows.intake.sendings import SentForm, as_sent, sendings_of

router = Router(auth=signed_in(Scope.MINE))


class RowTold(Told):
    key: str
    label: str
    text: str


class SectionRead(Told):
    key: str
    title: str
    rows: list[RowTold]


class SentFile(Told):
    """``question``: the key of the row it answers, or ``scan`` for that of a form on paper."""

    id: int
    question: str
    name: str
    size: int
    content_type: str
    href: str


class SendingTold(Told):
    """The form in the words that it had when it was sent. Both lists are empty once the content is erased."""

    number: int
    label: str
    title: str
    arrived_at: datetime
    is_on_paper: bool
    sections: list[SectionRead]
    files: list[SentFile]
    declaration: str


@router.get("/cases/{number}/sendings", response=list[SendingTold])
def list_sendings(request: HttpRequest, number: str) -> list[dict[str, Any]]:
    """Everything that was sent, the newest sending first: questions with their answers, and the files."""
    case = own_case(request, number)
    return [_told(case, one) for one in as_sent(case, list(sendings_of(case)))]


def section_told(section: SectionRows) -> dict[str, Any]:
    return {
        "key": section.key,
        "title": section.title,
        "rows": [{"key": row.key, "label": row.label, "text": row.text} for row in section.rows],
    }


def _told(case: Case, sent: SentForm) -> dict[str, Any]:
    return {
        "number": sent.submission.number,
        "label": sent.label,
        "title": sent.submission.version.definition["title"],
        "arrived_at": sent.submission.arrived_at,
        "is_on_paper": case.channel == Case.Channel.PAPER,
        "sections": [section_told(one) for one in sent.sections],
        "files": [_file(case, kept) for kept in sent.files],
        "declaration": sent.declaration,
    }


def _file(case: Case, kept: CaseFile) -> dict[str, Any]:
    return {
        "id": kept.pk,
        "question": kept.question,
        "name": kept.file.name,
        "size": kept.file.size,
        "content_type": kept.file.content_type,
        "href": href("cases", case.number, "files", str(kept.pk)),
    }
