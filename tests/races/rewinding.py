"""The same beginning for every round: the rows of the test's own database are kept and brought back."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection, transaction

KEPT = "beginning"
# Triggers of the other tables write into it, so it comes last.
LAST = "page_cache_contentchange"
# Have a row for a transaction or for a ring of the doorbell, whatever it did.
NOT_COUNTED = {LAST, "django_q_ormq"}
COLUMNS = (
    "SELECT c.relname, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_class c"
    " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''"
    " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' GROUP BY c.relname"
)


class Beginning:
    """PostgreSQL only. A round may add, change and remove rows anywhere; numbers that keys have used stay used."""

    def __init__(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(COLUMNS)
            self._columns = dict(sorted(cursor.fetchall(), key=lambda one: (one[0] == LAST, one[0])))
            self._marks = self._fingerprints()
            cursor.execute(f"CREATE SCHEMA {KEPT}")
            for table, (count, _digest) in self._marks.items():
                if count:
                    cursor.execute(f'CREATE TABLE {KEPT}."{table}" AS TABLE public."{table}"')

    def rounds(self, count: int) -> Iterator[int]:
        """So many times the same beginning; afterwards it is there once more."""
        for number in range(count):
            yield number
            self.restore()

    def rows(self) -> dict[str, int]:
        """How many rows every table has: what any kind keeps, nothing left out."""
        marks = self._fingerprints()
        return {table: count for table, (count, _digest) in marks.items() if table not in NOT_COUNTED}

    def restore(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            marks = self._fingerprints()
            for table in [table for table in self._columns if marks[table] != self._marks[table] or table == LAST]:
                cursor.execute(f'DELETE FROM public."{table}"')
                if self._marks[table][0]:
                    names = self._columns[table]
                    cursor.execute(f'INSERT INTO public."{table}" ({names}) SELECT {names} FROM {KEPT}."{table}"')

    def _fingerprints(self) -> dict[str, tuple[int, str]]:
        """Table → the number of its rows and a sum over their texts."""
        one = "SELECT '{0}', count(*), coalesce(sum(hashtextextended(t::text, 0)), 0)::text FROM public.\"{0}\" t"
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(one.format(table) for table in self._columns))
            return {table: (count, digest) for table, count, digest in cursor.fetchall()}
