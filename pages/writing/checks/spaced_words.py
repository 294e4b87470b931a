"""Spaces inside a word (「日　時」): read out as single characters, and never found by search."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from pages.writing.findings import Finding, Severity
from pages.writing.pieces import Content
from pages.writing.scanning import found_in

WORDS = json.loads((Path(__file__).parents[1] / "data" / "label_words.json").read_text(encoding="utf-8"))
SPACE = "[ \u3000\u00a0\u2002\u2003]"
CHARACTER = "[一-龠々ぁ-んァ-ヶー]"
# A particle may follow (「対　象の方」); another kanji makes it another word (「その日　時間」).
NEIGHBOUR = "[一-龠々ァ-ヶー]"
PATTERN = re.compile(
    rf"(?<!{NEIGHBOUR})(?:{'|'.join(f'{SPACE}*'.join(word) for word in sorted(WORDS, key=len, reverse=True))})"
    rf"(?!{NEIGHBOUR})"
)
# Three and more single characters, hiragana among them: 「お 知 ら せ」.
SPREAD = re.compile(
    rf"(?<!{CHARACTER})(?<!{CHARACTER}{SPACE})[一-龠々ぁ-ん](?:{SPACE}+[一-龠々ぁ-ん]){{2,}}(?!{CHARACTER})"
)
EXPLANATION = (
    "単語の途中に空白があると、1文字ずつ読み上げられ、検索でも見つかりません。"
    "空白を取ってください（位置をそろえたいときは、表を使います）。"
)


def check(content: Content) -> Iterator[Finding]:
    for pattern, fix in ((PATTERN, _joined), (SPREAD, _joined_if_word)):
        yield from found_in(
            content, pattern, rule="spaced-word", severity=Severity.WARNING, explanation=EXPLANATION, fix=fix
        )


def _joined(match: re.Match[str]) -> str:
    return re.sub(SPACE, "", match[0])


def _joined_if_word(match: re.Match[str]) -> str:
    """A list of single kanji (「月 火 水」) or of single kana (「あ い う」) is a list and stays."""
    joined = _joined(match)
    has_kanji, has_kana = re.search("[一-龠々]", joined), re.search("[ぁ-ん]", joined)
    return joined if has_kanji and has_kana and joined not in WORDS else match[0]
