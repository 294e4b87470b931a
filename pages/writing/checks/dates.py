"""Dates as they are read out: 「2026年11月25日」, not 2026.11.25, R8.11.25 or 11/25."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pages.writing.days import ERA_NAMES, LETTERS, WEEKDAYS, days, is_day, plain_digits
from pages.writing.findings import Finding, Severity
from pages.writing.pieces import Content, Text
from pages.writing.scanning import at, is_machine_text

WESTERN = re.compile(r"(?<![\w./-])((?:19|20)\d\d)([./-])(\d{1,2})\2(\d{1,2})(?![\w./-])", re.ASCII)
BY_ERA = re.compile(
    rf"(?<![\w./-])([RHSrhs]|{ERA_NAMES})(\d{{1,2}})([./-])(\d{{1,2}})\3(\d{{1,2}})(?![\w/-])", re.ASCII
)
SLASHED = re.compile(rf"(?<![\d/.-])(\d{{1,2}})/(\d{{1,2}})(?=\s*[（(][{WEEKDAYS}](?:曜日?)?[）)・祝休])")
# Without a weekday 「12/20」 may be a fraction: only behind a word that asks for a day.
DAY_WORD = "締切日?|締め切り|〆切|期限|期日|日時|日程|開催日|実施日|開始日|終了日|集合日|当日|更新日?|必着日?"
NO_DAY = r"[\d/.-]|[がを]|しか|ほど|[　 ]*(?:ページ|回|人|枚|件|名)"
ASKED = re.compile(rf"(?:{DAY_WORD})\s*(?:[:：はが]|[　 ])\s*(?P<day>(\d{{1,2}})/(\d{{1,2}}))(?!{NO_DAY})")
FIRST_YEAR = re.compile(rf"({ERA_NAMES})1年")

FORM = "点や斜線で書いた日付は、正しく読み上げられません。「年」「月」「日」で書いてください。"
FIRST = "元号の1年目は「元年」と書きます。"
LEAP_YEAR = 2024


def check(content: Content) -> Iterator[Finding]:
    for piece in content.texts:
        plain = plain_digits(piece.text)
        for start, end, better in _signs(plain):
            if not is_machine_text(piece.text, start, end):
                yield at(piece, start, end, "date-form", Severity.WARNING, FORM, better)
        for match in FIRST_YEAR.finditer(plain):
            yield at(piece, *match.span(), "first-year", Severity.WARNING, FIRST, f"{match[1]}元年")
        yield from _impossible(piece)


def _signs(text: str) -> Iterator[tuple[int, int, str]]:
    for match in WESTERN.finditer(text):
        year, month, day = int(match[1]), int(match[3]), int(match[4])
        if is_day(year, month, day):
            yield *match.span(), f"{year}年{month}月{day}日"
    for match in BY_ERA.finditer(text):
        era, number = LETTERS.get(match[1].upper(), match[1]), int(match[2])
        month, day = int(match[4]), int(match[5])
        if number and is_day(LEAP_YEAR, month, day):
            yield *match.span(), f"{era}{'元' if number == 1 else number}年{month}月{day}日"
    found = {match.span(): match.groups() for match in SLASHED.finditer(text)}
    found |= {match.span("day"): match.groups()[1:] for match in ASKED.finditer(text)}
    for span, (in_month, on_day) in sorted(found.items()):
        if is_day(LEAP_YEAR, int(in_month), int(on_day)):
            yield *span, f"{int(in_month)}月{int(on_day)}日"


def _impossible(piece: Text) -> Iterator[Finding]:
    for found in days(piece.text):
        if found.date(found.year or LEAP_YEAR) is None:
            year = f"{found.year}年の" if found.year else ""
            text = f"{year}{found.month}月{found.day}日という日はありません。日付を確かめてください。"
            yield at(piece, found.start, found.end, "date-impossible", Severity.WARNING, text)
