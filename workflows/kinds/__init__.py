"""Finds the kinds of request: every sub-folder, and what installed packages add."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path


def installed_kinds() -> list[str]:
    """Dotted names of the kinds' apps: folders here, then the entry-point group ``kizuna.kinds``."""
    here = Path(__file__).parent
    folders = sorted(p.parent.name for p in here.glob("*/kind.py"))
    return [f"{__name__}.{name}" for name in folders] + [e.value for e in entry_points(group="kizuna.kinds")]
