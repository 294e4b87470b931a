"""Text as people type it: what is stored stays as typed, what is searched is normalised."""

from __future__ import annotations

import re
import unicodedata

import jaconv

# Tab, line feed and carriage return are white space everywhere.
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
# Variants that a reader takes for the same character; NFKC does not join them.
VARIANTS = str.maketrans("髙﨑𠮷德濵邉邊澤", "高崎吉徳浜辺辺沢")


def search_key(text: str) -> str:
    """``text`` for comparison: NFKC, lower case, hiragana, variants joined, selectors dropped."""
    plain = "".join(c for c in text if not ("\ufe00" <= c <= "\ufe0f" or "\U000e0100" <= c <= "\U000e01ef"))
    plain = unicodedata.normalize("NFKC", plain).casefold().translate(VARIANTS)
    return " ".join(jaconv.kata2hira(plain).split())


def shown(text: str, longest: int) -> str:
    """The beginning of ``text`` as every database can keep it."""
    return "".join("�" if unstorable(c) else c for c in text[:longest])


def without_controls(text: str) -> str:
    """``text`` for formats that no control character may stand in (XML, iCalendar): they come with what is pasted."""
    return CONTROLS.sub("", text)


def unstorable(text: str) -> bool:
    """True when no database can keep ``text``: NUL or a lone surrogate."""
    return "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text)
