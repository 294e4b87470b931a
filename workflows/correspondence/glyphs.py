"""Which characters the letter's fonts can draw. What they cannot draw is never printed with a hole.

A renderer leaves out a missing glyph, and ignores an unknown variation selector, without a word;
therefore every text is checked here, against the very font files that are embedded.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pylopdf_fonts_jp

_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


@dataclass(frozen=True)
class Coverage:
    """What one or more fonts have in common: single characters, and (selector, character) pairs."""

    characters: frozenset[int]
    variants: frozenset[tuple[int, int]]


def font_files() -> tuple[Path, Path]:
    """The serif of the text and the sans of the headings."""
    return pylopdf_fonts_jp.serif_path(), pylopdf_fonts_jp.sans_path()


@lru_cache(maxsize=1)
def coverage() -> Coverage:
    """What all fonts of a letter can draw; read once per process."""
    read = [_read(path) for path in font_files()]
    return Coverage(
        frozenset.intersection(*(found.characters for found in read)),
        frozenset.intersection(*(found.variants for found in read)),
    )


def _read(path: Path) -> Coverage:
    # Here, not above: font tables are read by workers, and web processes stay small and quick to start.
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        variants = {
            (selector, base)
            for table in font["cmap"].tables
            if table.format == 14
            for selector, pairs in table.uvsDict.items()
            for base, _glyph in pairs
        }
        return Coverage(frozenset(font.getBestCmap()), frozenset(variants))


def missing(text: str) -> list[str]:
    """The characters of ``text`` that would be a hole or another shape, each once, in their order.

    A character with a variation selector counts as one, and is missing when the fonts do not know
    this very pair.
    """
    known = coverage()
    holes: dict[str, None] = {}
    for letter in _units(text):
        base = ord(letter[0])
        if len(letter) == 1:
            drawn = base in known.characters
        else:
            drawn = base in known.characters and (ord(letter[1]), base) in known.variants
        if not drawn:
            holes[letter] = None
    return list(holes)


def _units(text: str) -> Iterable[str]:
    """Single characters, except that a selector stays with the character before it."""
    at = 0
    while at < len(text):
        size = 2 if at + 1 < len(text) and _is_selector(text[at + 1]) else 1
        yield text[at : at + size]
        at += size


def _is_selector(character: str) -> bool:
    return any(ord(character) in block for block in _SELECTORS)


def described(unit: str) -> str:
    """For staff: the character with its code, or its name when it shows nothing by itself."""
    codes = " ".join(f"U+{ord(c):04X}" for c in unit)
    if unicodedata.category(unit[0]) in {"Cc", "Cf", "Zl", "Zp", "Zs", "Co", "Cn"} or _is_selector(unit[0]):
        return codes
    return f"{unit}（{codes}）"
