"""Reading while others write: every statement sees the database as it stood at the first one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

FIXED = {
    "postgresql": "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
    # Django's own transactions here take the writer's lock at once; this one only reads.
    "sqlite": "BEGIN DEFERRED",
}


@contextmanager
def one_instant() -> Iterator[None]:
    """What is read within is one state of the database; nothing may be written. Inside a transaction it is that one's.

    Writers are not stopped.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(FIXED["postgresql"])
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute(FIXED["sqlite"])
        try:
            yield
        finally:
            connection.connection.rollback()
