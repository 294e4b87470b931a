"""The triggers that mark every change of what public pages show, whoever makes it and by whatever statement.

A trigger belongs to the change's own transaction: a reader sees the change and its mark together, or neither. Saving
the same values again is no change, and neither are columns that only the desk shows (``PAGE_CACHE_UNSEEN``).

SQLite refuses to alter a table while a trigger names its columns. There the triggers stand aside during a migration,
and until they are back there is no version: pages are then made anew for each reader.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from cms.cache.models import ContentChange

NAME = "kizuna_page_cache"
# Tokens are added up; 2^40 leaves room for millions of them in 63 bits.
TOKENS = 1 << 40
SQLITE_MARK = f"UPDATE {{table}} SET token = abs(random()) % {TOKENS}; "  # noqa: S608  the names are ours
POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    unseen text[] := COALESCE(TG_ARGV, ARRAY[]::text[]);
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(OLD) - unseen = to_jsonb(NEW) - unseen THEN
            RETURN NULL;
        END IF;
    END IF;
    INSERT INTO {{table}} (id, token) VALUES (txid_current(), (random() * {TOKENS})::bigint)
        ON CONFLICT (id) DO UPDATE SET token = EXCLUDED.token;
    RETURN NULL;
END $$
"""  # noqa: S608


def watched() -> dict[str, tuple[frozenset[str], tuple[str, ...]]]:
    """Table name: (columns that no public page shows, what is watched of INSERT, UPDATE and DELETE)."""
    found: dict[str, tuple[frozenset[str], tuple[str, ...]]] = {}
    for name in settings.PAGE_CACHE_WATCHED:
        app, _dot, model = name.partition(".")
        config = apps.get_app_config(app)
        models = [config.get_model(model)] if model else list(config.get_models(include_auto_created=True))
        for one in models:
            label = f"{app}.{one.__name__}"
            if label in settings.PAGE_CACHE_UNWATCHED or one._meta.proxy or not one._meta.managed:
                continue
            acts = ("UPDATE", "DELETE") if label in settings.PAGE_CACHE_NEW_ROWS_UNSEEN else None
            unseen = frozenset(settings.PAGE_CACHE_UNSEEN.get(label, ()))
            found[one._meta.db_table] = (unseen, acts or ("INSERT", "UPDATE", "DELETE"))
    return found | _of_kinds()


def _of_kinds() -> dict[str, tuple[frozenset[str], tuple[str, ...]]]:
    """Tables of kinds of request that public pages show: their apps name them, for nothing else knows the kinds."""
    return {
        config.get_model(name)._meta.db_table: (frozenset(unseen), ("INSERT", "UPDATE", "DELETE"))
        for config in apps.get_app_configs()
        for name, unseen in getattr(config, "shown_publicly", {}).items()
    }


def stand_aside(**_kwargs: Any) -> None:
    """Before a migration; on SQLite only. From here to ``watch`` nothing is kept and nothing kept is shown."""
    if connection.vendor != "sqlite":
        return
    with transaction.atomic(), connection.cursor() as cursor:
        if _table() in connection.introspection.table_names(cursor):
            _drop_sqlite(cursor)
            cursor.execute(f"DELETE FROM {_table()}")  # noqa: S608  the name is ours


def watch(**_kwargs: Any) -> None:
    """Every watched table that exists has its triggers, no other table has any, and the version is a new one."""
    with transaction.atomic(), connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        if _table() not in existing:
            return
        tables = {table: rule for table, rule in sorted(watched().items()) if table in existing}
        if connection.vendor == "sqlite":
            _watch_sqlite(cursor, tables)
        elif connection.vendor == "postgresql":
            _watch_postgres(cursor, tables)


def unwatch() -> None:
    """No trigger and no function of ours is left."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            _drop_sqlite(cursor)
        elif connection.vendor == "postgresql":
            cursor.execute(f"DROP FUNCTION IF EXISTS {NAME}() CASCADE")


def _table() -> str:
    return str(ContentChange._meta.db_table)


def _drop_sqlite(cursor: CursorWrapper) -> None:
    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{NAME}%"])
    for (name,) in cursor.fetchall():
        cursor.execute(f'DROP TRIGGER "{name}"')


def _watch_sqlite(cursor: CursorWrapper, tables: dict[str, tuple[frozenset[str], tuple[str, ...]]]) -> None:
    _drop_sqlite(cursor)
    mark = SQLITE_MARK.format(table=_table())
    for table, (unseen, acts) in tables.items():
        for act in acts:
            when = _when_sqlite(cursor, table, unseen) if act == "UPDATE" else ""
            cursor.execute(f'CREATE TRIGGER "{NAME}_{table}_{act}" AFTER {act} ON "{table}" {when} BEGIN {mark} END')
    cursor.execute(f"DELETE FROM {_table()}")  # noqa: S608  the name is ours
    cursor.execute(f"INSERT INTO {_table()} (id, token) VALUES (1, abs(random()) % {TOKENS})")  # noqa: S608


def _when_sqlite(cursor: CursorWrapper, table: str, unseen: frozenset[str]) -> str:
    """Compared one by one: what Django saves names every column, changed or not."""
    columns = [one.name for one in connection.introspection.get_table_description(cursor, table)]
    changed = [f'OLD."{name}" IS NOT NEW."{name}"' for name in columns if name not in unseen]
    return f"WHEN {' OR '.join(changed)}"


def _watch_postgres(cursor: CursorWrapper, tables: dict[str, tuple[frozenset[str], tuple[str, ...]]]) -> None:
    """Only what is missing is made, for making a trigger waits for everybody who writes to the table."""
    cursor.execute(POSTGRES_FUNCTION.format(table=_table()))
    cursor.execute(
        "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE c.relnamespace = current_schema()::regnamespace AND t.tgname LIKE %s",
        [f"{NAME}%"],
    )
    there = set(cursor.fetchall())
    wanted = {(table, name): rest for table, rule in tables.items() for name, rest in _postgres_triggers(*rule)}
    for table, name in there - set(wanted):
        cursor.execute(f'DROP TRIGGER "{name}" ON "{table}"')
    for (table, name), (event, rest) in wanted.items():
        if (table, name) not in there:
            cursor.execute(f'CREATE TRIGGER "{name}" AFTER {event} ON "{table}" {rest}')
    cursor.execute(
        f"INSERT INTO {_table()} (id, token) VALUES (txid_current(), (random() * {TOKENS})::bigint)"  # noqa: S608
        " ON CONFLICT (id) DO UPDATE SET token = EXCLUDED.token"
    )


def _postgres_triggers(unseen: frozenset[str], acts: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, str]]]:
    """(name, (event, rest of the statement)); the name tells what the trigger does: another rule, another name."""
    arguments = ", ".join(f"'{name}'" for name in sorted(unseen))
    rules = ((" OR ".join(acts), "ROW", arguments), ("TRUNCATE", "STATEMENT", ""))
    for event, each, given in rules:
        rest = f"FOR EACH {each} EXECUTE FUNCTION {NAME}({given})"
        digest = hashlib.sha256(f"{event} {rest}".encode()).hexdigest()[:8]
        yield f"{NAME}_{digest}", (event, rest)
