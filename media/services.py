"""Private files: checked, written and synced before their row can commit; gone with their row.

Who may read a file is decided by the caller, who knows what the file belongs to.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import BinaryIO, cast

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from cms.people.models import User
from media.checks import Accepted, check_upload
from media.models import PrivateFile
from media.names import clean_name
from media.storage import new_path, private_storage

logger = logging.getLogger(__name__)

# Longer than any request: bytes younger than this may still be waiting for their row.
ORPHAN_AGE = timedelta(hours=24)
MOST_ORPHANS = 50


def store_upload(
    *, owner: User | None, upload: UploadedFile, name: str = "", accept: Collection[str] | None = None
) -> PrivateFile:
    """``upload`` passed all checks, lies synced in the private storage and has its row.

    ``name`` is what people see (the upload's own name when empty). Raises media.checks.Refused.
    When the row cannot be written, or the caller's transaction later rolls back, only bytes
    without a row remain; ``remove_orphans`` takes them away.
    """
    accepted = check_upload(
        cast(BinaryIO, upload.file), name=name or upload.name or "", size=upload.size or 0, accept=accept
    )
    return keep(accepted, owner=owner)


def store_bytes(*, owner: User | None, data: bytes, name: str, content_type: str) -> PrivateFile:
    """Bytes that the system made itself (letters, exports): kept unchanged and unchecked."""
    digest = hashlib.sha256(data).hexdigest()
    return keep(Accepted(clean_name(name), content_type, data, digest), owner=owner)


def keep(accepted: Accepted, *, owner: User | None) -> PrivateFile:
    """Write and sync the bytes, then the row."""
    return record(accepted, path=write(accepted), owner=owner)


def write(accepted: Accepted) -> str:
    """The bytes lie synced under the returned path; without ``record`` they are an orphan."""
    return private_storage().save(new_path(), ContentFile(accepted.data))


def forget(path: str) -> None:
    """Take back what ``write`` wrote, when no row came of it."""
    private_storage().delete(path)


def record(accepted: Accepted, *, path: str, owner: User | None) -> PrivateFile:
    """The row of bytes that ``write`` stored under ``path``."""
    return PrivateFile.objects.create(
        owner=owner,
        name=accepted.name,
        content_type=accepted.content_type,
        size=len(accepted.data),
        sha256_sent=accepted.sha256_sent,
        sha256_stored=hashlib.sha256(accepted.data).hexdigest(),
        path=path,
    )


def put_back(private_file: PrivateFile, accepted: Accepted, *, path: str) -> None:
    """The row whose bytes are gone points at those that ``write`` stored under ``path``; who sent it stays."""
    private_file.path = path
    private_file.size = len(accepted.data)
    private_file.sha256_stored = hashlib.sha256(accepted.data).hexdigest()
    private_file.save(update_fields=["path", "size", "sha256_stored"])


def is_stored(private_file: PrivateFile) -> bool:
    """Bytes lie in the storage; whether they are the right ones is ``intact``'s question."""
    return private_file.erased_at is None and private_storage().exists(private_file.path)


def open_file(private_file: PrivateFile) -> BinaryIO:
    """The stored bytes for reading. Raises FileNotFoundError when they are erased or lost."""
    if private_file.erased_at is not None:
        raise FileNotFoundError(private_file.path)
    return cast(BinaryIO, private_storage().open(private_file.path, "rb"))


def intact(private_file: PrivateFile) -> bool:
    """The stored bytes still have the hash that was written down when they came."""
    digest = hashlib.sha256()
    try:
        with open_file(private_file) as source:
            while piece := source.read(256 * 1024):
                digest.update(piece)
    except FileNotFoundError:
        return False
    return digest.hexdigest() == private_file.sha256_stored


def discard_file(private_file: PrivateFile) -> bool:
    """Remove row and bytes unless some record still needs them; True when removed.

    Records point at files with PROTECT, so the database itself knows who still needs one.
    """
    path = private_file.path
    try:
        with transaction.atomic():
            private_file.delete()
    except ProtectedError:
        return False
    transaction.on_commit(lambda: private_storage().delete(path))
    return True


def remove_orphans(*, older_than: timedelta = ORPHAN_AGE) -> int:
    """Delete stored bytes that have no row and are older than ``older_than``; their number.

    Rolled-back transactions and interrupted uploads leave such bytes. Safe to run at any time:
    when more than a few would go, the database is likelier wrong than the files, so none does.
    """
    storage = private_storage()
    limit = timezone.now() - older_than
    total = 0
    orphans: list[str] = []
    for batch in _batches(_stored_paths()):
        total += len(batch)
        known = set(PrivateFile.objects.filter(path__in=batch, erased_at=None).values_list("path", flat=True))
        orphans += [path for path in batch if path not in known and storage.get_modified_time(path) < limit]
    if len(orphans) > max(MOST_ORPHANS, total // 20):
        logger.error("%d of %d stored files have no row; nothing was removed", len(orphans), total)
        return 0
    for path in orphans:
        storage.delete(path)
    if orphans:
        logger.info("removed %d stored files without a row", len(orphans))
    return len(orphans)


def _stored_paths() -> Iterator[str]:
    storage = private_storage()
    try:
        folders = storage.listdir("")[0]
    except FileNotFoundError:
        return  # nothing was ever stored
    for folder in folders:
        for name in storage.listdir(folder)[1]:
            yield f"{folder}/{name}"


def _batches(paths: Iterator[str], size: int = 500) -> Iterator[list[str]]:
    batch: list[str] = []
    for path in paths:
        batch.append(path)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
