"""Brings a working copy up to date before it serves: schema, cache table, demo data, static files.

Each step looks first and does nothing when nothing changed, so that a second start takes seconds.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from cms.search.models import Entry

Say = Callable[[str], None]
OWN_PACKAGES = ("cms", "pages", "workflows", "forms", "media")
LOCK = settings.BASE_DIR / "requirements" / "runtime.txt"


def prepare(say: Say) -> None:
    """Afterwards the database, the cache table and the static files fit this working copy."""
    migrate(say)
    create_cache_table()
    collect_static(say)
    if settings.DEMO:
        call_command("demo", "--if-empty")
    if not Entry.objects.exists():
        call_command("index_search", stdout=io.StringIO())
    connection.close()


def create_cache_table() -> None:
    cache = settings.CACHES["default"]
    if cache["BACKEND"].endswith("DatabaseCache") and cache["LOCATION"] not in connection.introspection.table_names():
        call_command("createcachetable", verbosity=0)


def migrate(say: Say) -> None:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        say(f"Migrating the database ({len(waiting)} steps, about half a minute when it is new) …")
        call_command("migrate", verbosity=0, interactive=False)


def collect_static(say: Say) -> None:
    """``STATIC_ROOT`` holds hashed copies; viewflow's node_modules name files that do not exist."""
    root = Path(settings.STATIC_ROOT)
    seal, now = root / ".inputs", static_inputs()
    if seal.exists() and seal.read_text() == now:
        return
    say("Collecting static files …")
    call_command(
        "collectstatic", interactive=False, clear=True, verbosity=0, ignore_patterns=["node_modules", "viewflow"]
    )
    seal.write_text(now)


def static_inputs() -> str:
    """Changes when a static file of ours or a locked dependency changes."""
    digest = hashlib.sha256(LOCK.read_bytes())
    for package in OWN_PACKAGES:
        for path in sorted((settings.BASE_DIR / package).glob("**/static/**/*")):
            if path.is_file():
                digest.update(f"{path.relative_to(settings.BASE_DIR)}\0".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()
