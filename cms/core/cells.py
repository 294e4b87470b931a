"""Rows as CSV in which no cell can act: text stays text when a spreadsheet program opens it.

A cell that a program would read as a formula gets an apostrophe in front. Besides ``= + - @`` this concerns their
full-width forms (Japanese input methods make them, and Excel reads them alike), TAB and CR, also behind leading
spaces.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

STARTERS = frozenset("=+-@＝＋－＠﹢﹣−\t\r")
INVISIBLE = " \u3000\u00a0\u200b\ufeff\n"


def harmless(text: str) -> str:
    """``text``, with an apostrophe in front where a program would start to calculate."""
    return f"'{text}" if would_act(text) else text


def would_act(text: str) -> bool:
    return text.lstrip(INVISIBLE)[:1] in STARTERS


def csv_bytes(rows: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8 with a byte order mark, so that Excel reads the Japanese; numbers stay numbers."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_plain(value) for value in row])
    return target.getvalue().encode("utf-8-sig")


def _plain(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return harmless(str(value))
