"""Database and files together, in one folder with a list of hashes; and putting them back.

The database is copied first, the files after: a file is written before the row that names it, so
every row of the copy finds its file. What is put back is held: nothing is sent until released.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _
from django_q.models import OrmQ

from cms.core.clock import database_now
from cms.core.stores import store_errors
from cms.jobs import dumps, outbox
from cms.jobs.models import Heartbeat, Hold, OutboxItem

MANIFEST = "manifest.json"
FORMAT = 1
STORAGES = ("private", "default")
PIECE_BYTES = 1 << 20
STILL_RUNNING = timedelta(seconds=60)


class BackupFailed(Exception):
    """``str(error)`` tells an operator what to do."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: path within the folder → SHA-256. ``migrations`` are those applied."""

    time: str
    engine: str
    files: dict[str, str]
    migrations: list[str]
    missing: list[str]
    format: int = FORMAT


def back_up(folder: Path) -> Manifest:
    """``folder`` is new and complete; BackupFailed if it exists. Readable by its owner alone.

    ``missing`` names private files that a row of the copied database promises and that are not
    there with the promised hash; the backup stands, but somebody has to look.
    """
    if folder.exists():
        raise BackupFailed(_("%(folder)s exists; give a new folder") % {"folder": folder})
    making = folder.with_name(folder.name + ".unfinished")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True, mode=0o700)
    os.chmod(making, 0o700)
    time = database_now().isoformat()
    promised = _promised()
    dump = dumps.dump(making)
    dump.chmod(0o600)
    files = {dump.name: _sha256(dump)}
    for name in STORAGES:
        for path in _walk(storages[name]):
            target = making / "files" / name / path
            files[f"files/{name}/{path}"] = _fetch(storages[name], path, target)
    missing = [path for path, digest in promised.items() if files.get(f"files/private/{path}") != digest]
    applied = [f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()]
    manifest = Manifest(time, connection.vendor, files, sorted(applied), sorted(missing))
    (making / MANIFEST).write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1), encoding="utf-8")
    making.replace(folder)
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """The list of ``folder``; BackupFailed when it is none of ours."""
    try:
        told: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        manifest = Manifest(**told)
    except (OSError, ValueError, TypeError) as error:
        raise BackupFailed(_("%(folder)s holds no complete backup") % {"folder": folder}) from error
    if manifest.format != FORMAT:
        raise BackupFailed(_("this backup has another format (%(format)s)") % {"format": manifest.format})
    return manifest


def check(folder: Path) -> Manifest:
    """Every file of the backup has its hash; BackupFailed names the first that has not."""
    manifest = read_manifest(folder)
    for path, digest in manifest.files.items():
        file = folder / path
        if not file.is_file() or _sha256(file) != digest:
            raise BackupFailed(_("%(path)s is damaged or missing; nothing was changed") % {"path": path})
    return manifest


def restore(folder: Path, *, force: bool = False) -> Manifest:
    """Database and files are those of ``folder``; everything is held and nobody is signed in.

    Nothing is touched before every hash was checked. BackupFailed for a database that is not empty
    (unless ``force``), while workers run, and when a file cannot be put back: then the database is that of
    ``folder`` and held already. Private files that the backup does not know are removed.
    """
    manifest = check(folder)
    if not dumps.is_empty():
        if not force:
            raise BackupFailed(_("the database is not empty; --force replaces all that is in it"))
        if _workers_run():
            raise BackupFailed(_("job workers are running; stop workers and web servers first"))
    [dump] = [folder / path for path in manifest.files if not path.startswith("files/")]
    dumps.load(dump)
    reason = _("restored from the backup of %(time)s") % {"time": manifest.time}
    _quieten(reason)
    try:
        _put_all_back(folder, manifest)
    except store_errors() as error:
        told = _("the database is back and held, the files are not; mend the storage and restore again (%(why)s)")
        raise BackupFailed(told % {"why": type(error).__name__}) from error
    _quieten(reason)
    return manifest


def _put_all_back(folder: Path, manifest: Manifest) -> None:
    """The files are those of ``folder``; no private file is left that the restored rows do not know."""
    for path in manifest.files:
        if path.startswith("files/"):
            _place, name, inner = path.split("/", 2)
            _put_back(storages[name], inner, folder / path)
    private = storages["private"]
    for path in list(_walk(private)):
        if f"files/private/{path}" not in manifest.files:
            private.delete(path)


def _quieten(reason: str) -> None:
    """Nothing goes out, no bell of the old days rings, no claim or session of the old days counts."""
    if not Hold.objects.filter(released_at=None, reason=reason[:200]).exists():
        outbox.hold(reason)
    OrmQ.objects.all().delete()
    Heartbeat.objects.all().delete()
    Session.objects.all().delete()
    claimed = OutboxItem.objects.filter(state=OutboxItem.State.CLAIMED)
    claimed.update(state=OutboxItem.State.DUE, claim="", claimed_until=None)


def _workers_run() -> bool:
    if Heartbeat._meta.db_table not in connection.introspection.table_names():
        return False
    return Heartbeat.objects.filter(at__gt=database_now() - STILL_RUNNING).exists()


def _promised() -> dict[str, str]:
    """Path → hash of every private file that the database says is kept."""
    rows = apps.get_model(settings.PRIVATE_FILE_MODEL)._default_manager.filter(erased_at=None)
    return dict(rows.values_list("path", "sha256_stored"))


def _walk(storage: Storage, folder: str = "") -> Iterator[str]:
    """Every file of ``storage``, by its path; none when the storage has not been used yet."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(files):
        if not name.endswith(".unfinished"):
            yield f"{folder}/{name}" if folder else name
    for name in sorted(folders):
        yield from _walk(storage, f"{folder}/{name}" if folder else name)


def _fetch(storage: Storage, path: str, target: Path) -> str:
    """``target`` holds the stored bytes; returns their SHA-256."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with storage.open(path) as source, target.open("wb") as copy:
        for piece in source.chunks(PIECE_BYTES):
            copy.write(piece)
            digest.update(piece)
    return digest.hexdigest()


def _put_back(storage: Storage, path: str, source: Path) -> None:
    if storage.exists(path):
        storage.delete(path)
    with source.open("rb") as content:
        kept = storage.save(path, File(content))
    if kept != path:
        raise BackupFailed(_("%(path)s could not be put back under its name") % {"path": path})


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
