"""Text of several lines, as people type it, taken apart into paragraphs or the items of a list."""

from __future__ import annotations

import re

_BULLET = re.compile(r"^[・•][\s　]*")
_NUMBER = re.compile(
    r"^(?:[（(]?(?P<marked>[0-9０-９]{1,2})[)）.．、][\s　]*"
    r"|(?P<bare>[0-9０-９]{1,2})[\s　]+"
    r"|(?P<circled>[①-⑳])[\s　]*)"
)
_BEFORE_CIRCLED_ONE = ord("①") - 1


def paragraphs(text: str) -> list[str]:
    """The lines that hold something; tabs become spaces, the spaces at both ends are gone."""
    return [line for raw in text.replace("\t", "　").splitlines() if (line := raw.strip())]


def listed(text: str) -> list[str]:
    """The items of a list that has one item per line.

    Bullets are dropped. Numbers are dropped only when the lines are numbered 1, 2, 3 … throughout,
    for the letter numbers them itself; any other number belongs to the text.
    """
    lines = [_BULLET.sub("", line) for line in paragraphs(text)]
    if len(lines) > 1 and [_number(line) for line in lines] == list(range(1, len(lines) + 1)):
        return [_NUMBER.sub("", line) for line in lines]
    return lines


def _number(line: str) -> int | None:
    match = _NUMBER.match(line)
    if match is None:
        return None
    if circled := match["circled"]:
        return ord(circled) - _BEFORE_CIRCLED_ONE
    return int(match["marked"] or match["bare"])
