"""The anchor file: JSON lines, first the time and the number of chains, then the end of each chain.

``{"model": …, "owner": …, "seq": …, "digest": …}``. It holds no personal data. Verifying compares
the digest at that ``seq``, so lawful events after the anchor do not disturb it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from cms.core.clock import database_now


@dataclass(frozen=True)
class Mark:
    model: str
    owner: int
    seq: int
    digest: str


@dataclass
class Marks:
    """What an anchor file says; ``incomplete`` tells why the file itself cannot be trusted."""

    lines: list[Mark] = field(default_factory=list)
    incomplete: str = ""

    def of(self, model: str) -> dict[int, Mark]:
        return {mark.owner: mark for mark in self.lines if mark.model == model}


def write(path: Path, marks: Iterable[Mark]) -> int:
    """``path`` is complete or untouched; returns the number of chains."""
    at = database_now().isoformat(timespec="microseconds")
    lines = [json.dumps(asdict(mark)) for mark in marks]
    beside = path.with_name(path.name + ".unfinished")
    beside.write_text("\n".join([json.dumps({"time": at, "total": len(lines)}), *lines]) + "\n", encoding="utf-8")
    beside.replace(path)
    return len(lines)


def read(path: Path) -> Marks:
    """The marks of ``path``; a file that is damaged or cut is told, not raised. OSError if unreadable."""
    marks = Marks()
    lines = path.read_text(encoding="utf-8").splitlines()
    try:
        total = json.loads(lines[0])["total"]
        marks.lines = [Mark(**json.loads(line)) for line in lines[1:]]
    except (ValueError, TypeError, KeyError, IndexError) as error:
        marks.incomplete = type(error).__name__
        return marks
    if total != len(marks.lines):
        marks.incomplete = f"{len(marks.lines)} / {total}"
    return marks
