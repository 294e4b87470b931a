"""Reads the labelled passages (see README.md)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pages.writing import Content, Heading, Link, Picture, Table, Text, Where
from pages.writing.pieces import Piece
from tests.pages.writing.checked import TODAY

HERE = Path(__file__).parent
LABELLED = ("characters", "days", "wording", "structure", "second", "third")
FILES = (*LABELLED, "clean")


@dataclass(frozen=True)
class Label:
    """``words`` that the finding touches; None for anywhere in the passage."""

    rule: str
    words: str | None


@dataclass(frozen=True)
class Passage:
    text: str
    content: Content
    labels: tuple[Label, ...]


def passages(names: tuple[str, ...] = FILES) -> Iterator[Passage]:
    for name in (name for name in names if name != "clean"):
        for line in _lines(name):
            labels, text = line.split("\t")
            yield _passage(text, tuple(_label(one) for one in labels.split(",") if one != "-"))
    for line in _lines("clean") if "clean" in names else []:
        yield _passage(line, ())


def _lines(name: str) -> list[str]:
    return [line for line in (HERE / f"{name}.tsv").read_text(encoding="utf-8").split("\n") if line]


def _label(written: str) -> Label:
    rule, _, words = written.partition("=")
    return Label(rule, words if words not in ("", "*") else None)


def _passage(text: str, labels: tuple[Label, ...]) -> Passage:
    return Passage(text, Content(tuple(map(_piece, range(99), text.split("⏎"))), TODAY), labels)


def _piece(number: int, written: str) -> Piece:
    where = Where("body", f"b{number}")
    kind, colon, rest = written.partition(":")
    if not colon:
        return Text(where, written)
    if kind in ("h1", "h2", "h3", "h4", "h5"):
        return Heading(where, int(kind[1]), rest)
    if kind == "table":
        headers, _, caption = rest.partition("=")
        return Table(where, tuple(headers.split(";")), caption)
    made = {
        "easy": lambda: Text(where, rest, easy=True),
        "link": lambda: Link(where, rest, "/"),
        "pic": lambda: Picture(where, rest),
        "deco": lambda: Picture(where, rest, decorative=True),
    }.get(kind)
    return made() if made else Text(where, written)
