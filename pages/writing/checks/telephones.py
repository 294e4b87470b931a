"""Telephone numbers that can be tapped and dialled: 「03-1234-5678」."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pages.writing.findings import Finding, Severity
from pages.writing.pieces import Content
from pages.writing.scanning import at as found_at
from pages.writing.scanning import found_in, is_machine_text

BRACKETED = re.compile(
    r"(?<![\d-])(?:[（(](0\d{1,4})[）)]\s*(\d{1,4})|(0\d{1,4})[（(](\d{1,4})[）)])\s*[-‐－]?\s*(\d{4})(?!\d)"
)
LABEL = r"(?:電話(?:番号)?|TEL|Tel|tel|☎|℡|ファクス|ファックス|FAX|Fax|FAX番号|連絡先)(?:番号)?"
NO_AREA = re.compile(rf"{LABEL}\s*(?:[:：]|は|が)?\s*(?<![\d-])([1-9]\d{{1,3}}-\d{{4}})(?![\d-])")
NUMBER = re.compile(r"(?<![\d-])0\d{1,4}-\d{1,6}-\d{2,5}(?![\d-])")
MOBILE = ("050", "070", "080", "090")
FREE = ("0120", "0800", "0570", "0180", "0990")

FORM = "かっこで区切った電話番号は、スマートフォンから掛けられないことがあります。「-」で区切ってください。"
AREA = "市外局番がありません。「03-1234-5678」のように、市外局番から書いてください。"
DIGITS = "電話番号の桁数が合いません。番号を確かめてください。"


def check(content: Content) -> Iterator[Finding]:
    yield from found_in(
        content, BRACKETED, rule="telephone-form", severity=Severity.WARNING, explanation=FORM, fix=_hyphens
    )
    for piece in content.texts:
        for match in NO_AREA.finditer(piece.text):
            yield found_at(piece, match.start(1), match.end(1), "telephone-area", Severity.WARNING, AREA)
        for match in NUMBER.finditer(piece.text):
            if not _right_length(match[0]) and not is_machine_text(piece.text, *match.span()):
                yield found_at(piece, *match.span(), "telephone-digits", Severity.WARNING, DIGITS)


def _hyphens(match: re.Match[str]) -> str:
    better = f"{match[1] or match[3]}-{match[2] or match[4]}-{match[5]}"
    return better if _right_length(better) else match[0]


def _right_length(number: str) -> bool:
    digits = number.replace("-", "")
    if digits.startswith(FREE):
        return len(digits) in (10, 11)
    return len(digits) == (11 if digits.startswith(MOBILE) else 10)
