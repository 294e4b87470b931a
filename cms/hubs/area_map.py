"""Where each area stands in the schematic drawing of the ward: a grid made by hand, not real boundaries."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "area_map.json"


@dataclass(frozen=True)
class Cell:
    """``column`` counts from the west, ``row`` from the north; ``label`` fits into the drawing."""

    area: str
    label: str
    column: int
    row: int


@cache
def cells() -> tuple[Cell, ...]:
    return tuple(Cell(**row) for row in json.loads(FILE.read_text(encoding="utf-8")))
