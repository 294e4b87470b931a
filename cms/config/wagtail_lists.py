"""Lists that Wagtail itself hands out as CSV: no cell of them acts when a spreadsheet program opens it.

Wagtail types every text of an XLSX as text already; for CSV it offers no place for it but this method.
"""

from __future__ import annotations

from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

from cms.core.cells import harmless


def write_csv_row(self: SpreadsheetExportMixin, writer: Any, row_dict: dict[str, Any]) -> Any:
    """One row; what is text stays text."""
    values = {name: self.preprocess_field_value(name, value, self.FORMAT_CSV) for name, value in row_dict.items()}
    return writer.writerow({name: _plain(value) for name, value in values.items()})


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int | float) else harmless(str(value))


def make_harmless() -> None:
    """Every CSV that Wagtail writes from now on is safe to open."""
    SpreadsheetExportMixin.write_csv_row = write_csv_row
