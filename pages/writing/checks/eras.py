"""Western years and Japanese eras agree, and one page uses one way of writing them."""

from __future__ import annotations

from collections.abc import Iterator

from cms.core.dates import ERAS, Era
from pages.writing.days import Year, plain_digits, years
from pages.writing.findings import Finding, Severity
from pages.writing.pieces import Content, Text
from pages.writing.scanning import at

MIXED = (
    "このページには、西暦だけの年と元号だけの年が混ざっています。前後が分かりにくくなります。"
    "「2026年（令和8年）」のように両方を書くか、どちらかにそろえてください。"
)


def check(content: Content) -> Iterator[Finding]:
    western, by_era = None, None
    for piece in content.texts:
        for year in years(piece.text):
            yield from _disagreeing(piece, year)
            yield from _ended(piece, year)
            if year.era is None:
                western = western or (piece, year)
            elif year.western is None:
                by_era = by_era or (piece, year)
    if western and by_era:
        later, year = max(western, by_era, key=lambda one: _place(content, one[0], one[1]))
        yield at(later, year.start, year.end, "era-mixed", Severity.HINT, MIXED)


def _place(content: Content, piece: Text, year: Year) -> tuple[int, int]:
    return content.pieces.index(piece), year.start


def _disagreeing(piece: Text, year: Year) -> Iterator[Finding]:
    """The year of a change of era has two names; both are right."""
    if year.era is None or year.western is None:
        return
    if year.era.first_on.year + year.number - 1 != year.western:
        text = f"{year.western}年と{year.era.name}{year.number}年は同じ年ではありません。どちらかを確かめてください。"
        yield at(piece, year.start, year.end, "era-disagrees", Severity.WARNING, text)


def _ended(piece: Text, year: Year) -> Iterator[Finding]:
    """「平成33年」: the era had ended, unless the text is older than the change."""
    if year.era is None or year.western is not None:
        return
    follower = _follower(year.era)
    if follower is None or year.value <= follower.first_on.year:
        return
    number = year.value - follower.first_on.year + 1
    better = f"{follower.name}{number}年" + ("度" if year.fiscal else "")
    written = plain_digits(piece.text)[year.start : year.end]
    text = f"{written}は、{follower.name}の年です。「{better}」にしてください。"
    yield at(piece, year.start, year.end, "era-ended", Severity.WARNING, text, better)


def _follower(era: Era) -> Era | None:
    position = ERAS.index(era)
    return ERAS[position - 1] if position else None
