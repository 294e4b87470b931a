"""A query whose SQL is written once per connection. For what every public page asks, the ORM's writing costs more
than the database's answering.

    HUBS = Prepared(lambda pk: Hub.objects.select_related("area").filter(pk=pk), 987_654)
    HUBS.all(7)

The samples stand for the values: whole numbers, texts, days or moments that occur nowhere else in the query.
Everything else is fixed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")
Value = int | str | date | datetime
_ATTRIBUTE = "_kizuna_prepared"


@dataclass(frozen=True)
class _Ready:
    """``places``: which value goes where among ``params``."""

    compiler: SQLCompiler
    sql: str
    params: tuple[Any, ...]
    places: dict[int, int]
    converters: dict[int, Any]

    def rows(self, values: tuple[Value, ...]) -> Iterator[Any]:
        places, given = self.places, _adapted(self.compiler.connection, values)
        params = [given[places[n]] if n in places else one for n, one in enumerate(self.params)]
        with self.compiler.connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            found = cursor.fetchall()
        return self.compiler.apply_converters(found, self.converters) if self.converters else iter(found)


class Prepared(Generic[Row]):
    """``all(*values)``: what ``build(*values)`` gives, as a list: objects with their joined ones, or plain rows."""

    def __init__(self, build: Callable[..., QuerySet[Any, Row]], *samples: Value) -> None:
        self._build, self._samples = build, samples

    def all(self, *values: Value) -> list[Row]:
        known: dict[Any, tuple[_Ready, Any]] = connections[DEFAULT_DB_ALIAS].__dict__.setdefault(_ATTRIBUTE, {})
        if self not in known:
            known[self] = self._prepare()
        ready, made = known[self]
        return [made(row) for row in ready.rows(values)]

    def first(self, *values: Value) -> Row | None:
        found = self.all(*values)
        return found[0] if found else None

    def _prepare(self) -> tuple[_Ready, Any]:
        queryset = self._build(*self._samples)
        compiler = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        samples = _adapted(compiler.connection, self._samples)
        places = {n: samples.index(one) for n, one in enumerate(params) if one in samples}
        if set(places.values()) != set(range(len(samples))):
            raise ValueError(f"a sample is not among the parameters of {sql}")
        of_models = issubclass(queryset._iterable_class, ModelIterable)  # type: ignore[attr-defined]
        selected = [one[0] for one in compiler.select[: compiler.col_count]]
        ready = _Ready(compiler, sql, tuple(params), places, compiler.get_converters(selected))
        return ready, _maker(compiler, queryset.db) if of_models else tuple


def _adapted(connection: Any, values: tuple[Value, ...]) -> list[Any]:
    """As the database takes them."""
    ops = connection.ops
    return [
        ops.adapt_datetimefield_value(one)
        if isinstance(one, datetime)
        else ops.adapt_datefield_value(one)
        if isinstance(one, date)
        else one
        for one in values
    ]


def _maker(compiler: SQLCompiler, alias: str) -> Callable[[Any], Model]:
    """As ModelIterable does for each row. (The type stubs know a later Django's signature.)"""
    info: Any = compiler.klass_info
    select: Any = compiler.select
    start, end = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [one[0].target.attname for one in select[start:end]]
    populators = get_related_populators(info, select, alias)  # type: ignore[call-arg]
    annotated = dict(compiler.annotation_col_map or {})
    model: type[Model] = info["model"]

    def made(row: Any) -> Model:
        found = model.from_db(alias, names, row[start:end])
        for populator in populators:
            populator.populate(row, found)
        for name, place in annotated.items():
            setattr(found, name, row[place])
        return found

    return made
