"""Times are unmistakable: 「午後1時」 or 「13時」, not both on one page, and never 「午後13時」."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pages.writing.days import plain_digits
from pages.writing.findings import Finding, Severity
from pages.writing.pieces import Content, Text
from pages.writing.scanning import at, is_machine_text

HALVED = re.compile(r"(午前|午後)\s*(\d{1,2})(?=時|[:：])")
CLOCK = re.compile(r"(?<!午前)(?<!午後)(?<![\d.:：])(\d{1,2})(?:[:：][0-5]\d(?![\d:：])|時(?!間|代|点|期|計|刻))")
LAST_HOUR = 29  # some timetables go on counting after midnight
NOON = 12

BOTH = "「{half}{hour}時」は、午前・午後と24時間の書き方が重なっています。「{better}時」か「{hour}時」にしてください。"
TWELVE = "「{half}12時」は、昼か夜かを取り違えられます。「正午」か「午前0時（夜の12時）」と書いてください。"
NOT_A_TIME = "「{hour}時」という時刻はありません。時刻を確かめてください。"
MIXED = (
    "このページには、「午前・午後」の時刻と24時間の時刻が混ざっています。"
    "取り違えを防ぐため、どちらかにそろえてください。"
)


def check(content: Content) -> Iterator[Finding]:
    halved: list[tuple[Text, int, int]] = []
    whole: list[tuple[Text, int, int]] = []
    for piece in content.texts:
        plain = plain_digits(piece.text)
        for match in HALVED.finditer(plain):
            halved.append((piece, *match.span()))
            yield from _halved(piece, match)
        for match in CLOCK.finditer(plain):
            if is_machine_text(piece.text, *match.span()):
                continue
            hour = int(match[1])
            if hour > NOON and hour <= LAST_HOUR and not _in_a_range(plain, match.start()):
                whole.append((piece, *match.span()))
            elif hour > LAST_HOUR and ":" not in match[0] and "：" not in match[0]:
                text = NOT_A_TIME.format(hour=hour)
                yield at(piece, *match.span(), "time-impossible", Severity.WARNING, text)
    if halved and whole:
        yield at(*whole[0], "time-mixed", Severity.HINT, MIXED)


def _in_a_range(text: str, start: int) -> bool:
    """「午後1時～15時」 is odd, but the second half is no other system of its own."""
    return bool(re.search(r"(?:午前|午後)\d{1,2}時(?:\d{1,2}分|半)?[～〜\-－]$", text[:start]))


def _halved(piece: Text, match: re.Match[str]) -> Iterator[Finding]:
    half, hour = match[1], int(match[2])
    if hour == NOON:
        rest = plain_digits(piece.text)[match.end() :]
        if re.match(r"時(?!\d|半)", rest):
            yield at(piece, *match.span(), "time-twelve", Severity.HINT, TWELVE.format(half=half))
    elif NOON < hour < 24 and half == "午後":
        better = f"午後{hour - NOON}"
        text = BOTH.format(half=half, hour=hour, better=better)
        yield at(piece, *match.span(), "time-both", Severity.WARNING, text, better)
    elif hour > NOON:
        yield at(piece, *match.span(), "time-impossible", Severity.WARNING, NOT_A_TIME.format(hour=f"{half}{hour}"))
