"""A dictionary for words that no list knows: optional, ``pip install -r requirements/furigana.in``."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from functools import cache
from typing import Any, Protocol

import jaconv

from pages.furigana.reading import HAS_KANJI, KANA_ONLY

MODULES = ("sudachipy", "sudachidict_small")
LONGEST = 10_000


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
        for token in self._tokenizer.tokenize(text[:LONGEST]):
            base, reading = token.surface(), jaconv.kata2hira(token.reading_form())
            if HAS_KANJI.search(base) and KANA_ONLY.match(reading):
                yield base, reading


@cache
def installed() -> Dictionary | None:
    """None where the optional packages are missing."""
    if any(importlib.util.find_spec(name) is None for name in MODULES):
        return None
    return Sudachi()
