"""A dictionary for words that no list knows: optional, ``pip install -r requirements/furigana.in``."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Protocol

import jaconv

from pages.furigana.reading import HAS_KANJI, KANA_ONLY

MODULES = ("sudachipy", "sudachidict_small")
LONGEST = 10_000
FIGURE = re.compile(r"\d")


class Dictionary(Protocol):
    def read(self, text: str) -> Iterator[tuple[str, str]]:
        """The words of ``text`` that hold kanji, with their readings in hiragana."""


class Sudachi:
    """Loaded once in a process, when an editor first asks; about 100 MB that are shared from the file."""

    def __init__(self) -> None:
        from sudachipy import Dictionary as Data
        from sudachipy import SplitMode

        self._tokenizer: Any = Data(dict="small").tokenizer(mode=SplitMode.B)

    def read(self, text: str) -> Iterator[tuple[str, str]]:
        """Affixes stay with their word (茶話会, 地域振興課); counters beside figures (第1回) are left to the editor."""
        text = text[:LONGEST]
        for begin, end, reading in _with_affixes(self._tokenizer.tokenize(text)):
            beside = FIGURE.search(text[max(0, begin - 1) : end + 1])
            if not beside and HAS_KANJI.search(text[begin:end]) and KANA_ONLY.match(reading):
                yield text[begin:end], reading


def _with_affixes(tokens: Any) -> Iterator[tuple[int, int, str]]:
    """Begin, end and reading in hiragana of each word; what is no word by itself joined to the kanji it touches.

    The dictionary calls 会 and 課 nouns: a single kanji behind a noun counts as a suffix.
    """
    begin, end, reading, before, waits = 0, 0, "", "", False
    for token in tokens:
        kind, kana = token.part_of_speech()[0], jaconv.kata2hira(token.reading_form())
        is_kanji = HAS_KANJI.search(token.surface())
        ends_a_word = kind == "接尾辞" or (kind == "名詞" and len(token.surface()) == 1)
        if reading and is_kanji and (waits or (ends_a_word and before in ("名詞", "接尾辞"))):
            end, reading = token.end(), reading + kana
        else:
            if reading:
                yield begin, end, reading
            begin, end, reading = token.begin(), token.end(), kana if is_kanji else ""
        before, waits = kind, kind == "接頭辞"
    if reading:
        yield begin, end, reading


@cache
def installed() -> Dictionary | None:
    """None where the optional packages are missing."""
    if any(importlib.util.find_spec(name) is None for name in MODULES):
        return None
    return Sudachi()
