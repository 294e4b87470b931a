"""The scan of a paper form while it is being typed in: kept with the draft, gone with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from cms.people.models import User
from forms.models import Draft
from media.models import PrivateFile
from media.services import discard_file, store_upload

KEY = "scan"
KINDS = ("pdf", "jpg", "png", "heic")


def scan_of(draft: Draft) -> PrivateFile | None:
    kept = draft.context.get(KEY)
    return PrivateFile.objects.filter(pk=kept, owner_id=draft.owner_id).first() if kept else None


def keep_scan(draft: Draft, *, actor: User, upload: UploadedFile) -> PrivateFile:
    """``upload`` is the scan now; an earlier one is removed. Raises media.checks.Refused."""
    file = store_upload(owner=actor, upload=upload, accept=KINDS)
    _put(draft, file)
    return file


@contextmanager
def kept_paper(upload: UploadedFile, *, actor: User) -> Iterator[PrivateFile]:
    """``upload`` as a file for the record that is made inside; gone again when none is. Raises Refused."""
    file, made = store_upload(owner=actor, upload=upload, accept=KINDS), False
    try:
        yield file
        made = True
    finally:
        if not made:
            discard_file(file)


def drop_scan(draft: Draft) -> None:
    _put(draft, None)


def _put(draft: Draft, file: PrivateFile | None) -> None:
    with transaction.atomic():
        row = Draft.objects.select_for_update().get(pk=draft.pk)
        before = scan_of(row)
        row.context = {**row.context, KEY: str(file.pk) if file else None}
        row.save(update_fields=["context"])
        draft.context = row.context
        if before is not None:
            discard_file(before)
