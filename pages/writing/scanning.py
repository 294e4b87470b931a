"""Looking for patterns in texts without stumbling over addresses and file names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from pages.writing.findings import Finding, Severity
from pages.writing.pieces import Content, Text

# What is written so because machines read it so: addresses, mail addresses, names of files. Each begins where a run of
# letters begins, or a long run would be looked through once from each of its letters.
MACHINE_TEXT = re.compile(
    r"https?://[^\s<>「」（）、。]+|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+|www\.[\w./-]+"
    r"|(?<![\w-])[\w-]+\.(?:pdf|docx?|xlsx?|pptx?|csv|txt|zip|jpe?g|png|html?)\b",
    re.ASCII,
)
AROUND = 12

Fix = Callable[[re.Match[str]], str | None]


@lru_cache(maxsize=512)
def machine_spans(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(found.span() for found in MACHINE_TEXT.finditer(text))


def is_machine_text(text: str, start: int, end: int) -> bool:
    return any(first < end and start < last for first, last in machine_spans(text))


def found_in(
    content: Content, pattern: re.Pattern[str], *, rule: str, severity: Severity, explanation: str, fix: Fix
) -> Iterator[Finding]:
    """A finding for each match in a text that is no machine text; none where ``fix`` gives the match itself."""
    for piece in content.texts:
        for match in pattern.finditer(piece.text):
            if is_machine_text(piece.text, *match.span()):
                continue
            better = fix(match)
            if better != match[0]:
                yield at(piece, match.start(), match.end(), rule, severity, explanation, better)


def at(
    piece: Text, start: int, end: int, rule: str, severity: Severity, explanation: str, fix: str | None = None
) -> Finding:
    return Finding(
        rule=rule, severity=severity, where=piece.where, excerpt=excerpt(piece.text, start, end),
        explanation=explanation, start=start, end=end, fix=fix, old=piece.text[start:end],
    )  # fmt: skip


def excerpt(text: str, start: int, end: int) -> str:
    """The words and a little of what stands around them."""
    first, last = max(0, start - AROUND), min(len(text), end + AROUND)
    return ("…" if first else "") + text[first:last] + ("…" if last < len(text) else "")


def no_fix(_match: re.Match[str]) -> None:
    return None
