"""Log lines as JSON for the operator's collector, without what would identify an applicant.

A line holds time (UTC), level, logger and message; of an exception only its type, its first line
and the places it passed through, never the values of variables. E-mail addresses are masked.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from datetime import UTC, datetime

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
LONGEST_MESSAGE = 2000


def masked(text: str) -> str:
    """``text`` with every e-mail address replaced, cut to a bounded length."""
    return ADDRESS.sub("<e-mail>", text)[:LONGEST_MESSAGE]


class JsonFormatter(logging.Formatter):
    """One object per line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": masked(record.getMessage()),
        }
        if status := getattr(record, "status_code", None):
            line["status"] = status
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = self._error(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)

    @staticmethod
    def _error(error: BaseException) -> dict[str, object]:
        """PostgreSQL puts the offending row into the second line, hence only the first."""
        first_line = (str(error).splitlines() or [""])[0]
        places = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)]
        return {"type": type(error).__qualname__, "text": masked(first_line), "places": places}
