"""Which words of a text want a reading, and which reading is likely.

Names of places come first: dictionaries read 関町 as せきちょう. Then the product's list of civic words, then a
dictionary where one is installed. What nobody knows is left to the editor.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import jaconv

from pages.furigana.dictionary import Dictionary
from pages.furigana.reading import KANJI, Reading

RUN = re.compile(f"[{KANJI}ヶヵケ]+")
RUBY = re.compile(f"[{KANJI}]")


class Source(StrEnum):
    PLACE = "place"
    LIST = "list"
    DICTIONARY = "dictionary"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Suggestion:
    base: str
    reading: str
    source: Source


@cache
def civic_words() -> dict[str, str]:
    """The list that comes with the product."""
    return json.loads((Path(__file__).with_name("data") / "civic_words.json").read_text(encoding="utf-8"))


def suggest(
    texts: Iterable[str], *, places: Mapping[str, str], dictionary: Dictionary | None = None
) -> list[Suggestion]:
    """Each word once, in the order of the text, those that nobody knows last.

    ``places``: names with their readings in any kana.
    """
    names = {name: jaconv.kata2hira(kana) for name, kana in places.items() if RUBY.search(name)}
    words = civic_words() | names
    known = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))
    found: dict[str, Suggestion] = {}
    for text in texts:
        position = 0
        for match in known.finditer(text):
            if not _is_word(text, match, words):
                continue
            _unknown(text[position : match.start()], dictionary, found)
            position = match.end()
            source = Source.PLACE if match[0] in names else Source.LIST
            found.setdefault(match[0], Suggestion(match[0], words[match[0]], source))
        _unknown(text[position:], dictionary, found)
    right = [one for one in found.values() if Reading(one.base, one.reading or "あ").is_right]
    return sorted(right, key=lambda one: one.source == Source.NOBODY)


def _is_word(text: str, match: re.Match[str], words: Mapping[str, str]) -> bool:
    """A single kanji counts only by itself, or behind a word that is known (練馬 区)."""
    if len(match[0]) > 1:
        return True
    before, after = text[: match.start()], text[match.end() : match.end() + 1]
    if after and RUBY.match(after):
        return False
    return not (before and RUBY.match(before[-1])) or any(before.endswith(word) for word in words)


def _unknown(text: str, dictionary: Dictionary | None, found: dict[str, Suggestion]) -> None:
    if dictionary is not None:
        for base, reading in dictionary.read(text):
            found.setdefault(base, Suggestion(base, reading, Source.DICTIONARY))
        return
    for run in RUN.finditer(text):
        if RUBY.search(run[0]):
            found.setdefault(run[0], Suggestion(run[0], "", Source.NOBODY))
