"""One consistent copy of the database, and putting it back: each engine by its own means."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from tempfile import TemporaryFile
from typing import IO, Any

from django.conf import settings
from django.db import connection, connections
from django.utils.translation import gettext as _

LIBPQ = {
    "PGHOST": "HOST",
    "PGPORT": "PORT",
    "PGUSER": "USER",
    "PGPASSWORD": "PASSWORD",
    "PGDATABASE": "NAME",
    "PGSSLMODE": "sslmode",
    "PGSSLROOTCERT": "sslrootcert",
}
QUIET_PSQL = ("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1")
# A forgotten open transaction makes the restore fail, not wait for ever.
LOCK_WAIT = "30s"
# Functions of the schema that no extension brought; a copy brings its own.
OUR_FUNCTIONS = """
SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace
AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""


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
    """The database holds what ``source`` held, and nothing else; DumpFailed if it does not fit.

    All or nothing: whatever is wrong with the programs or the copy, the database stays as it was.
    """
    engine = "postgresql" if source.suffix == ".dump" else "sqlite"
    if engine != connection.vendor:
        told = _("this backup is of %(theirs)s, the settings name %(ours)s")
        raise DumpFailed(told % {"theirs": engine, "ours": connection.vendor})
    if engine == "postgresql":
        _load_postgres(source)
        return
    connections.close_all()
    path = _sqlite_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".restoring")
    shutil.copyfile(source, beside)
    _require_whole(beside)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    beside.replace(path)


def _sqlite_path() -> Path:
    return Path(connection.settings_dict["NAME"])


def _require_whole(copy: Path) -> None:
    try:
        with closing(sqlite3.connect(copy)) as opened:
            has_tables = opened.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()  # an empty file is whole too
            whole = bool(has_tables) and opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    except sqlite3.DatabaseError:
        whole = False
    if not whole:
        copy.unlink()
        raise DumpFailed(_("the copy of the database is damaged"))


def _load_postgres(source: Path) -> None:
    """One transaction drops every table of ours and loads the copy; it is committed only when both went well.

    pg_restore alone could not: a table that is newer than the copy, and points at an older one, would stop it.
    The rights on the schema itself stay.
    """
    psql, pg_restore = _program("psql"), _program("pg_restore")
    _postgres("pg_restore", "--list", str(source))
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        cursor.execute(OUR_FUNCTIONS)
        functions = [row[0] for row in cursor.fetchall()]
    names = [connection.ops.quote_name(table) for table in tables]
    connections.close_all()
    with TemporaryFile("w+") as told, Popen([psql, *QUIET_PSQL], **_piped(told)) as session:  # noqa: S603  our own
        assert session.stdin is not None
        script = [pg_restore, "--no-owner", "--no-privileges", "--file=-", str(source)]
        with Popen(script, **_piped(told, stdin=DEVNULL, stdout=PIPE)) as restoring:  # noqa: S603  our own command
            assert restoring.stdout is not None
            fed = _feed(session.stdin, names, functions, restoring.stdout)
        if fed and restoring.returncode == 0:
            session.stdin.write(b"COMMIT;\n")
        _close(session.stdin)
        if session.wait() or restoring.returncode or not fed:
            told.seek(0)
            raise DumpFailed(_("%(program)s failed: %(why)s") % {"program": "pg_restore", "why": _end_of(told.read())})


def _piped(told: IO[str], *, stdin: int = PIPE, stdout: int = DEVNULL) -> dict[str, Any]:
    return {"stdin": stdin, "stdout": stdout, "stderr": told, "env": _environment()}


def _feed(session: IO[bytes], tables: list[str], functions: list[str], script: IO[bytes]) -> bool:
    """The open transaction has been told everything; False when the session ended before."""
    drops = "".join(f"DROP TABLE IF EXISTS {table} CASCADE;\n" for table in tables)
    drops += "".join(f"DROP FUNCTION IF EXISTS {function} CASCADE;\n" for function in functions)
    try:
        session.write(f"BEGIN;\nSET LOCAL lock_timeout = '{LOCK_WAIT}';\n{drops}".encode())
        shutil.copyfileobj(script, session)
        session.flush()
    except BrokenPipeError:
        return False
    return True


def _close(pipe: IO[bytes]) -> None:
    """What was not committed is rolled back by the server when the session ends."""
    try:
        pipe.close()
    except BrokenPipeError:
        return


def _program(name: str) -> str:
    """Where PostgreSQL's own program lies; DumpFailed says how to name its folder."""
    found = shutil.which(name, path=str(settings.PG_BIN) if settings.PG_BIN else None)
    if found is None:
        raise DumpFailed(_("%(program)s was not found; name its folder in PG_BIN") % {"program": name})
    return found


def _environment() -> dict[str, str]:
    """The password goes by the environment, never by the command line."""
    given = {**connection.settings_dict, **connection.settings_dict.get("OPTIONS", {})}
    return {**os.environ, **{name: str(given[key]) for name, key in LIBPQ.items() if given.get(key)}}


def _postgres(name: str, *arguments: str) -> None:
    """Runs PostgreSQL's own program; DumpFailed with the end of what it said."""
    command = [_program(name), *arguments]
    done = subprocess.run(  # noqa: S603  our own command
        command, env=_environment(), capture_output=True, text=True, check=False, stdin=DEVNULL
    )
    if done.returncode:
        raise DumpFailed(_("%(program)s failed: %(why)s") % {"program": name, "why": _end_of(done.stderr)})


def _end_of(said: str) -> str:
    return said.strip()[-500:]
