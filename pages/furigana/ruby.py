"""``<ruby>`` around words of an HTML text. Tags, attributes, comments and entities pass untouched, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from html.parser import HTMLParser

from pages.furigana.reading import KANJI, Reading

# Where a ruby would be no ruby, or has been written by hand.
LEFT_ALONE = frozenset(
    {"ruby", "script", "style", "textarea", "title", "option", "select", "code", "pre", "svg", "template", "noscript"}
)
IS_KANJI = re.compile(f"[{KANJI}]")


def with_furigana(html: str, readings: Iterable[Reading]) -> str:
    """``html`` with readings above the words; the longest word wins, and none is set twice."""
    known = {one.base: one for one in readings if one.is_right}
    if not known:
        return html
    return _Writer(known, html).written()


class _Writer(HTMLParser):
    """Tells which stretches of the source are text; everything between them is copied as it stands."""

    def __init__(self, known: dict[str, Reading], html: str) -> None:
        super().__init__(convert_charrefs=False)
        self._html, self._copied = html, 0
        self._line_starts = [0, *(found.end() for found in re.finditer("\n", html))]
        self._out: list[str] = []
        self._known = known
        self._words = re.compile("|".join(re.escape(base) for base in sorted(known, key=len, reverse=True)))
        self._shown: set[str] = set()
        self._inside: list[str] = []

    def written(self) -> str:
        self.feed(self._html)
        self.close()
        return "".join([*self._out, self._html[self._copied :]])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in LEFT_ALONE:
            self._inside.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """``<br/>`` opens nothing."""

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            while self._inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        line, column = self.getpos()
        start = self._line_starts[line - 1] + column
        end = start + len(data)
        if self._inside or start < self._copied or self._html[start:end] != data:
            return
        self._out += [self._html[self._copied : start], self._words.sub(self._ruby, data)]
        self._copied = end

    def _ruby(self, found: re.Match[str]) -> str:
        word = self._known[found[0]]
        if (word.first_only and word.base in self._shown) or self._is_part_of_another(found):
            return found[0]
        self._shown.add(word.base)
        before, middle, reading, after = word.parts
        return f"{before}<ruby>{middle}<rp>(</rp><rt>{escape(reading)}</rt><rp>)</rp></ruby>{after}"

    def _is_part_of_another(self, found: re.Match[str]) -> bool:
        """One kanji beside another belongs to a word that the editor did not read: 「町」 in 「町会」."""
        if len(found[0]) > 1:
            return False
        text = found.string
        beside = (text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1])
        return any(IS_KANJI.match(character) for character in beside if character)
