"""Entries follow what they stand for. One statement writes any number of entries, and only those that changed.

Whoever calls holds the objects (their rows are locked, or were written in this transaction): then the last entry
written is the one of the last change.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from django.db import connection, transaction
from django.db.models import CharField, Value
from django.db.models.functions import Concat, Substr

from cms.search import grams
from cms.search.keys import BREAK, fold
from cms.search.models import LONGEST_TITLE, Entry
from cms.search.registry import Document, Source

# A longer text is found by its beginning only; a novel has 100,000 characters.
LONGEST_TEXT = 300_000
AT_ONCE = 200
COLUMNS = (
    "source", "kind", "object_key", "is_public", "hub_only", "date", "language", "hubs", "areas", "topics",
    "labels", "facts", "spans", "url", "digest", "title", "title_key", "text", "key",
)  # fmt: skip
NUMBERS = ("title_numbers", "numbers")
SAME = ("source", "object_key")
# The label of what is called off.
OFF = "is=off"


@dataclass(frozen=True)
class Row:
    """One entry, ready to be written."""

    values: tuple[Any, ...]
    title_key: str
    key: str
    labels: tuple[str, ...]

    @property
    def digest(self) -> str:
        return str(self.values[COLUMNS.index("digest")])


def row(source: str, document: Document) -> Row:
    """The entry of ``document``, with its keys."""
    title, text = _plain(document.title)[:LONGEST_TITLE], _plain(document.text)[:LONGEST_TEXT]
    title_key = fold(title)
    key = BREAK.join(part for part in (title_key, fold(document.readings), fold(text)) if part)
    labels = label_list(document)
    labelled = f" {' '.join(labels)} " if labels else ""
    lists = [json.dumps(list(one)) for one in (document.hubs, document.areas, document.topics)]
    date = connection.ops.adapt_datetimefield_value(document.date)
    plain = [document.kind, document.key, document.is_public, document.hub_only, date]
    facts = json.dumps(document.facts) if document.facts else None
    spans = None if document.spans is None else json.dumps(_seconds(document.spans))
    state = [source, *plain, document.language, *lists, labelled]
    said = [*state[:5], document.date.isoformat(), *state[6:], document.url, title, text, key]
    said += [one for one in (facts, spans) if one]
    digest = blake2b(repr(said).encode(), digest_size=16)
    told = (facts, spans, document.url, digest.hexdigest(), title, title_key, text, key)
    return Row((*state, *told), title_key, key, labels)


def label_list(document: Document) -> tuple[str, ...]:
    """Everything that a question can be narrowed by."""
    several = {"hub": document.hubs, "area": document.areas, "topic": document.topics, "shows": document.shows}
    named = [f"{name}={one}" for name, values in several.items() for one in values]
    off = (OFF,) if document.is_off else ()
    return (f"kind={document.kind}", f"lang={document.language}", *named, *off)


def _seconds(spans: Iterable[tuple[datetime, datetime]]) -> list[list[int]]:
    return [[int(begins.timestamp()), int(ends.timestamp())] for begins, ends in spans]


def _plain(text: str) -> str:
    """Without what no database can keep."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


def write(source: str, documents: Iterable[Document]) -> None:
    """The entries of ``documents`` are as they say. One statement for each ``AT_ONCE`` of them."""
    rows = [row(source, document) for document in documents]
    for start in range(0, len(rows), AT_ONCE):
        _upsert(rows[start : start + AT_ONCE])


def _upsert(rows: list[Row]) -> None:
    table = connection.ops.quote_name(Entry._meta.db_table)
    columns, place = list(COLUMNS), ["%s"] * len(COLUMNS)
    postgres = connection.vendor == "postgresql"
    if postgres:
        columns += NUMBERS
        place = [*place, "%s::integer[]", "%s::integer[]"]
        json_at = {COLUMNS.index(name) for name in ("hubs", "areas", "topics", "facts", "spans")}
        place = [f"{one}::jsonb" if n in json_at else one for n, one in enumerate(place)]
    fresh = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in SAME)
    values: list[Any] = []
    for one in rows:
        values += one.values
        if postgres:
            labels = {grams.label_number(label) for label in one.labels}
            values += [grams.literal(grams.numbers(key) | labels) for key in (one.title_key, one.key)]
    lines = ", ".join([f"({', '.join(place)})"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES {lines} ON CONFLICT (source, object_key) "  # noqa: S608
            f"DO UPDATE SET {fresh} WHERE {table}.digest <> excluded.digest",
            values,
        )


def remove(source: str, keys: Iterable[str]) -> None:
    """Nobody finds these objects any more."""
    Entry.objects.filter(source=source, object_key__in=list(keys)).delete()


def remake(source: Source, keys: list[str]) -> None:
    """The entries of ``keys`` are as the source tells now; those without a document are gone."""
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        with transaction.atomic():
            documents = list(source.documents(some))
            write(source.name, documents)
            gone = set(some) - {document.key for document in documents}
            if gone:
                remove(source.name, gone)


def hide(source: str, keys: list[str]) -> None:
    """None of these objects is shown, from this transaction on."""
    for start in range(0, len(keys), AT_ONCE):
        some = Entry.objects.filter(source=source, object_key__in=keys[start : start + AT_ONCE])
        some.update(is_public=False, digest="")


def readdress(source: str, old: str, new: str) -> None:
    """What had an address that begins with ``old`` has one that begins with ``new``. One statement."""
    moved = Concat(Value(new), Substr("url", len(old) + 1), output_field=CharField())
    Entry.objects.filter(source=source, url__startswith=old).update(url=moved, digest="")
