"""Waiting for a row that somebody else holds: how a wait that takes too long is told to people.

PostgreSQL ends such a wait by ``lock_timeout``, SQLite by its own ``timeout``, both see settings.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection
from django.utils.translation import gettext as _

from cms.core.errors import Busy

# Lock timeout and deadlock; SQLite's error names begin so.
POSTGRESQL_WAITS = frozenset({"55P03", "40P01"})
SQLITE_WAITS = ("SQLITE_BUSY", "SQLITE_LOCKED")


@contextmanager
def or_busy() -> Iterator[None]:
    """Every service that locks a record does so in here: a wait that takes too long becomes ``Busy``.

    It stands outside the transaction, ``with or_busy(), transaction.atomic():``, so that the rollback
    comes first; inside one it may only be left by the error.
    """
    try:
        yield
    except OperationalError as error:
        if not is_wait(error):
            raise
        raise Busy(told()) from error


def patiently(seconds: int) -> None:
    """Inside this transaction a lock is waited for so long before it is ``Busy``.

    For what many people do at one moment and nobody may lose, such as sending a form on the last
    evening: they queue for the next number. SQLite waits its own ``timeout`` anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{seconds:d}s'")


def told() -> str:
    """What the person reads who waited in vain."""
    return _("Somebody else is working on this at this moment. Please try again shortly. Nothing was lost.")


def is_wait(error: BaseException | None) -> bool:
    """Whether the database gave up waiting for a lock, judged by its code and not by its words."""
    cause = error.__cause__ if isinstance(error, OperationalError) else None
    name = getattr(cause, "sqlite_errorname", None) or ""
    return getattr(cause, "sqlstate", None) in POSTGRESQL_WAITS or name.startswith(SQLITE_WAITS)
