"""Official numbers without gap or repetition: one counter row per series and fiscal year.

The counter moves inside the caller's transaction and its row stays locked until that ends, so a
rollback uses no number, and two takers wait for each other instead of sharing one.
"""

from __future__ import annotations

from django.db import transaction

from cms.core.models import NumberSeries

# One statement for the first taker and all others; PostgreSQL and SQLite (from 3.35) say it alike.
NEXT = (
    "INSERT INTO {table} (key, fiscal_year, last) VALUES (%s, %s, 1)"
    " ON CONFLICT (key, fiscal_year) DO UPDATE SET last = {table}.last + 1 RETURNING last"
)


def take_number(*, key: str, fiscal_year: int) -> int:
    """The next number of the series, from 1; RuntimeError outside a transaction."""
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise RuntimeError("a number is taken inside the transaction that uses it")
    table = connection.ops.quote_name(NumberSeries._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(NEXT.format(table=table), [key, fiscal_year])
        return int(cursor.fetchone()[0])
