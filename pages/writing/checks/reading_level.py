"""How hard the text is as a whole: long sentences full of kanji make a page for officials only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pages.writing.checks.sentences import SENTENCE
from pages.writing.findings import Finding, Severity
from pages.writing.pieces import Content, Text
from pages.writing.scanning import MACHINE_TEXT

KANJI = re.compile("[一-龠々]")
LETTER = re.compile("[一-龠々ぁ-んァ-ヶー]")
# Newspapers have about 35 to 45 % kanji; notices of an office reach 50 %.
MANY_KANJI, MANY_KANJI_EASY = 0.45, 0.35
LONG_ON_AVERAGE = 60
ENOUGH, ENOUGH_KANJI = 300, 150


@dataclass(frozen=True)
class Level:
    """``kanji``: the share of kanji among the letters; ``sentence``: letters in a sentence on average."""

    letters: int
    kanji: float
    sentence: float


def level_of(texts: list[str]) -> Level:
    """Of sentences only: headings, cells and labels are short and full of kanji by nature."""
    sentences = [
        match[0] for text in texts for match in SENTENCE.finditer(MACHINE_TEXT.sub("", text)) if match[0].endswith("。")
    ]
    joined = "".join(sentences)
    letters = len(LETTER.findall(joined))
    if not letters:
        return Level(0, 0.0, 0.0)
    return Level(letters, len(KANJI.findall(joined)) / letters, letters / len(sentences))


def check(content: Content) -> Iterator[Finding]:
    for easy in (False, True):
        texts = [piece for piece in content.texts if piece.easy is easy]
        level = level_of([piece.text for piece in texts])
        if level.letters < ENOUGH_KANJI:
            continue
        share = round(level.kanji * 100)
        if level.kanji > (MANY_KANJI_EASY if easy else MANY_KANJI):
            text = f"漢字が{share}%を占めています。漢語を「〜する」「〜こと」などの言い方に開くと、読みやすくなります。"
            yield _finding(texts[0], "many-kanji", f"漢字 {share}%", text)
        if level.letters >= ENOUGH and level.sentence > LONG_ON_AVERAGE:
            mean = round(level.sentence)
            text = f"1文が平均{mean}文字です。40〜50文字を目安に、文を分けてください。"
            yield _finding(texts[0], "long-on-average", f"平均 {mean}文字", text)


def _finding(piece: Text, rule: str, shown: str, explanation: str) -> Finding:
    return Finding(rule=rule, severity=Severity.HINT, where=piece.where, excerpt=shown, explanation=explanation)
