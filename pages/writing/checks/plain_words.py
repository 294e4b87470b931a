"""Words of the office, and what residents say for them. The list is data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from pages.writing.findings import Finding, Severity
from pages.writing.pieces import Content
from pages.writing.scanning import at, is_machine_text

_LISTS: dict[str, dict[str, str]] = json.loads(
    (Path(__file__).parents[1] / "data" / "plain_words.json").read_text(encoding="utf-8")
)
REPLACE, SUGGEST, EASY = _LISTS["replace"], _LISTS["suggest"], _LISTS["easy"]


def _any_of(words: dict[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))


PLAIN = _any_of(REPLACE | SUGGEST)
PLAIN_AND_EASY = _any_of(EASY | REPLACE | SUGGEST)


def check(content: Content) -> Iterator[Finding]:
    for piece in content.texts:
        for match in (PLAIN_AND_EASY if piece.easy else PLAIN).finditer(piece.text):
            word = match[0]
            if is_machine_text(piece.text, *match.span()) or _is_polite(piece.text, match):
                continue
            severity = Severity.WARNING if piece.easy else Severity.HINT
            if word in REPLACE:
                text = f"「{word}」は「{REPLACE[word]}」と書くと、分かりやすくなります。"
                yield at(piece, *match.span(), "plain-word", severity, text, REPLACE[word])
            else:
                better = SUGGEST.get(word) or EASY[word]
                kind = "役所や専門家の言葉" if word in SUGGEST else "むずかしい言葉"
                text = f"「{word}」は{kind}です。言い換えの例：{better}"
                yield at(piece, *match.span(), "plain-word", severity, text)


def _is_polite(text: str, match: re.Match[str]) -> bool:
    """「ご」 before a verb that would be replaced belongs to it: 「ご持ってきてください」 is no Japanese."""
    return match[0] in REPLACE and text[: match.start()].endswith(("ご", "御"))
