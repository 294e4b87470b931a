"""A few lines of the source text around what was asked for, in pieces: plain ones and marked ones."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from cms.search.keys import fold

LONGEST = 120
BEFORE = 30
# Texts are looked through in such parts; a word that begins in one may end in the next.
PART, OVERLAP = 2000, 100
ELLIPSIS = "…"
# Half-width voice marks belong to the character before them.
VOICED = "ﾞﾟ"


@dataclass(frozen=True)
class Piece:
    text: str
    is_hit: bool = False


def marked(text: str, asked: Iterable[str]) -> list[Piece]:
    """The whole of ``text`` with every hit marked."""
    return _pieces(text, _spans(text, list(asked)), 0, len(text))


def snippet(text: str, asked: Iterable[str]) -> list[Piece]:
    """At most ``LONGEST`` characters around the first hit; the beginning of ``text`` when nothing in it was hit."""
    wanted = list(asked)
    start = 0
    for first in range(0, len(text), PART):
        part = text[first : first + PART + OVERLAP]
        if any(one in "".join(fold(part).split()) for one in wanted) and (spans := _spans(part, wanted)):
            start = max(0, first + spans[0][0] - BEFORE)
            break
    shown = text[start : start + LONGEST]
    pieces = _pieces(shown, _spans(text[start : start + LONGEST + OVERLAP], wanted), 0, len(shown))
    before = [Piece(ELLIPSIS)] if start else []
    after = [Piece(ELLIPSIS)] if start + LONGEST < len(text) else []
    return [*before, *pieces, *after] if pieces else []


@lru_cache(maxsize=8192)
def _letters(cluster: str) -> str:
    """What one character becomes in a key, without the spaces that a key may have."""
    return "".join(fold(cluster).split())


def _clusters(text: str) -> list[tuple[int, str]]:
    """(where it begins, a character with the marks that belong to it)."""
    found: list[tuple[int, str]] = []
    for place, character in enumerate(text):
        if found and (character in VOICED or unicodedata.combining(character)):
            found[-1] = (found[-1][0], found[-1][1] + character)
        else:
            found.append((place, character))
    return found


def _spans(text: str, wanted: list[str]) -> list[tuple[int, int]]:
    """(from, to) of the hits in ``text``, in order, none overlapping: the longest word first at each place."""
    parts: list[str] = []
    where: list[tuple[int, int]] = []
    for place, cluster in _clusters(text):
        letters = _letters(cluster)
        parts.append(letters)
        where += [(place, place + len(cluster))] * len(letters)
    key = "".join(parts)
    asked = "|".join(re.escape(one) for one in sorted(wanted, key=len, reverse=True) if one)
    hits = re.finditer(asked, key) if asked else ()
    return [(where[hit.start()][0], where[hit.end() - 1][1]) for hit in hits]


def _pieces(text: str, spans: list[tuple[int, int]], start: int, stop: int) -> list[Piece]:
    found: list[Piece] = []
    at = start
    for first, last in spans:
        first, last = max(first, at), min(last, stop)
        if first >= last:
            continue
        found += [Piece(text[at:first])] if first > at else []
        found.append(Piece(text[first:last], True))
        at = last
    return [*found, Piece(text[at:stop])] if at < stop else found
