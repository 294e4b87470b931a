"""What only some may see: asked of the room that owns it, by the rights of this moment, and never put into the index.

So nothing of it can be reached by a public question, and what is erased there is gone from here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cms.search.catalogue.found import Found
from cms.search.catalogue.public import Places
from cms.search.catalogue.query import Query

MOST = 1000


@dataclass(frozen=True)
class Beside:
    """``find`` gives what ``user`` may see and ``query`` asks for in its order, at most ``MOST`` and one more.

    ``kinds``: those that come from here alone.
    """

    name: str
    find: Callable[[Any, Query, Places, datetime], list[Found]]
    kinds: dict[str, Any] = field(default_factory=dict)


_sources: dict[str, Beside] = {}


def register(source: Beside) -> None:
    """RuntimeError when another source has this name."""
    if _sources.setdefault(source.name, source) is not source:
        raise RuntimeError(f"two sources beside the catalogue are named {source.name!r}")


def sources() -> list[Beside]:
    return list(_sources.values())


def kinds() -> dict[str, Any]:
    return {code: label for source in _sources.values() for code, label in source.kinds.items()}
