"""Verification codes: 16 characters that nobody guesses and nobody misreads, in groups of four."""

from __future__ import annotations

import secrets
import unicodedata

# Without 0 O, 1 I L, 2 Z, 5 S, 8 B, U V: on paper and by telephone these are mistaken for each other.
ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
LENGTH = 16
GROUP = 4


def new_code() -> str:
    """``XXXX-XXXX-XXXX-XXXX``: 23 ** 16 possibilities, some 72 bits."""
    return grouped("".join(secrets.choice(ALPHABET) for _position in range(LENGTH)))


def grouped(letters: str) -> str:
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def as_stored(typed: str) -> str:
    """What somebody typed, in the form in which codes are kept: any width, case, spaces and hyphens."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    return grouped("".join(c for c in plain if c in ALPHABET))
