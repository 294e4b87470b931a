"""The paragraphs of a rich text, and how a few characters in one are replaced without touching its tags."""

from __future__ import annotations

from dataclasses import dataclass

from bs4 import BeautifulSoup
from bs4.dammit import EntitySubstitution
from bs4.element import NavigableString, Tag
from bs4.formatter import HTMLFormatter

BLOCKS = ("p", "li", "h2", "h3", "h4", "h5", "blockquote", "td", "th")


@dataclass
class Paragraph:
    """One run of text: the strings that make it up, in order. A line break counts as one character."""

    element: Tag
    strings: list[NavigableString]

    @property
    def text(self) -> str:
        return "".join(str(string) for string in self.strings)

    @property
    def links(self) -> list[Tag]:
        return [link for link in self.element.find_all("a") if _block_of(link) is self.element]

    def replace(self, start: int, end: int, text: str) -> None:
        """``start`` to ``end`` reads ``text``; it takes the place of the first character that it replaces."""
        position, pending = 0, text
        for string in self.strings:
            first, last = position, position + len(string)
            position = last
            if last <= start or first >= end:
                continue
            inner_start, inner_end = max(start, first) - first, min(end, last) - first
            new = str(string)[:inner_start] + pending + str(string)[inner_end:]
            pending = ""
            string.replace_with(NavigableString(new))


class _AsWritten(HTMLFormatter):
    """Attributes in their own order, and only what must be escaped."""

    def attributes(self, tag: Tag) -> list[tuple[str, object]]:  # type: ignore[override]
        return list(tag.attrs.items())


AS_WRITTEN = _AsWritten(EntitySubstitution.substitute_xml)


def written(soup: BeautifulSoup) -> str:
    return soup.decode(formatter=AS_WRITTEN)


def parse(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def paragraphs(soup: BeautifulSoup) -> list[Paragraph]:
    """In the order of the text; a list inside a list item is made of items of its own."""
    found: dict[int, Paragraph] = {}
    for string in soup.find_all(string=True):
        block = _block_of(string) or soup
        paragraph = found.setdefault(id(block), Paragraph(block, []))
        paragraph.strings.append(string)
    return [paragraph for paragraph in found.values() if paragraph.text.strip() or paragraph.links]


def replaced(html: str, part: int, start: int, end: int, text: str) -> str:
    """``html`` with ``start`` to ``end`` of its paragraph number ``part`` replaced."""
    soup = parse(html)
    paragraphs(soup)[part].replace(start, end, text)
    return written(soup)


def _block_of(node: NavigableString | Tag) -> Tag | None:
    return node.find_parent(BLOCKS)
