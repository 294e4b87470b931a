"""Files of a draft: one request each, so that a refused file costs no answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core.errors import CaseError
from cms.people.models import User
from forms.access import locked
from forms.definition import Question, Section
from forms.models import Draft, DraftFile, DraftSection
from forms.saving import files_are_complete
from forms.sections import SectionForm
from forms.versions import definition_of
from media.checks import MAX_BYTES, MEGABYTE, Accepted, Refused, accept_attribute, check_upload, labels, too_large
from media.models import PrivateFile
from media.services import discard_file, forget, intact, is_stored, put_back, record, write

MAX_FORM_BYTES = 50 * MEGABYTE


@dataclass(frozen=True)
class FileSlot:
    """One file question on a page: what is attached, and whether more may come."""

    question: Question
    files: Sequence[DraftFile]

    @property
    def lost(self) -> list[DraftFile]:
        """Those whose bytes are not in the storage; they have to be attached again."""
        return [one for one in self.files if not is_stored(one.file)]

    @property
    def input_name(self) -> str:
        return f"file-{self.question.key}"

    @property
    def may_add(self) -> bool:
        return len(self.files) < self.question.max_files

    @property
    def accept(self) -> str:
        return accept_attribute(self.question.accept or None)

    @property
    def max_bytes(self) -> int:
        return MAX_BYTES

    @property
    def too_large(self) -> str:
        return too_large()

    @property
    def kinds(self) -> str:
        return labels(self.question.accept or None)


def attach(draft: Draft, *, actor: User, question: str, upload: UploadedFile) -> DraftFile:
    """``upload`` passed every check, lies synced in the private storage and answers ``question``.

    The same bytes sent twice for one question (a second tap) are one file. Raises
    media.checks.Refused with what to do, Http404 for an unknown question, Closed.

    Bytes are taken back only where no commit was attempted. When the database fails, the row may be
    there although nobody was told, so the bytes stay; without a row ``remove_orphans`` takes them.
    """
    asked = definition_of(draft.version).file_question(question)
    if asked is None:
        raise Http404
    _refuse_beyond(draft, asked, 0)
    accepted = check_upload(
        upload.file,  # type: ignore[arg-type]
        name=upload.name or "",
        size=upload.size or 0,
        accept=asked.accept or None,
    )
    path = write(accepted)  # slow, so before the lock
    try:
        with transaction.atomic():
            row = locked(draft, actor)
            attached = _same(row, question, accepted)
            spare = attached is not None and intact(attached.file)
            if attached is None:
                _refuse_beyond(row, asked, len(accepted.data))
                file = record(accepted, path=path, owner=actor)
                attached = DraftFile.objects.create(draft=row, question=question, file=file)
                _after_change(row, question)
            elif not spare:
                put_back(attached.file, accepted, path=path)
    except (CaseError, Http404):
        forget(path)
        raise
    if spare:
        forget(path)
    return attached


def _same(draft: Draft, question: str, accepted: Accepted) -> DraftFile | None:
    """The file of this very name and content that already answers ``question``."""
    same = draft.files.filter(question=question, file__sha256_sent=accepted.sha256_sent, file__name=accepted.name)
    return same.select_related("file").first()


def detach(draft: Draft, *, actor: User, file_id: str | int) -> None:
    """The file no longer belongs to the draft; its bytes go too unless some record needs them.

    ``file_id`` is the id of the DraftFile. Http404 when it is none of this draft.
    """
    with transaction.atomic():
        row = locked(draft, actor)
        text = str(file_id)
        is_id = text.isascii() and text.isdigit() and len(text) < 19
        found = row.files.select_related("file").filter(pk=text).first() if is_id else None
        if found is None:
            raise Http404
        found.delete()
        discard_file(found.file)
        _after_change(row, found.question)


def _refuse_beyond(draft: Draft, asked: Question, more: int) -> None:
    if draft.files.filter(question=asked.key).count() >= asked.max_files:
        raise Refused(
            _("Up to %(limit)d files. Remove one that is not needed, then add this one.") % {"limit": asked.max_files}
        )
    total = draft.files.aggregate(total=Sum("file__size"))["total"] or 0
    if total + more > MAX_FORM_BYTES:
        raise Refused(
            _("All files together may be up to %(limit)d MB; %(used).1f MB are attached already. Send smaller files.")
            % {"limit": MAX_FORM_BYTES // MEGABYTE, "used": total / MEGABYTE}
        )


def _after_change(draft: Draft, question: str) -> None:
    """The section's completeness and the draft's time follow the files."""
    definition = definition_of(draft.version)
    part = next(section for section, asked in definition.walk() if asked.key == question and asked.type == "file")
    draft.updated_at = timezone.now()
    draft.save(update_fields=["updated_at"])
    row, _made = DraftSection.objects.get_or_create(draft=draft, key=part.key)
    row.is_complete = SectionForm(part, data=row.raw).is_valid() and files_are_complete(draft, part)
    row.save(update_fields=["is_complete"])


def files_of(draft: Draft) -> dict[str, list[PrivateFile]]:
    """Question → its files in the order they came; one query."""
    found: dict[str, list[PrivateFile]] = {}
    for attached in draft.files.select_related("file"):
        found.setdefault(attached.question, []).append(attached.file)
    return found


def slots(draft: Draft, part: Section) -> list[FileSlot]:
    attached: dict[str, list[DraftFile]] = {}
    for one in draft.files.select_related("file"):
        attached.setdefault(one.question, []).append(one)
    return [FileSlot(question, attached.get(question.key, [])) for question in part.file_questions]
