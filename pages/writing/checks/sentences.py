"""Long sentences are understood at the second reading only, and never when they are read out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pages.writing.findings import Finding, Severity
from pages.writing.pieces import Content
from pages.writing.scanning import MACHINE_TEXT, at

# Guides for plain Japanese aim at about 24 letters; a little more is no fault yet.
LONGEST, LONGEST_EASY, AIM_EASY = 100, 30, 24
SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]?")
BRACKETS = re.compile(r"（[^（）]*）|\([^()]*\)")


def check(content: Content) -> Iterator[Finding]:
    """Addresses and what stands in brackets do not count."""
    for piece in content.texts:
        longest, aim = (LONGEST_EASY, AIM_EASY) if piece.easy else (LONGEST, LONGEST)
        for match in SENTENCE.finditer(piece.text):
            length = len(BRACKETS.sub("", MACHINE_TEXT.sub("", match[0].strip())))
            if length > longest and re.search("[ぁ-ん]", match[0]):
                text = (
                    f"1文が{length}文字あります。1文に1つのことを書き、"
                    f"{aim}文字以内を目安に分けてください。並べて挙げるときは箇条書きにします。"
                )
                rule = "easy-sentence" if piece.easy else "long-sentence"
                yield at(piece, *_trimmed(match), rule, Severity.HINT, text)


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    return start, min(match.end(), start + 24)
