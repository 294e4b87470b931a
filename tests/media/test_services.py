"""Private files: bytes before rows, never an address, gone when nothing needs them."""

from __future__ import annotations

import hashlib
import os
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from cms.jobs.worker import run_due
from media.checks import Refused
from media.erasing import erase_file
from media.models import PrivateFile
from media.services import discard_file, intact, open_file, remove_orphans, store_bytes, store_upload
from media.storage import private_storage
from tests.media import samples


def stored() -> list[Path]:
    return [path for path in Path(settings.PRIVATE_ROOT).rglob("*") if path.is_file()]


def letter() -> PrivateFile:
    return store_bytes(owner=None, data=b"%PDF-1.7 letter", name="通知書.pdf", content_type="application/pdf")


@pytest.mark.django_db
def test_an_upload_keeps_the_hash_as_sent_and_as_stored() -> None:
    data = samples.picture(orientation=6)
    file = store_upload(owner=None, upload=SimpleUploadedFile("会場.jpg", data))
    with open_file(file) as source:
        kept = source.read()
    assert file.sha256_sent == hashlib.sha256(data).hexdigest()
    assert file.sha256_stored == hashlib.sha256(kept).hexdigest() != file.sha256_sent
    assert (file.name, file.size, file.content_type) == ("会場.jpg", len(kept), "image/jpeg")
    assert intact(file)


@pytest.mark.django_db
def test_a_refused_upload_leaves_nothing() -> None:
    with pytest.raises(Refused):
        store_upload(owner=None, upload=SimpleUploadedFile("a.pdf", b"MZ"))
    assert not PrivateFile.objects.exists()
    assert not stored()


@pytest.mark.django_db
def test_what_is_stored_is_private_to_the_service_and_has_no_address() -> None:
    file = letter()
    (path,) = stored()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert file.name not in file.path
    with pytest.raises(ValueError, match="URL"):
        private_storage().url(file.path)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["../outside", "/etc/outside", "aa/../../outside"])
def test_no_path_leaves_the_private_folder(path: str) -> None:
    from django.core.exceptions import SuspiciousFileOperation

    with pytest.raises(SuspiciousFileOperation):
        private_storage().save(path, ContentFile(b"x"))


@pytest.mark.django_db
def test_a_disk_that_fails_leaves_no_half_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        letter()
    assert not stored()
    assert not PrivateFile.objects.exists()


@pytest.mark.usefixtures("own_database")
def test_a_rolled_back_file_is_an_orphan_and_taken_away_in_time() -> None:
    kept = letter()
    with transaction.atomic():
        letter()
        transaction.set_rollback(True)
    assert len(stored()) == 2
    assert remove_orphans() == 0  # it may still be waiting for its row
    assert remove_orphans(older_than=timedelta(seconds=-5)) == 1
    assert [path.name for path in stored()] == [kept.path.split("/")[-1]]
    assert intact(kept)


@pytest.mark.django_db
def test_remove_orphans_runs_on_an_empty_store() -> None:
    assert remove_orphans() == 0


@pytest.mark.usefixtures("own_database")
def test_discarding_removes_row_and_bytes() -> None:
    file = letter()
    assert discard_file(file)
    assert not stored()
    assert not PrivateFile.objects.exists()


@pytest.mark.usefixtures("own_database")
def test_erasing_keeps_both_hashes_and_nothing_else() -> None:
    file = letter()
    erase_file(file)
    erase_file(file)
    file.refresh_from_db()
    run_due()
    assert not stored()
    assert (file.name, len(file.sha256_stored)) == ("", 64)
    assert file.erased_at
    with pytest.raises(FileNotFoundError):
        open_file(file)


@pytest.mark.django_db
def test_a_changed_byte_is_noticed() -> None:
    file = letter()
    (path,) = stored()
    path.write_bytes(b"%PDF-1.7 Letter")
    assert not intact(file)
    path.unlink()
    assert not intact(file)


@pytest.mark.usefixtures("own_database")
def test_a_database_that_knows_none_of_the_files_costs_none_of_them(caplog: pytest.LogCaptureFixture) -> None:
    for _number in range(60):
        letter()
    PrivateFile.objects.all().delete()
    assert remove_orphans(older_than=timedelta(seconds=-5)) == 0
    assert len(stored()) == 60
    assert "60 of 60" in caplog.text


def test_cleaning_is_on_the_clock() -> None:
    from cms.jobs.schedules import declared

    assert {"media.services.remove_orphans", "forms.held.remove_expired"} <= {one.func for one in declared()}
