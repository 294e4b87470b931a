"""One person's data as a ZIP: a page to read, a table each as CSV, everything as JSON, and the files."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.admin import spreadsheets
from cms.people.disclosing import Kept, Table

TYPE = "application/zip"


def zipped(kept: Kept, *, scope: str, at: datetime) -> bytes:
    """Texts as people read them in the page and the CSV, as stored in ``data.json``."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        files = _put_files(archive, kept)
        tables = [(table, _lines(table)) for table in kept.tables]
        for number, (table, lines) in enumerate(tables, start=1):
            name = f"{number:02d}_{table.title}.csv"
            archive.writestr(name, spreadsheets.csv_bytes([_heads(table), *lines]))
        rows = {"scope": [{"hubs": scope}], **{table.key: table.rows for table in kept.tables}}
        archive.writestr("data.json", json.dumps(rows, ensure_ascii=False, indent=2, default=str))
        shown = [(table.title, _heads(table), lines) for table, lines in tables]
        context = {"scope": scope, "at": timezone.localtime(at), "tables": shown, "files": files}
        archive.writestr("index.html", render_to_string("desk/personal_data_file.html", context))
    return target.getvalue()


def _put_files(archive: zipfile.ZipFile, kept: Kept) -> list[tuple[str, bool]]:
    """Each file under a name of its own; those whose bytes are gone are named all the same."""
    done: list[tuple[str, bool]] = []
    taken: set[str] = set()
    for one in kept.files:
        name = _free(one.name, taken)
        taken.add(name)
        try:
            archive.writestr(name, one.read(), compress_type=zipfile.ZIP_STORED)
        except FileNotFoundError:
            done.append((name, False))
        else:
            done.append((name, True))
    return done


def _free(name: str, taken: set[str]) -> str:
    stem, dot, ending = name.rpartition(".")
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{stem}_{number}.{ending}" if dot else f"{name}_{number}"
    return found


def _heads(table: Table) -> list[str]:
    return [str(label) for label in table.columns.values()]


def _lines(table: Table) -> list[list[Any]]:
    return [[_cell(table, path, row.get(path)) for path in table.columns] for row in table.rows]


def _cell(table: Table, path: str, value: Any) -> Any:
    """A value in words: chosen ones by their label, moments in Japan's time, lists one below the other."""
    if path in table.words:
        return str(table.words[path].get(value, value if value is not None else ""))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, dict):
        return "\n".join(f"{name}: {one}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return "\n".join(_joined(one) for one in value)
    return value if value is None or isinstance(value, int) else str(value)


def _joined(value: Any) -> str:
    """One entry of a list; a label and its text stand beside each other."""
    if isinstance(value, dict):
        value = value.values()
    if isinstance(value, Iterable) and not isinstance(value, str):
        return " ".join(str(one) for one in value)
    return str(value)
