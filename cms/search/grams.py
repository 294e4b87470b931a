"""What a key is cut into for an index: pairs of neighbouring characters, and single ones.

A word is inside a key exactly when its pairs stand there one behind the other. SQLite's FTS5 keeps their places, so
it answers by itself; PostgreSQL keeps them as a set of numbers, and the key itself is asked in the end.
Nothing here may change without ``manage.py index_search --empty``: the index is not written anew by itself.
"""

from __future__ import annotations

import sys
from array import array
from zlib import crc32

# FTS5's ascii tokenizer takes every character above 127 as a letter; below it, signs would divide tokens.
SIGNS = {code: chr(code + 0xFEE0) for code in range(0x21, 0x7F) if not chr(code).isalnum()}
FIRST_LABEL, LABELS = 0x1_0000, 0x1F_0000
UTF_16 = f"utf-16-{sys.byteorder[0]}e"
# What divides the runs of a key.
GAPS = {0x0A, 0x20}


def tokens(key: str) -> str:
    """``key`` for FTS5: its pairs; the last character of each run stands alone, so that no pair crosses a gap."""
    runs = key.translate(SIGNS).split()
    return " ".join(" ".join([*(run[n : n + 2] for n in range(len(run) - 1)), run[-1]]) for run in runs)


def phrase(word: str) -> str:
    """The FTS5 query that finds the keys with ``word`` in them."""
    plain = word.translate(SIGNS)
    if len(plain) == 1:
        return f'"{plain}" *'
    return f'"{" ".join(plain[n : n + 2] for n in range(len(plain) - 1))}"'


def label_token(label: str) -> str:
    """A label (``hub=3``) for FTS5, unlike any other's."""
    return label.encode().hex()


def _pairs(units: bytes) -> set[int]:
    """Each pair of neighbours in ``units`` (UTF-16, as this machine orders bytes) as a signed 32-bit number."""
    found: set[int] = set()
    for start in (0, 2):
        found.update(array("i", units[start : start + (len(units) - start) // 4 * 4]))
    return found


def numbers(key: str) -> set[int]:
    """``key`` as a set of numbers: its pairs of UTF-16 units, and each unit alone."""
    units = key.encode(UTF_16)
    alone = set(array("H", units)) - GAPS
    return alone | {one for one in _pairs(units) if one & 0xFFFF not in GAPS and one >> 16 & 0xFFFF not in GAPS}


def needed(word: str) -> list[int]:
    """The numbers that a key must have to hold ``word``."""
    units = word.encode(UTF_16)
    return sorted(_pairs(units)) if len(units) > 2 else list(array("H", units))


def label_number(label: str) -> int:
    """A number for a label, unlike that of any pair, for no key has control characters; two labels may share one."""
    return FIRST_LABEL + crc32(label.encode()) % LABELS


def literal(found: set[int] | list[int]) -> str:
    """As PostgreSQL writes an array."""
    return f"{{{','.join(map(str, found))}}}"
