"""Migrated once, copied often: a template database per state of the migrations.

Wagtail's root page, site and locale come from migrations, so tests always run on a migrated
database; the copy takes milliseconds where the migrations take half a minute. A new PostgreSQL server
(each run has one, each test of faults its own) reads a dump of what another has migrated.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from tests.postgres import PROGRAMS

ROOT = Path(__file__).resolve().parents[1]
OLD_TEMPLATE_SECONDS = 24 * 3600
# Any number will do as long as every checkout that shares a server uses the same.
ADVISORY_LOCK = 4_141_414


@cache
def fingerprint() -> str:
    """Changes when any migration, application or locked dependency changes, or what the page cache watches."""
    digest = hashlib.sha256()
    found = [p for p in ROOT.glob("**/migrations/*.py") if ".venv" not in p.parts]
    for path in sorted([*found, ROOT / "requirements" / "dev.txt"]):
        digest.update(path.read_bytes())
    # The triggers of the page cache are made after the migrations, by these.
    digest.update((ROOT / "cms" / "cache" / "triggers.py").read_bytes())
    digest.update(repr(settings.INSTALLED_APPS).encode())
    digest.update(repr([getattr(settings, name) for name in dir(settings) if name.startswith("PAGE_CACHE_")]).encode())
    return digest.hexdigest()[:16]


def is_postgres() -> bool:
    return connection.vendor == "postgresql"


def use(name: str) -> None:
    """Every connection of this process, in any thread, is made to the database ``name`` from now on."""
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = name
    connections["default"].settings_dict["NAME"] = name


def current() -> str:
    return str(settings.DATABASES["default"]["NAME"])


def url(name: str) -> str:
    """The database ``name`` as DATABASE_URL takes it, for programs that a test starts."""
    if not is_postgres():
        return f"sqlite:///{name}"
    given = settings.DATABASES["default"]
    login = f"{quote(given['USER'])}:{quote(given['PASSWORD'])}"
    return f"postgresql://{login}@{given['HOST']}:{given['PORT'] or 5432}/{name}"


@contextmanager
def _server() -> Iterator[Any]:
    """A connection to the maintenance database of the server."""
    import psycopg

    given = settings.DATABASES["default"]
    with psycopg.connect(
        host=given["HOST"], port=given["PORT"] or 5432, user=given["USER"], password=given["PASSWORD"],
        dbname="postgres", autocommit=True,
    ) as server:  # fmt: skip
        yield server


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time and engine: of this checkout by a file lock, of a shared server by an advisory lock."""
    folder = settings.VAR_DIR / "test"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"template.{connection.vendor}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_postgres():
            yield
            return
        with _server() as server:
            server.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
            yield


def migrate() -> None:
    call_command("migrate", verbosity=0)


def _postgres_template(name: str, make: Callable[[], None]) -> None:
    with _server() as server:
        if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return
        server.execute(f"DROP DATABASE IF EXISTS {name}_making WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name}_making")
        version = server.execute("SHOW server_version_num").fetchone()[0]
        dump = settings.VAR_DIR / "test" / f"{name}_{version}.dump"
        if dump.exists() and has_clients():
            client("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={name}_making", str(dump))
        else:
            use(f"{name}_making")
            make()
            connections.close_all()
            if has_clients():
                _dump(f"{name}_making", dump)
        server.execute(f"ALTER DATABASE {name}_making RENAME TO {name}")


def _dump(name: str, path: Path) -> None:
    """Half a dump is never found under its name."""
    making = path.with_suffix(".making")
    client("pg_dump", "--format=custom", "--no-owner", f"--file={making}", name)
    making.rename(path)
    _sweep(path.parent)


def has_clients() -> bool:
    return PROGRAMS is not None


def client(program: str, *arguments: str) -> str:
    """What a program of PostgreSQL says, run against the server."""
    assert PROGRAMS is not None
    given = settings.DATABASES["default"]
    login = {"PGHOST": given["HOST"], "PGPORT": str(given["PORT"] or 5432), "PGUSER": given["USER"]}
    done = subprocess.run(
        [str(PROGRAMS / program), *arguments], env={**os.environ, **login, "PGPASSWORD": given["PASSWORD"]},
        capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{program} {' '.join(arguments)}: {done.stderr}")
    return done.stdout


def _sqlite_template(path: Path, make: Callable[[], None]) -> None:
    if path.exists():
        return
    making = path.with_suffix(".making")
    remove_sqlite(making)
    use(str(making))
    make()
    connections.close_all()
    making.rename(path)
    _sweep(path.parent)


def _sweep(folder: Path) -> None:
    """Old templates and the copies of processes that have died are gone."""
    for path in folder.glob("kizuna_*.dump"):
        if time.time() - path.stat().st_mtime > OLD_TEMPLATE_SECONDS:
            path.unlink(missing_ok=True)
    for path in folder.glob("*.sqlite3"):
        owner = re.search(r"_(\d+)(_own\d+)?\.sqlite3$", path.name)
        dead = owner is not None and not Path(f"/proc/{owner[1]}").exists() and Path("/proc").exists()
        old = path.name.startswith("kizuna_") and time.time() - path.stat().st_mtime > OLD_TEMPLATE_SECONDS
        if (dead and not path.name.startswith("kizuna_")) or old:
            remove_sqlite(path)


def remove_sqlite(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def make_copy(label: str, *, of: str = "", make: Callable[[], None] = migrate) -> str:
    """A fresh copy of a template; returns its name. The connections still point where they did.

    ``of`` names another template than the migrated database, which ``make`` makes from an empty one.
    """
    folder = settings.VAR_DIR / "test"
    template = f"kizuna_{fingerprint()}{of}"
    before = current()
    with _alone():
        if is_postgres():
            copy = f"test_kizuna_{label}"
            _postgres_template(template, make)
            with _server() as server:
                server.execute(f"DROP DATABASE IF EXISTS {copy} WITH (FORCE)")
                server.execute(f"CREATE DATABASE {copy} TEMPLATE {template}")
        else:
            copy = str(folder / f"{label}.sqlite3")
            _sqlite_template(folder / f"{template}.sqlite3", make)
            remove_sqlite(Path(copy))
            shutil.copy(folder / f"{template}.sqlite3", copy)
    if current() != before:
        use(before)
    return copy


def copied(name: str, label: str) -> str:
    """A fresh copy of the database ``name``, to which nobody is connected; returns its name."""
    if is_postgres():
        copy = f"test_kizuna_{label}"
        with _server() as server:
            server.execute(f"CREATE DATABASE {copy} TEMPLATE {name}")
    else:
        copy = str(settings.VAR_DIR / "test" / f"{label}.sqlite3")
        shutil.copy(name, copy)
    return copy


def drop(name: str) -> None:
    """The copy is gone, whoever is still connected to it."""
    if is_postgres():
        with _server() as server:
            server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    else:
        remove_sqlite(Path(name))


def process_label() -> str:
    """Names this process among those that test at the same time."""
    return f"{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"


@contextmanager
def copy_of(name: str, copy: str) -> Iterator[None]:
    """Inside, every connection goes to a fresh copy of the PostgreSQL database ``name``; dropped afterwards."""
    connections.close_all()
    with _server() as server:
        server.execute(f"CREATE DATABASE {copy} TEMPLATE {name}")
    use(copy)
    try:
        yield
    finally:
        use(name)
        drop(copy)
