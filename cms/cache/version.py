"""The version of everything that public pages show, as this process last read it.

Whoever makes a page reads the version before anything else. Content read later is at least as new, so a page kept
under a version that still holds is right; one that a change overtook is kept under a version that is gone.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from cms.cache.models import ContentChange

logger = logging.getLogger(__name__)
_SQL = f"SELECT count(*), sum(token) FROM {ContentChange._meta.db_table}"  # noqa: S608  the name is ours
# (database, clock of the reading, version)
_last: tuple[str, float, str | None] = ("", float("-inf"), None)
# The version under which the present request is answered; None for a reader who is known.
_at_work: ContextVar[str | None] = ContextVar("kizuna_content_version", default=None)


def current() -> str | None:
    """Not older than ``PAGE_CACHE_CHECK_SECONDS``; None while there is none. At most one query, mostly none."""
    global _last  # noqa: PLW0603  one per process, replaced whole
    database, read_at, version = _last
    name = str(connection.settings_dict["NAME"])
    now = time.monotonic()
    if database == name and now - read_at < settings.PAGE_CACHE_CHECK_SECONDS:
        return version
    version = _read()
    _last = (name, now, version)
    return version


def forget() -> None:
    """The next question is asked of the database."""
    global _last  # noqa: PLW0603
    _last = ("", float("-inf"), None)


def _read() -> str | None:
    """``now`` was taken before this, so that a slow answer ages from the question on."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(_SQL)
            count, total = cursor.fetchone()
    except DatabaseError as reason:
        logger.warning("the version of the content cannot be read: %s", reason)
        return None
    return f"{count}.{total}" if count else None


def fold() -> int:
    """The rows of changes long seen become one new row, so that reading stays cheap; returns how many went.

    That is a change like any other: the version it makes was never there before.
    """
    if connection.vendor != "postgresql":
        return 0
    table = ContentChange._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table} ORDER BY id")  # noqa: S608  the name is ours
        found = [row[0] for row in cursor.fetchall()]
        if len(found) <= settings.PAGE_CACHE_FOLD_ABOVE:
            return 0
        cursor.execute(f"DELETE FROM {table} WHERE id = ANY(%s)", [found])  # noqa: S608
        cursor.execute(
            f"INSERT INTO {table} (id, token) VALUES (txid_current(), (random() * (1::bigint << 40))::bigint)"  # noqa: S608
        )
    return len(found)


def at_work() -> str | None:
    return _at_work.get()


@contextmanager
def working_under(version: str) -> Iterator[None]:
    """Inside, what is remembered of ``version`` may be used (memory.py)."""
    token = _at_work.set(version)
    try:
        yield
    finally:
        _at_work.reset(token)
