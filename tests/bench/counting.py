"""Statements of a request, counted in this process, and where its time goes."""

from __future__ import annotations

import cProfile
import pstats
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

FRAMING = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
# Longest first: the first part of the path that fits names the share.
AREAS = {
    "django/db": "database layer",
    "sqlite3": "database layer",
    "psycopg": "database layer",
    "django/template": "templates",
    "django/forms": "form classes",
    "wagtail": "Wagtail",
    "viewflow": "viewflow",
    "django": "Django, other",
    "/cms/": "own code",
    "/pages/": "own code",
    "/workflows/": "own code",
    "/forms/": "own code",
    "/media/": "own code",
}


@dataclass(frozen=True)
class Statements:
    """``framing`` are BEGIN, COMMIT and savepoints."""

    asked: int
    framing: int

    def __str__(self) -> str:
        return f"{self.asked}+{self.framing}" if self.framing else str(self.asked)


def statements(act: Callable[[], Any]) -> Statements:
    with CaptureQueriesContext(connection) as captured:
        act()
    framing = sum(query["sql"].lstrip().upper().startswith(FRAMING) for query in captured.captured_queries)
    return Statements(len(captured) - framing, framing)


def shares(act: Callable[[], Any]) -> str:
    """Where the time of ``act`` goes, in percent of the time inside Python functions."""
    profile = cProfile.Profile()
    profile.runcall(act)
    found: Counter[str] = Counter()
    for (path, _line, _name), row in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        found[_area(path)] += row[2]
    whole = sum(found.values()) or 1
    return ", ".join(f"{area} {100 * part / whole:.0f} %" for area, part in found.most_common(6))


def _area(path: str) -> str:
    return next((area for part, area in AREAS.items() if part in path), "Python")
