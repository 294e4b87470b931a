"""Where private bytes lie: the ``private`` storage, never below a public address.

On disk a file appears under its name only when it is complete and on the platter: written beside,
synced, then renamed. An object store gives the same promise by itself.
"""

from __future__ import annotations

import os
import uuid
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.utils.functional import cached_property

UNFINISHED = ".unfinished"


def private_storage() -> Storage:
    return storages["private"]


def new_path() -> str:
    """A path that tells nothing about its content, spread over 256 folders."""
    name = uuid.uuid4().hex
    return f"{name[:2]}/{name}"


class PrivateStorage(FileSystemStorage):
    """Files below ``settings.PRIVATE_ROOT``, readable by this user only, without any address."""

    def __init__(self) -> None:
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700)

    @property
    def base_location(self) -> str:  # type: ignore[override]
        return str(settings.PRIVATE_ROOT)

    @property
    def location(self) -> str:  # type: ignore[override]
        return os.path.abspath(self.base_location)

    @cached_property
    def base_url(self) -> None:  # type: ignore[override]
        """None: ``url()`` raises, so that no template can print an address by accident."""
        return

    def _save(self, name: str, content: File) -> str:
        final = Path(self.path(name))
        final.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = final.with_name(f"{final.name}{UNFINISHED}")
        try:
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as out:
                for piece in content.chunks():
                    out.write(piece)
                out.flush()
                os.fsync(out.fileno())
            os.replace(beside, final)
        except OSError:
            beside.unlink(missing_ok=True)
            raise
        _sync_folder(final.parent)
        return name


def _sync_folder(folder: Path) -> None:
    """The new name itself survives a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
