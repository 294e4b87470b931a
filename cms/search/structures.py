"""SQLite's index beside the entries, kept in step by the database itself.

``migrate`` ends with ``ensure``: a migration that changes the table of entries makes it anew on SQLite, and the
triggers go with the old one. The rowid of the index holds the date in front of the entry's id, so that the newest
are found first without sorting.
"""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from cms.search.grams import label_token, tokens

ID_BITS = 26
ID_MASK = (1 << ID_BITS) - 1
TABLE, INDEX = "kizuna_search_entry", "kizuna_search_index"


def _place(row: str) -> str:
    return f"CAST(strftime('%s', {row}.date) AS INTEGER) * {1 << ID_BITS} + {row}.id"


def _cells(row: str) -> str:
    return f"kizuna_tokens({row}.title_key), kizuna_tokens({row}.key), kizuna_labels({row}.labels)"


def _forget(row: str) -> str:
    columns = f"{INDEX}, rowid, title, body, labels"
    return f"INSERT INTO {INDEX} ({columns}) VALUES ('delete', {_place(row)}, {_cells(row)});"  # noqa: S608


def _learn(row: str) -> str:
    return f"INSERT INTO {INDEX} (rowid, title, body, labels) VALUES ({_place(row)}, {_cells(row)});"  # noqa: S608


TRIGGERS = {
    "kizuna_search_added": f"AFTER INSERT ON {TABLE} BEGIN {_learn('new')} END",
    "kizuna_search_gone": f"AFTER DELETE ON {TABLE} BEGIN {_forget('old')} END",
    "kizuna_search_changed": (
        f"AFTER UPDATE OF date, title_key, key, labels ON {TABLE} BEGIN {_forget('old')} {_learn('new')} END"
    ),
}


def teach(sender: Any = None, *, connection: Any, **_kwargs: Any) -> None:
    """Every connection to SQLite knows the functions that the triggers call."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("kizuna_tokens", 1, tokens, deterministic=True)
        connection.connection.create_function("kizuna_labels", 1, _label_tokens, deterministic=True)


def _label_tokens(labels: str) -> str:
    return " ".join(label_token(label) for label in labels.split())


def ensure(sender: Any = None, *, using: str = DEFAULT_DB_ALIAS, **_kwargs: Any) -> None:
    """The triggers are there, in their present form."""
    connection = connections[using]
    if connection.vendor != "sqlite" or INDEX not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for name, rest in TRIGGERS.items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(f"CREATE TRIGGER {name} {rest}")


def empty(using: str = DEFAULT_DB_ALIAS) -> None:
    """No entry and an empty index, whatever state they were in; in the caller's transaction."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute(f"DELETE FROM {TABLE}")  # noqa: S608
            return
        cursor.execute("DROP TRIGGER IF EXISTS kizuna_search_gone")
        cursor.execute(f"DELETE FROM {TABLE}")  # noqa: S608
        cursor.execute(f"INSERT INTO {INDEX} ({INDEX}) VALUES ('delete-all')")  # noqa: S608
    ensure(using=using)


def complaint(using: str = DEFAULT_DB_ALIAS) -> str:
    """What is wrong with SQLite's index, in words for an operator; empty when it is whole."""
    connection = connections[using]
    if connection.vendor != "sqlite":
        return ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT (SELECT count(*) FROM {TABLE}), (SELECT count(*) FROM {INDEX})")  # noqa: S608
        entries, indexed = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'kizuna_search%%'")
        (triggers,) = cursor.fetchone()
    if triggers != len(TRIGGERS):
        return "the triggers are missing: run migrate, then index_search --empty"
    return "" if entries == indexed else f"{entries} entries, {indexed} of them in the index: run index_search --empty"
