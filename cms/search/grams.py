"""What a key is cut into for an index: pairs of neighbouring characters, and single ones.

A word is inside a key exactly when its pairs stand there one behind the other. SQLite's FTS5 keeps their places, so
it answers by itself; PostgreSQL keeps them as a set of numbers, and the key itself is asked in the end.
Nothing here may change without ``manage.py index_search --empty``: the index is not written anew by itself.
"""

from __future__ import annotations

from array import array
from zlib import crc32

# FTS5's ascii tokenizer takes every character above 127 as a letter; below it, signs would divide tokens.
SIGNS = {code: chr(code + 0xFEE0) for code in range(0x21, 0x7F) if not chr(code).isalnum()}
FIRST_LABEL, LABELS = 0x1_0000, 0x1F_0000


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


def _units(key: str) -> array[int]:
    return array("H", key.encode("utf-16-le"))


def numbers(key: str) -> set[int]:
    """``key`` as a set of signed 32-bit numbers: each pair of UTF-16 units, and each unit alone."""
    found: set[int] = set()
    for run in key.split():
        units = _units(run)
        found.update(units)
        found.update((a << 16 | b) for a, b in zip(units, units[1:], strict=False))
    return {_signed(one if one > 0xFFFF else one << 16) for one in found}


def needed(word: str) -> list[int]:
    """The numbers that a key must have to hold ``word``."""
    units = _units(word)
    if len(units) == 1:
        return [_signed(units[0] << 16)]
    return sorted({_signed(a << 16 | b) for a, b in zip(units, units[1:], strict=False)})


def label_number(label: str) -> int:
    """A number for a label, unlike any pair's (no key has control characters); two labels may share one."""
    return FIRST_LABEL + crc32(label.encode()) % LABELS


def _signed(number: int) -> int:
    return number - 0x1_0000_0000 if number > 0x7FFF_FFFF else number


def literal(found: set[int] | list[int]) -> str:
    """As PostgreSQL writes an array."""
    return f"{{{','.join(map(str, sorted(found)))}}}"
