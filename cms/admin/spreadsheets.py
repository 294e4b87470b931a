"""Lists as CSV and XLSX in which no cell can act: text stays text when a spreadsheet program opens it.

In CSV a cell that a program would read as a formula gets an apostrophe in front (cms/core/cells.py); in XLSX every
text is typed as text.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from cms.core.cells import csv_bytes, would_act

CSV_TYPE = "text/csv"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Excel refuses a longer text in one cell.
LONGEST_CELL = 32_767


def file_of(rows: Iterable[Sequence[Any]], *, as_csv: bool, title: str) -> tuple[bytes, str]:
    """The list as CSV or as a workbook, with its content type."""
    return (csv_bytes(rows), CSV_TYPE) if as_csv else (xlsx_bytes(rows, title=title), XLSX_TYPE)


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
