"""Migrated once, copied often: a template database per state of the migrations.

Wagtail's root page, site and locale come from migrations, so tests always run on a migrated
database; the copy takes milliseconds where the migrations take half a minute.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

ROOT = Path(__file__).resolve().parents[1]


def fingerprint() -> str:
    """Changes when any migration or locked dependency changes."""
    digest = hashlib.sha256()
    found = [p for p in ROOT.glob("**/migrations/*.py") if ".venv" not in p.parts]
    for path in sorted([*found, ROOT / "requirements" / "dev.txt"]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def is_postgres() -> bool:
    return connection.vendor == "postgresql"


def _use(name: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = name
    connections["default"].settings_dict["NAME"] = name


def _admin(*statements: str) -> list[tuple]:
    """Run ``statements`` one by one on the maintenance database of the server."""
    import psycopg

    given = settings.DATABASES["default"]
    with psycopg.connect(
        host=given["HOST"], port=given["PORT"] or 5432, user=given["USER"], password=given["PASSWORD"],
        dbname="postgres", autocommit=True,
    ) as server:  # fmt: skip
        rows: list[tuple] = []
        for statement in statements:
            cursor = server.execute(statement)
            rows = cursor.fetchall() if cursor.description else []
        return rows


def _build_template(name: str) -> None:
    if is_postgres():
        if _admin(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
            return
        _admin(f"DROP DATABASE IF EXISTS {name}_making", f"CREATE DATABASE {name}_making")
        _use(f"{name}_making")
        call_command("migrate", verbosity=0)
        connection.close()
        _admin(f"ALTER DATABASE {name}_making RENAME TO {name}")
        return
    target = settings.VAR_DIR / "test" / f"{name}.sqlite3"
    if not target.exists():
        making = target.with_suffix(".making")
        making.unlink(missing_ok=True)
        _use(str(making))
        call_command("migrate", verbosity=0)
        connection.close()
        making.rename(target)


def use_copy(label: str) -> str:
    """The default connection points at a fresh copy of the template; returns the copy's name."""
    folder = settings.VAR_DIR / "test"
    folder.mkdir(parents=True, exist_ok=True)
    template = f"kizuna_{fingerprint()}"
    with (folder / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _build_template(template)
        if is_postgres():
            copy = f"test_kizuna_{label}"
            connection.close()
            _admin(f"DROP DATABASE IF EXISTS {copy} WITH (FORCE)", f"CREATE DATABASE {copy} TEMPLATE {template}")
        else:
            copy = str(folder / f"{label}.sqlite3")
            connection.close()
            for suffix in ("", "-wal", "-shm"):
                Path(copy + suffix).unlink(missing_ok=True)
            shutil.copy(folder / f"{template}.sqlite3", copy)
    _use(copy)
    return copy
