"""One module per rule, each with ``check(content)``."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pages.writing.checks import (
    capitals,
    colours,
    counters,
    dates,
    double_negatives,
    easy_japanese,
    eras,
    half_width_kana,
    headings,
    honorifics,
    links,
    machine_dependent,
    pictures,
    plain_words,
    reading_level,
    repeated_symbols,
    sentences,
    spaced_words,
    tables,
    telephones,
    times,
    untranslated,
    weekdays,
    wide_letters,
)
from pages.writing.findings import Finding
from pages.writing.pieces import Content

Check = Callable[[Content], Iterator[Finding]]

CHECKS: tuple[Check, ...] = tuple(
    module.check
    for module in (
        headings, pictures, links, tables, half_width_kana, wide_letters, spaced_words, machine_dependent, dates,
        weekdays, eras, times, telephones, sentences, double_negatives, honorifics, plain_words, counters, colours,
        capitals, repeated_symbols, reading_level, easy_japanese,
    )
)  # fmt: skip
# Of a page in another language: its structure, its pictures and links, and what was left in Japanese.
CHECKS_OF_ANY_LANGUAGE: tuple[Check, ...] = tuple(
    module.check for module in (headings, pictures, links, tables, untranslated)
)
