"""A database as it stood on the day of the file: migrated that far and no further, filled, then brought to today."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Field, Model
from django.db.models.sql import InsertQuery
from viewflow.workflow.fields import TokenField
from viewflow.workflow.token import Token

from cms.cache import triggers

DUMP = Path(__file__).with_name("world_before_kinds.json.gz")


@dataclass(frozen=True)
class OldWorld:
    """What the file says of itself: names of situations → keys of cases, and of all the rest."""

    made_at: datetime
    cases: dict[str, int]
    others: dict[str, Any]


def read(dump: Path = DUMP) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(gzip.decompress(dump.read_bytes()))
    return whole


def world_of(whole: dict[str, Any]) -> OldWorld:
    return OldWorld(datetime.fromisoformat(whole["made_at"]), whole["cases"], whole["others"])


def fill(whole: dict[str, Any]) -> None:
    """The empty database becomes that of the file: schema of its day, rows of its day, and no migration after it."""
    executor = MigrationExecutor(connection)
    leaves = [(app, name) for app, name in whole["migrations"]]
    old = executor.migrate(leaves).apps
    with transaction.atomic():
        models = [old.get_model(label) for label in whole["tables"]]
        everything = [model for model in old.get_models(include_auto_created=True) if model._meta.managed]
        _empty({model._meta.db_table for model in everything if not model._meta.proxy})
        for model in models:
            _insert(model, **whole["tables"][model._meta.label_lower])
        _count_on(models)
    triggers.watch()


def digest(dump: Path = DUMP) -> str:
    return hashlib.sha256(dump.read_bytes()).hexdigest()[:8]


def unpack(whole: dict[str, Any]) -> None:
    """The private files of its day, where this test keeps private files."""
    for name, data in whole["files"].items():
        path = Path(settings.PRIVATE_ROOT) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(data))


def _empty(tables: set[str]) -> None:
    """What migrations put there is in the file, too, under the keys of its day."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            names = ", ".join(connection.ops.quote_name(table) for table in sorted(tables))
            cursor.execute(f"TRUNCATE {names} CASCADE")
        else:
            for table in sorted(tables):
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608  from the models


def _insert(model: type[Model], *, fields: list[str], rows: list[list[Any]]) -> None:
    """As they were: no default, no ``auto_now``, and of a child table its own columns only."""
    by_name = {field.attname: field for field in model._meta.local_concrete_fields}
    chosen = [by_name[name] for name in fields]
    objects = [_object(model, chosen, row) for row in rows]
    for at in range(0, len(objects), 20):
        query = InsertQuery(model)
        query.insert_values(chosen, objects[at : at + 20], raw=True)
        query.get_compiler(connection=connection).execute_sql()


def _object(model: type[Model], fields: list[Field], row: list[Any]) -> Model:
    made = model()
    for field, value in zip(fields, row, strict=True):
        if isinstance(value, dict) and set(value) == {"base64"}:
            value = base64.b64decode(value["base64"])
        # This field alone does not take what it has given out.
        setattr(made, field.attname, Token(value) if isinstance(field, TokenField) else value)
    return made


def _count_on(models: list[type[Model]]) -> None:
    """New rows get new keys."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
