"""What the database holds, table by table, so that a test can say that nothing changed, or undo what did."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.db import connection, transaction


def digests(*, leaving_out: Collection[str] = ()) -> dict[str, str]:
    """Table → hash over all its rows and columns, in any order of rows."""
    names = [name for name in connection.introspection.table_names() if name not in leaving_out]
    found = {}
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")
            rows = sorted(repr(row) for row in cursor.fetchall())
            found[name] = hashlib.sha256("\n".join(rows).encode(errors="surrogatepass")).hexdigest()
    return found


@contextmanager
def undone() -> Iterator[None]:
    """What was written in here is gone again; not by ``atomic``, inside which nothing can be put on record."""
    before = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(before)
