"""A text put through the checks, by the rule that is looked at."""

from __future__ import annotations

from datetime import date

from pages.writing import Content, Finding, Text, Where, examine
from pages.writing.pieces import Piece

TODAY = date(2026, 11, 25)
HERE = Where(field="body", block="b1", label="本文")


def checked(*texts: str, easy: bool = False, today: date = TODAY) -> list[Finding]:
    pieces = tuple(Text(Where("body", f"b{n}"), text, easy) for n, text in enumerate(texts))
    return examine(Content(pieces, today))


def of(pieces: list[Piece], today: date = TODAY) -> list[Finding]:
    return examine(Content(tuple(pieces), today))


def rules(*texts: str, easy: bool = False) -> set[str]:
    return {finding.rule for finding in checked(*texts, easy=easy)}


def fixed(text: str, *only: str, easy: bool = False) -> str:
    """``text`` after every fix of the rules ``only``, from the end to the start."""
    found = [one for one in checked(text, easy=easy) if one.fix is not None and one.rule in only]
    for finding in sorted(found, key=lambda one: -one.start):
        text = text[: finding.start] + (finding.fix or "") + text[finding.end :]
    return text
