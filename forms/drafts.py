"""The life of a draft: begun, written in pieces, sent or discarded. One import for those who use drafts.

Saving sections is in forms.saving, files in forms.attachments; both are offered here too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cms.people.models import User
from forms.access import locked, open_draft
from forms.attachments import FileSlot, attach, detach, files_of, slots
from forms.checks import Problem, all_problems
from forms.definition import Section
from forms.models import Draft, DraftSection, FormVersion, HeldText
from forms.saving import SectionResult, save_section
from forms.sections import SectionForm, texts_of
from forms.versions import definition_of
from media.services import discard_file

__all__ = [
    "FileSlot",
    "Problem",
    "SectionPage",
    "SectionResult",
    "SectionStatus",
    "answers_of",
    "attach",
    "detach",
    "discard",
    "file_counts",
    "files_of",
    "is_complete",
    "mark_sent",
    "open_draft",
    "problems",
    "save_section",
    "section_page",
    "slots",
    "start_draft",
    "statuses",
]


@dataclass(frozen=True)
class SectionStatus:
    """``state`` is ``empty`` (nothing written), ``partial`` or ``complete``."""

    key: str
    title: str
    state: str


@dataclass(frozen=True)
class SectionPage:
    """All that the page of one section shows; ``form`` holds the texts as they were typed."""

    key: str
    title: str
    intro: str
    form: SectionForm
    slots: list[FileSlot]
    revision: int
    is_complete: bool


def start_draft(
    *,
    owner: User,
    subject: str,
    version: FormVersion,
    context: dict[str, Any],
    answers: Mapping[str, Mapping[str, Any]] | None = None,
) -> Draft:
    """A draft pinned to ``version``; ``answers`` (stored form) are filled in to be read over and changed."""
    with transaction.atomic():
        draft = Draft.objects.create(owner=owner, subject=subject, version=version, context=context)
        given = answers or {}
        DraftSection.objects.bulk_create(
            _first_row(draft, section, given.get(section.key, {})) for section in definition_of(version).sections
        )
        return draft


def _first_row(draft: Draft, section: Section, answers: Mapping[str, Any]) -> DraftSection:
    texts = texts_of(section, answers)
    form = SectionForm(section, data=texts)
    needs_file = any(question.required for question in section.file_questions)
    complete = form.is_valid() and not needs_file
    return DraftSection(draft=draft, key=section.key, raw=texts, answers=form.answers, is_complete=complete)


def discard(draft: Draft, *, actor: User) -> None:
    """The person wants it gone: texts and files are removed, only the empty row stays."""
    with transaction.atomic():
        row = locked(draft, actor)
        files = [attached.file for attached in row.files.select_related("file")]
        row.files.all().delete()
        for file in files:
            discard_file(file)
        row.sections.all().delete()
        HeldText.objects.filter(draft=row).delete()
        row.context = {}
        row.discarded_at = timezone.now()
        row.save(update_fields=["context", "discarded_at"])


def mark_sent(draft: Draft, *, actor: User, at: datetime) -> Draft:
    """The draft is closed for writing; call it in the transaction that keeps the answers elsewhere.

    Returns the locked row. Raises Closed when it was sent or discarded meanwhile.
    """
    with transaction.atomic():
        row = locked(draft, actor)
        row.sent_at = at
        row.save(update_fields=["sent_at"])
        return row


def answers_of(draft: Draft) -> dict[str, dict[str, Any]]:
    """Section → question → valid answer in stored form, in the order of the form; one query."""
    saved = {row.key: row.answers for row in draft.sections.all()}
    return {section.key: saved.get(section.key, {}) for section in definition_of(draft.version).sections}


def file_counts(draft: Draft) -> dict[str, int]:
    """Question → number of files, as ``forms.checks.problems`` wants it."""
    return {question: len(files) for question, files in files_of(draft).items()}


def problems(draft: Draft) -> list[Problem]:
    """What still stands in the way of sending, judged by what was typed; empty when nothing does."""
    definition = definition_of(draft.version)
    texts = {row.key: row.raw for row in draft.sections.all()}
    return all_problems(definition, texts, file_counts(draft))


def is_complete(draft: Draft, section: str) -> bool:
    return draft.sections.filter(key=section, is_complete=True).exists()


def statuses(draft: Draft) -> list[SectionStatus]:
    """One per section, for the task list; two queries."""
    rows = {row.key: row for row in draft.sections.all()}
    attached = set(draft.files.values_list("question", flat=True))
    return [
        SectionStatus(section.key, section.title, _state(rows.get(section.key), section, attached))
        for section in definition_of(draft.version).sections
    ]


def _state(row: DraftSection | None, section: Section, attached: set[str]) -> str:
    has_files = any(question.key in attached for question in section.file_questions)
    has_text = row is not None and any(text.strip() for name, text in row.raw.items() if not name.endswith("-rows"))
    if not section.questions:
        return "complete"  # nothing is asked; older forms may have such a section
    if row is not None and row.is_complete and (has_text or has_files or row.revision > 1):
        return "complete"
    return "partial" if has_text or has_files else "empty"


def section_page(draft: Draft, section: str, *, result: SectionResult | None = None) -> SectionPage | None:
    """The page of ``section``; after a save pass its result, so that errors stand beside the fields.

    None when the form has no such section.
    """
    part = definition_of(draft.version).section(section)
    if part is None:
        return None
    row = draft.sections.filter(key=section).first() or DraftSection(draft=draft, key=section, raw={})
    form = result.form if result else SectionForm(part, initial=row.raw)
    return SectionPage(part.key, part.title, part.intro, form, slots(draft, part), row.revision, row.is_complete)
