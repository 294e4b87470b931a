"""What a request writes: every statement that changes rows, by table, seen where Django hands it to the database.

Stricter than comparing rows before and after: a change that is undone, or made with equal values, shows as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

# Statements that change no row. Everything else counts as a write, known or not.
READS = ("SELECT", "VALUES", "EXPLAIN", "PRAGMA", "SHOW", "SET", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
WRITE = re.compile(
    r'(?:\bINSERT\s+(?:OR\s+\w+\s+)?INTO|(?<!FOR )(?<!DO )\bUPDATE(?:\s+ONLY)?|\bDELETE\s+FROM|\bREPLACE\s+INTO'
    r'|\bTRUNCATE(?:\s+TABLE)?|\bALTER\s+TABLE|\bCOPY|\bMERGE\s+INTO)\s+"?(\w+)"?',
    re.IGNORECASE,
)  # fmt: skip


def tables_of(sql: str) -> set[str]:
    """The tables that ``sql`` changes; an unknown statement stands for itself."""
    verb = sql.lstrip(" \n\t(").split(None, 1)[0].upper().rstrip(";")
    if verb in READS:
        return set()
    found = set(WRITE.findall(sql))
    return found if found or verb == "WITH" else {f"? {sql[:60]}"}


@contextmanager
def written() -> Iterator[set[str]]:
    """The tables written inside, gathered while it runs."""
    tables: set[str] = set()

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        tables.update(tables_of(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield tables
