"""One thing that somebody who reads the page would stumble over."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from pages.writing.pieces import Where


class Severity(IntEnum):
    """SERIOUS: some residents cannot use the page; it is not published so. WARNING: to be put right. HINT: better."""

    SERIOUS = 1
    WARNING = 2
    HINT = 3


@dataclass(frozen=True)
class Finding:
    """``start`` to ``end`` of the piece at ``where``, which is ``old``, reads better as ``fix``.

    None when only a person can tell.
    """

    rule: str
    severity: Severity
    where: Where
    excerpt: str
    explanation: str
    start: int = 0
    end: int = 0
    fix: str | None = None
    old: str = ""
