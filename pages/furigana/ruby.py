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
VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)
IS_KANJI = re.compile(f"[{KANJI}]")


def with_furigana(html: str, readings: Iterable[Reading]) -> str:
    """``html`` with readings above the words; the longest word wins, and none is set twice."""
    known = {one.base: one for one in readings if one.is_right}
    if not known:
        return html
    writer = _Writer(known)
    writer.feed(html)
    writer.close()
    return "".join(writer.out)


class _Writer(HTMLParser):
    def __init__(self, known: dict[str, Reading]) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self._known = known
        self._words = re.compile("|".join(re.escape(base) for base in sorted(known, key=len, reverse=True)))
        self._shown: set[str] = set()
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.out.append(self.get_starttag_text() or "")
        if tag in LEFT_ALONE and tag not in VOID:
            self._inside.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.out.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self.out.append(f"</{tag}>")
        if tag in self._inside:
            while self._inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.out.append(data if self._inside else self._words.sub(self._ruby, data))

    def handle_entityref(self, name: str) -> None:
        self.out.append(self._reference(f"&{name}"))

    def handle_charref(self, name: str) -> None:
        self.out.append(self._reference(f"&#{name}"))

    def _reference(self, begun: str) -> str:
        """With its semicolon only where it was written."""
        end = self.rawdata.find(begun, self._offset()) + len(begun)
        return f"{begun};" if self.rawdata[end : end + 1] == ";" else begun

    def _offset(self) -> int:
        line, column = self.getpos()
        start = 0
        for _line in range(line - 1):
            start = self.rawdata.find("\n", start) + 1
        return start + column

    def handle_comment(self, data: str) -> None:
        self.out.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.out.append(f"<!{decl}>")

    def unknown_decl(self, data: str) -> None:
        self.out.append(f"<![{data}]>")

    def handle_pi(self, data: str) -> None:
        self.out.append(f"<?{data}>")

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
