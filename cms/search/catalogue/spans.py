"""What the database tells of an entry's spans: when it next begins, whether it falls into some days, what changes next.

Seconds since 1970 all through; a span ends with its last second's beginning, so what ends at noon is over at noon.
"""

from __future__ import annotations

from typing import Any

from django.db.models import BigIntegerField, Func


class _OfSpans(Func):
    """``sqlite`` and ``postgresql``: the expression, with ``{column}`` and the values' names in braces."""

    output_field = BigIntegerField(null=True)
    sqlite = postgresql = ""

    def __init__(self, column: str = "spans", **seconds: int | None) -> None:
        super().__init__(column)
        # Whole numbers of ours, and no text of anybody's: they stand in the SQL as they are.
        self.seconds = {name: int(value) for name, value in seconds.items() if value is not None}

    @property
    def identity(self) -> Any:
        return (*super().identity, tuple(sorted(self.seconds.items())))

    def as_sql(self, compiler: Any, connection: Any, **_extra: Any) -> tuple[str, Any]:  # type: ignore[override]
        column, params = compiler.compile(self.source_expressions[0])
        template = self.sqlite if connection.vendor == "sqlite" else self.postgresql
        first, last = ("json_extract(s.value, '$[0]')", "json_extract(s.value, '$[1]')")
        if connection.vendor != "sqlite":
            first, last = "(s ->> 0)::bigint", "(s ->> 1)::bigint"
        asked = [f"{last} > {self.seconds['after']}"] if "after" in self.seconds else []
        asked += [f"{first} < {self.seconds['before']}"] if "before" in self.seconds else []
        told = {"column": column, "first": first, "last": last, "moment": self.seconds.get("moment")}
        return template.format(**told, asked=" AND ".join(asked) or "1 = 1"), params


class NextStart(_OfSpans):
    """The beginning of the first span that ends after ``after`` and begins before ``before``; NULL for none."""

    sqlite = "(SELECT MIN({first}) FROM json_each({column}) s WHERE {asked})"
    postgresql = "(SELECT MIN({first}) FROM jsonb_array_elements({column}) s WHERE {asked})"


class NextChange(_OfSpans):
    """The first beginning or end after ``moment``; NULL for none."""

    sqlite = (
        "(SELECT MIN(CASE WHEN {first} > {moment} THEN {first} ELSE {last} END)"
        " FROM json_each({column}) s WHERE {last} > {moment})"
    )
    postgresql = (
        "(SELECT MIN(CASE WHEN {first} > {moment} THEN {first} ELSE {last} END)"
        " FROM jsonb_array_elements({column}) s WHERE {last} > {moment})"
    )


class ByCodePoint(Func):
    """A text in the order of its characters' numbers, on every database and as Python sorts."""

    template = "%(expressions)s"

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template='%(expressions)s COLLATE "C"', **extra)
