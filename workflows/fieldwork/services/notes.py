"""Writing a note once however often it is sent, sharing it, and erasing it."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO, cast
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.core.errors import CaseError, Forbidden
from cms.core.text import unstorable
from cms.core.waiting import or_busy
from cms.hubs.models import Chome, Hub
from cms.people.models import User
from media.checks import Accepted, check_upload
from media.erasing import erase_file
from media.services import forget, record, write
from workflows.fieldwork import access, retention
from workflows.fieldwork.models import FieldNote
from workflows.fieldwork.models.note import LONGEST_HEARD
from workflows.fieldwork.places import chome_of

PHOTOS = ("jpg", "png", "heic")


def check_photo(upload: UploadedFile) -> Accepted:
    """The photo without the place where it was taken. Raises media.checks.Refused."""
    return check_upload(cast(BinaryIO, upload.file), name=upload.name or "", size=upload.size or 0, accept=PHOTOS)


def write_note(
    hub: Hub, *, actor: User, key: UUID, chome: Chome, heard: str, met: str = "", is_private: bool = False,
    written_at: datetime | None = None, photo: Accepted | None = None,
) -> tuple[FieldNote, bool]:  # fmt: skip
    """The note of this author and key, and whether it is new: sent again, it is the one that is there.

    Raises  Forbidden (not of this hub), CaseError (another 丁目, unusable text, another note under the same key).
    """
    if hub.pk not in access.hubs_of(actor):
        raise Forbidden(_("Only the staff of this hub write its notes."))
    heard, met = heard.strip(), met.strip()
    if not heard or len(heard) > LONGEST_HEARD or unstorable(heard + met):
        raise CaseError(_("The text holds characters that cannot be kept, or it is too long or empty."))
    now = timezone.now()
    note = FieldNote(
        hub=hub, author=actor, key=key, chome=chome, heard=heard, met=met, is_private=is_private,
        written_at=min(written_at or now, now), received_at=now,
    )  # fmt: skip
    if (there := _same(note, photo)) is not None:
        return there, False
    if not chome_of(hub).filter(pk=chome.pk).exists():
        raise CaseError(_("This place is not in the area of the hub."))
    path = write(photo) if photo else ""
    try:
        _keep(note, photo, path)
    except IntegrityError:
        if path:
            forget(path)
        there = _same(note, photo)
        if there is None:
            raise
        return there, False
    return note, True


def _keep(note: FieldNote, photo: Accepted | None, path: str) -> None:
    with transaction.atomic():
        if photo is not None:
            note.photo = record(photo, path=path, owner=note.author)
        note.save(force_insert=True)
        log(note, "fieldwork.note_written", user=note.author)


def _same(note: FieldNote, photo: Accepted | None) -> FieldNote | None:
    """The note that was kept under this key; CaseError when another one was."""
    there = FieldNote.objects.select_related("photo").filter(author=note.author, key=note.key).first()
    if there is None or there.erased_at is not None:
        return there
    sent = photo.sha256_sent if photo else ""
    kept = there.photo.sha256_sent if there.photo else ""
    told = ("hub_id", "chome_id", "heard", "met", "is_private")
    if kept != sent or any(getattr(there, name) != getattr(note, name) for name in told):
        raise CaseError(_("Another note was sent from this page before. Open a new page and write this one there."))
    return there


def note_reading(note: FieldNote, *, reader: User) -> None:
    """Who looked at it is on record."""
    log(note, "fieldwork.note_read", user=reader)


def set_privacy(note: FieldNote, *, actor: User, is_private: bool) -> FieldNote:
    """Its author makes a note private or shares it with the hub."""
    with or_busy(), transaction.atomic():
        locked = locked_note(note, actor)
        if locked.author_id != actor.pk:
            raise Forbidden(_("Only its author shares a note or makes it private."))
        locked.is_private = is_private
        locked.save(update_fields=["is_private"])
        log(locked, "fieldwork.note_private" if is_private else "fieldwork.note_shared", user=actor)
    return locked


def erase_note(note: FieldNote, *, actor: User, reason: str) -> FieldNote:
    """Texts, photo and informants are gone; place, days and the tie to an issue stay. ``reason`` names nobody."""
    if not reason.strip() or unstorable(reason):
        raise CaseError(_("Please give the reason."))
    with or_busy(), transaction.atomic():
        locked = locked_note(note, actor)
        if not access.erases(actor, locked):
            raise Forbidden(_("Its author or the chief of the hub erases a note."))
        if locked.erased_at is None:
            _empty(locked)
            log(locked, "fieldwork.note_erased", user=actor, data={"reason": reason.strip()})
    return locked


def _empty(note: FieldNote) -> None:
    note.met, note.heard, note.erased_at = "", "", timezone.now()
    note.save(update_fields=["met", "heard", "erased_at"])
    note.informants.all().delete()
    if note.photo is not None:
        erase_file(note.photo)


def erase_due(hub: Hub, *, actor: User, reason: str) -> int:
    """Every note of the hub whose time of keeping is over is erased by its chief; their number."""
    due = retention.due(timezone.localdate()).filter(hub=hub)
    for note in due:
        erase_note(note, actor=actor, reason=reason)
    return len(due)


def locked_note(note: FieldNote, actor: User) -> FieldNote:
    """The row, locked; the actor may read it."""
    locked = FieldNote.objects.select_for_update().get(pk=note.pk)
    if not access.reads_note(actor, locked):
        raise Forbidden(_("This note belongs to another hub, or it is private."))
    return locked
