"""Lists as CSV and XLSX in which no cell can act: text stays text when a spreadsheet program opens it.

In CSV a cell that a program would read as a formula gets an apostrophe in front; in XLSX every text
is typed as text. Besides ``= + - @`` this
concerns their full-width forms (Japanese input methods make them, and Excel reads them alike), TAB
and CR, also behind leading spaces.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

STARTERS = frozenset("=+-@＝＋－＠﹢﹣−\t\r")
INVISIBLE = " \u3000\u00a0\u200b\ufeff\n"
CSV_TYPE = "text/csv"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Excel refuses a longer text in one cell.
LONGEST_CELL = 32_767


def harmless(text: str) -> str:
    """``text``, with an apostrophe in front where a program would start to calculate."""
    return f"'{text}" if would_act(text) else text


def would_act(text: str) -> bool:
    return text.lstrip(INVISIBLE)[:1] in STARTERS


def file_of(rows: Iterable[Sequence[Any]], *, as_csv: bool, title: str) -> tuple[bytes, str]:
    """The list as CSV or as a workbook, with its content type."""
    return (csv_bytes(rows), CSV_TYPE) if as_csv else (xlsx_bytes(rows, title=title), XLSX_TYPE)


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


def xlsx_bytes(rows: Iterable[Sequence[Any]], *, title: str) -> bytes:
    """A workbook of one sheet; every text is a cell of the type text, never a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title=title[:31])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _cell(sheet: Any, value: Any) -> Any:
    if value is None or isinstance(value, date) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:LONGEST_CELL]
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    # Stays text even when somebody edits the cell.
    cell.quotePrefix = would_act(text)
    return cell
