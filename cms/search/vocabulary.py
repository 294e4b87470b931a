"""Words with their readings: 防災 is found for ぼうさい, and the other way round.

Civic words come from ``data/words.tsv``; rooms above add names of their own (towns, hubs). Used when somebody asks, not
when something is written: a corrected reading holds at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches

from django.core.cache import caches

from cms.search.keys import DATA, fold

Pairs = list[tuple[str, str]]
Known = list[tuple[str, str, str]]
MOST_SPELLINGS = 8
# A shorter reading inside a longer word is mostly chance: くい in すくい.
SHORTEST_INSIDE = 3
KEPT_SECONDS = 300
CACHE_KEY = "search.vocabulary"
CLOSENESS = 0.6

_names: list[Callable[[], Iterable[tuple[str, str]]]] = []


def register(names: Callable[[], Iterable[tuple[str, str]]]) -> None:
    """``names()`` gives (word, reading) of names that are data; asked every few minutes."""
    _names.append(names)


def shipped() -> Pairs:
    """The word list as it lies in the file."""
    lines = (DATA / "words.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(row[0], reading) for row in rows for reading in row[1:]]


def known() -> Known:
    """(a word as it is written, its key, the key of its reading), kept for a while by this process."""
    kept = caches["process"].get(CACHE_KEY)
    if kept is None:
        told = dict.fromkeys([*shipped(), *(pair for names in _names for pair in names())])
        keyed = [(written, fold(written), fold(reading)) for written, reading in told]
        kept = [one for one in keyed if all(one) and one[1] != one[2]]
        caches["process"].set(CACHE_KEY, kept, KEPT_SECONDS)
    return list(kept)


def spellings(word: str) -> tuple[str, ...]:
    """``word`` first, then what it may be written as: 「ぼうさいくんれん」 is 防災訓練 too.

    Readings become words, or words become readings, never both: else 公園 would find 講演, which sounds alike.
    """
    to_words = _closure(word, [(reading, key) for _written, key, reading in known()])
    to_readings = _closure(word, [(key, reading) for _written, key, reading in known()])
    return tuple(dict.fromkeys([word, *to_words, *to_readings]))


def _closure(word: str, ways: Pairs) -> list[str]:
    """What ``word`` becomes when parts of it are replaced, the longest part first."""
    ways = sorted(((one, other) for one, other in ways if one in word), key=lambda way: -len(way[0]))
    found = [word]
    for spelling in found:
        for one, other in ways:
            inside = one in spelling and (spelling == one or len(one) >= _shortest(one))
            fresh = spelling.replace(one, other) if inside else spelling
            if fresh not in found:
                found.append(fresh)
                if len(found) == MOST_SPELLINGS:
                    return found
    return found


def _shortest(one: str) -> int:
    """How long a part must be to be read inside a longer word."""
    return SHORTEST_INSIDE if all("ぁ" <= c <= "ー" for c in one) else 2


def nearest(word: str, most: int = 3) -> list[str]:
    """Known words that look or sound like ``word``, as they are written."""
    written = {key: name for name, *keys in known() for key in reversed(keys)}
    close = get_close_matches(word, written, n=most * 3, cutoff=CLOSENESS)
    return list(dict.fromkeys(written[one] for one in close if one != word))[:most]


def inside(word: str, most: int = 3) -> list[str]:
    """Known words that are a part of ``word``, the longest first."""
    parts = {key for _written, *keys in known() for key in keys if len(key) >= 2 and key in word and key != word}
    return sorted(parts, key=lambda part: (-len(part), word.index(part)))[:most]
