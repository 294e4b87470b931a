"""A StreamField taken apart into pieces of writing, and the way back to the place of each piece.

Everything works on the stored form, so that nothing is read from the database but the names of pictures.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from wagtail.blocks import (
    Block,
    CharBlock,
    ListBlock,
    RichTextBlock,
    StreamBlock,
    StreamValue,
    StructBlock,
    TextBlock,
)
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.images.blocks import ImageBlock

from pages.blocks.text import HeadingBlock
from pages.proofreading.rich_text import paragraphs, parse, replaced
from pages.writing.pieces import Heading, Link, Picture, Piece, Table, Text, Where

# Written for machines, or chosen from a list: no prose.
NO_PROSE = frozenset({"phone", "email", "url"})


def pieces_of(value: StreamValue, *, field: str, name: str, easy: bool = False) -> Iterator[Piece]:
    """The pieces in reading order. ``name`` is what the editor calls the field."""
    for number, child in enumerate(value.get_prep_value()):
        block = value.stream_block.child_blocks.get(child["type"])
        if block is None:
            continue
        label = _("%(field)s, no. %(number)d (%(block)s)") % {
            "field": name, "number": number + 1, "block": block.label,
        }  # fmt: skip
        where = Where(field, child.get("id") or f"#{number}", label=label)
        yield from _Reader(easy).read(block, child["value"], where)


@dataclass(frozen=True)
class _Reader:
    easy: bool

    def read(self, block: Block, value: Any, where: Where) -> Iterator[Piece]:
        if value is None:
            return
        if isinstance(block, ImageBlock):
            yield from self._picture(value, where)
        elif isinstance(block, TypedTableBlock):
            yield from self._table(block, value, where)
        elif isinstance(block, RichTextBlock):
            yield from self._rich_text(value, where)
        elif isinstance(block, StructBlock):
            yield from self._struct(block, value, where)
        elif isinstance(block, ListBlock | StreamBlock):
            yield from self._items(block, value, where)
        elif isinstance(block, CharBlock | TextBlock) and block.name not in NO_PROSE and value:
            yield Text(where, str(value), self.easy)

    def _struct(self, block: StructBlock, value: dict[str, Any], where: Where) -> Iterator[Piece]:
        if isinstance(block, HeadingBlock):
            yield Heading(_below(where, "level"), int(value.get("level") or 2), value.get("text") or "")
        for name, child in block.child_blocks.items():
            if isinstance(child, TypedTableBlock):
                yield from self._table(child, value.get(name), _below(where, name), value.get("caption") or "")
            else:
                yield from self.read(child, value.get(name), _below(where, name))

    def _items(self, block: ListBlock | StreamBlock, value: list[Any], where: Where) -> Iterator[Piece]:
        for number, item in enumerate(value):
            child = block.child_block if isinstance(block, ListBlock) else block.child_blocks.get(item["type"])
            if child is not None:
                yield from self.read(child, item["value"], _below(where, str(number), "value"))

    def _rich_text(self, html: str, where: Where) -> Iterator[Piece]:
        for part, paragraph in enumerate(paragraphs(parse(html))):
            here = replace(where, part=part)
            yield Text(here, paragraph.text, self.easy)
            for link in paragraph.links:
                yield Link(here, link.get_text(), str(link.get("href") or link.get("linktype") or ""))

    def _picture(self, value: dict[str, Any] | int, where: Where) -> Iterator[Piece]:
        """A block without a picture says nothing; a picture without a text may be one that is still to be written."""
        if isinstance(value, dict) and value.get("image"):
            yield Picture(_below(where, "alt_text"), value.get("alt_text") or "", bool(value.get("decorative")))

    def _table(self, block: TypedTableBlock, value: Any, where: Where, caption: str = "") -> Iterator[Piece]:
        if not value or not value.get("columns"):
            return
        headers = tuple(column["heading"] or "" for column in value["columns"])
        yield Table(where, headers, caption or value.get("caption") or "", len(value["rows"]))
        for number, heading in enumerate(headers):
            if heading:
                yield Text(_below(where, "columns", str(number), "heading"), heading, self.easy)
        for row, line in enumerate(value["rows"]):
            for column, cell in enumerate(line["values"]):
                child = block.child_blocks[value["columns"][column]["type"]]
                yield from self.read(child, cell, _below(where, "rows", str(row), "values", str(column)))


def _below(where: Where, *steps: str) -> Where:
    return replace(where, path=".".join([where.path, *steps] if where.path else steps))


def put(value: StreamValue, where: Where, *, start: int, end: int, text: str) -> StreamValue:
    """``value`` with ``start`` to ``end`` of the piece at ``where`` replaced. KeyError when it is not there."""
    raw = value.get_prep_value()
    number = position_of(raw, where.block)
    raw[number]["value"] = _put(raw[number]["value"], where, start, end, text)
    return value.stream_block.to_python(raw)


def position_of(raw: list[dict[str, Any]], block: str) -> int:
    for number, child in enumerate(raw):
        if block in (child.get("id"), f"#{number}"):
            return number
    raise KeyError(block)


def _put(value: Any, where: Where, start: int, end: int, text: str) -> Any:
    if not where.path:
        return _written(value, where, start, end, text)
    *steps, last = where.path.split(".")
    holder = value
    for step in steps:
        holder = holder[int(step)] if isinstance(holder, list) else holder[step]
    key: Any = int(last) if isinstance(holder, list) else last
    holder[key] = _written(holder[key], where, start, end, text)
    return value


def _written(old: str, where: Where, start: int, end: int, text: str) -> str:
    """Rich text is told by its tags: plain text fields never hold a paragraph."""
    if old.lstrip().startswith("<"):
        return replaced(old, where.part, start, end, text)
    return old[:start] + text + old[end:]
