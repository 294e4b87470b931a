"""Lawful erasure of private files: the rows in the caller's transaction, the bytes by the outbox after it.

A rollback keeps both. A crash after the commit loses nothing: the item that owes the deletion was
committed with it.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.jobs import outbox
from cms.jobs.registry import Park
from media.models import PrivateFile
from media.storage import private_storage

KIND = "erase_bytes"


@transaction.atomic
def erase_file(private_file: PrivateFile) -> None:
    """Bytes and name are gone, the row with both hashes stays as evidence. Doing it twice changes nothing."""
    locked = PrivateFile.objects.select_for_update().get(pk=private_file.pk)
    if locked.erased_at is None:
        locked.erased_at = timezone.now()
        locked.name = ""
        locked.save(update_fields=["erased_at", "name"])
    _owe(locked.path)


def remove_file(private_file: PrivateFile) -> bool:
    """Row and bytes are gone, unless some record still needs them; True when removed."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                private_file.delete()
        except ProtectedError:
            return False
        _owe(private_file.path)
    return True


def _owe(path: str) -> None:
    """The path is random and tells nothing, so the outbox may carry it."""
    outbox.put(kind=KIND, key=f"{KIND}:{path}", payload={"path": path}, urgent=False)


def delete_bytes(payload: dict[str, Any]) -> None:
    """The bytes are gone. Park when a living row still claims them: then the erasure was undone."""
    path = payload["path"]
    if PrivateFile.objects.filter(path=path, erased_at=None).exists():
        raise Park(_("A file that was to be erased belongs to a record again."))
    private_storage().delete(path)
