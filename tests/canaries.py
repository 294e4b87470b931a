"""Strings that must be nowhere after an erasure, looked for in every column of every table and in every file."""

from __future__ import annotations

import json
from pathlib import Path

from django.conf import settings
from django.db import connection

TEXT, PHONE, KANA = "zkanariez", "080-9753-1864", "カナリヤゼット"
_FINDS = {"postgresql": "strpos({text}, %s) > 0", "sqlite": "instr({text}, %s) > 0"}


def spellings() -> list[str]:
    """Each canary as typed and as JSON may write it, in small letters."""
    return sorted({way.lower() for one in (TEXT, PHONE, KANA) for way in (one, json.dumps(one)[1:-1])})


def tables_with_canaries() -> dict[str, int]:
    """Table → rows that hold a canary in any column, whatever its type."""
    found = {}
    quote, finds = connection.ops.quote_name, _FINDS[connection.vendor]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
            tests = [
                finds.format(text=f"lower(cast({quote(column)} as text))") for column in columns for _one in spellings()
            ]
            cursor.execute(
                f"SELECT count(*) FROM {quote(table)} WHERE {' OR '.join(tests)}", spellings() * len(columns)
            )
            if count := cursor.fetchone()[0]:
                found[table] = count
    return found


def files_with_canaries() -> list[Path]:
    """Stored files, private and public, whose bytes hold a canary."""
    wanted = [one.encode() for one in (TEXT, PHONE, KANA)]
    return [path for path in stored_files() if any(one in path.read_bytes() for one in wanted)]


def stored_files() -> list[Path]:
    roots = [Path(settings.PRIVATE_ROOT), Path(settings.MEDIA_ROOT)]
    return sorted(path for root in roots for path in root.rglob("*") if path.is_file())
