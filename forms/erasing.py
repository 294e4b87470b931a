"""Drafts that must go: emptied when their case is erased, removed when their time is over.

The caller knows why, and has locked the row.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from forms.models import Draft, HeldText
from media.erasing import remove_file
from media.models import PrivateFile


@transaction.atomic
def empty(draft: Draft) -> None:
    """Texts, files and context are gone; the row stays, so that an old address still leads to the case."""
    _drop_content(draft)
    draft.context = {}
    draft.save(update_fields=["context"])


@transaction.atomic
def remove(draft: Draft, *, further_files: Iterable[PrivateFile] = ()) -> None:
    """The draft is gone with its texts and files; also ``further_files`` that only it knew."""
    _drop_content(draft)
    draft.delete()
    for file in further_files:
        remove_file(file)


def _drop_content(draft: Draft) -> None:
    """A file that the case still holds stays until the case lets go of it."""
    files = [attached.file for attached in draft.files.select_related("file")]
    draft.files.all().delete()
    draft.sections.all().delete()
    HeldText.objects.filter(draft=draft).delete()
    for file in files:
        remove_file(file)
