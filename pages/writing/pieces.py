"""A page taken apart: what stands in it, in reading order, and where each piece came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar


@dataclass(frozen=True)
class Where:
    """``field`` of the page, ``block`` in it, and the way inside the block (``steps.1.text``).

    ``part`` counts the paragraphs of a rich text. ``label`` is what the editor calls the place.
    """

    field: str
    block: str = ""
    path: str = ""
    part: int = 0
    label: str = ""


@dataclass(frozen=True)
class Piece:
    where: Where


@dataclass(frozen=True)
class Text(Piece):
    """A paragraph, a heading's words, a cell, a caption: one run of text without a break."""

    text: str
    easy: bool = False


@dataclass(frozen=True)
class Heading(Piece):
    """``where`` is the place of the level, so that a fix can change it."""

    level: int
    text: str


@dataclass(frozen=True)
class Link(Piece):
    """``text`` as it is read out, without what stands around it."""

    text: str
    target: str = ""


@dataclass(frozen=True)
class Picture(Piece):
    alt: str
    decorative: bool = False
    file_name: str = ""


@dataclass(frozen=True)
class Table(Piece):
    headers: tuple[str, ...]
    caption: str = ""
    rows: int = 0


P = TypeVar("P", bound=Piece)


@dataclass(frozen=True)
class Content:
    """``today``: the day the text is looked at, to know which year a date without one means.

    ``language``: what is said about writing Japanese is not said about a text in another language.
    """

    pieces: tuple[Piece, ...]
    today: date
    language: str = "ja"

    def of(self, kind: type[P]) -> Iterator[P]:
        return (piece for piece in self.pieces if isinstance(piece, kind))

    @property
    def texts(self) -> Iterator[Text]:
        return self.of(Text)
