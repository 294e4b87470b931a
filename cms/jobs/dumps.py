"""One consistent copy of the database, and putting it back: each engine by its own means."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection, connections
from django.utils.translation import gettext as _


class DumpFailed(Exception):
    """The database could not be copied or put back; ``str(error)`` tells an operator why."""


def dump(folder: Path) -> Path:
    """The database as of one instant, as a file in ``folder``; writers are not stopped."""
    if connection.vendor == "postgresql":
        target = folder / "database.dump"
        _postgres("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
        return target
    target = folder / "database.sqlite3"
    with closing(sqlite3.connect(_sqlite_path())) as source:
        source.execute("VACUUM INTO ?", [str(target)])
    with closing(sqlite3.connect(target)) as copy:
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise DumpFailed(_("the copy of the database is damaged"))
    return target


def is_empty() -> bool:
    """No table stands in the database that the settings name (a missing SQLite file is empty)."""
    return not connection.introspection.table_names()


def load(source: Path) -> None:
    """The database holds what ``source`` held, and nothing else; DumpFailed if it does not fit."""
    engine = "postgresql" if source.suffix == ".dump" else "sqlite"
    if engine != connection.vendor:
        told = _("this backup is of %(theirs)s, the settings name %(ours)s")
        raise DumpFailed(told % {"theirs": engine, "ours": connection.vendor})
    if engine == "postgresql":
        _clear_postgres()
        connections.close_all()
        options = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
        _postgres("pg_restore", *options, "--dbname", str(connection.settings_dict["NAME"]), str(source))
        return
    connections.close_all()
    path = _sqlite_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".restoring")
    shutil.copyfile(source, beside)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    beside.replace(path)


def _sqlite_path() -> Path:
    return Path(connection.settings_dict["NAME"])


def _clear_postgres() -> None:
    """Every table of the schema is gone; the rights on the schema itself stay."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor, include_views=True):
            cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(table)} CASCADE")


def _postgres(program: str, *arguments: str) -> None:
    """Runs PostgreSQL's own program; the password goes by the environment, never by the command line."""
    folder = Path(settings.PG_BIN) if settings.PG_BIN else None
    found = shutil.which(program, path=str(folder) if folder else None)
    if found is None:
        raise DumpFailed(_("%(program)s was not found; name its folder in PG_BIN") % {"program": program})
    given = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    known = {name: str(given[key]) for name, key in names.items() if given.get(key)}
    done = subprocess.run(  # noqa: S603  our own command
        [found, *arguments], env={**os.environ, **known}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        told = _("%(program)s failed: %(why)s")
        raise DumpFailed(told % {"program": program, "why": done.stderr.strip()[-500:]})
