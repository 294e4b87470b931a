"""No text is so long that a save hangs on it: every pattern walks through it once."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest

from cms.search.keys import fold
from pages.furigana import Reading, with_furigana
from pages.furigana.suggesting import suggest
from pages.writing import Content, Text, Where, examine

LONG = 100_000
# A pattern that begins anew at every letter needs minutes for what takes a second otherwise.
ENDLESS = 40
PARTS = [
    "a",
    "1",
    " ",
    "\u3000",
    "\n",
    ".",
    "-",
    "a@",
    "1月",
    "日\u3000",
    "（",
    "アア",
    "ｱ",
    "http://",
    "03-",
    "令和1年",
]


@contextmanager
def ending() -> Iterator[None]:
    def give_up(*_args: Any) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(ENDLESS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def text_of(part: str) -> str:
    return f"あx{part * (LONG // len(part))}xあ"


@pytest.mark.parametrize("part", PARTS)
def test_a_hundred_thousand_of_anything_are_examined(part: str) -> None:
    content = Content((Text(where=Where("body"), text=text_of(part)),), date(2026, 11, 25))
    with ending():
        examine(content)


@pytest.mark.parametrize("part", PARTS)
def test_a_hundred_thousand_of_anything_are_indexed_and_read(part: str) -> None:
    text = text_of(part)
    with ending():
        fold(text)
        suggest([text], places={"練馬": "ネリマ"})
        with_furigana(f"<p>{text}</p>", [Reading("日", "ひ"), Reading("練馬", "ねりま")])


def test_patterns_still_begin_where_they_began() -> None:
    found = examine(
        Content((Text(where=Where("body"), text="申込みは a.b@example.jp、 2026.11.25 まで"),), date(2026, 11, 25))
    )
    assert [one.fix for one in found if one.rule == "date-form"] == ["2026年11月25日"]
    assert fold("祭り  \n \n  日時") == "祭り\n日時"
