"""The one clock of deadlines: the database's, the same for every web and job worker."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import connection

_STATEMENTS = {
    "postgresql": "SELECT clock_timestamp()",
    "sqlite": "SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
}


def database_now() -> datetime:
    """The instant at which the database ran this statement (aware, UTC); one query.

    On PostgreSQL the clock moves within a transaction; on SQLite its grain is a millisecond.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENTS[connection.vendor])
        value = cursor.fetchone()[0]
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return moment.astimezone(UTC)
