"""Every spelling of one word has one key, and anything at all has a key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.search import grams
from cms.search.keys import BREAK, MOST_WORDS, fold, words
from cms.search.snippets import marked, snippet

ANYTHING = st.text(st.characters(), max_size=200)


@pytest.mark.parametrize(
    "one, other",
    [
        ("ﾎﾞｳｻｲ", "ぼうさい"),
        ("ボウサイ", "ぼうさい"),
        ("ＡＢＣ１２", "abc12"),
        ("髙﨑", "高崎"),
        ("𠮷野", "吉野"),
        ("渡邉邊澤", "渡辺辺沢"),
        ("會議", "会議"),
        ("日　時", "日時"),
        ("防災\n訓練", "防災訓練"),
        ("令和 8 年度", "令和8年度"),
        ("光ヶ丘", "光が丘"),
        ("光ケ丘", "光が丘"),
        ("3ヶ月", "3か月"),
        ("三ヶ月", "三か月"),
        ("1－2−3", "1-2-3"),
        ("葛\U000e0100飾", "葛飾"),
        ("a\u200bb", "ab"),
    ],
)
def test_spellings_of_one_word_have_one_key(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize("one, other", [("kids room", "kidsroom"), ("東\n\n京都", "東京都"), ("はは", "ばば")])
def test_different_words_have_different_keys(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    "typed, asked",
    [
        ('"', ['"']),
        ("「防災」", ["防災"]),
        ("防災　訓練 防災", ["防災", "訓練"]),
        ("お 知 ら せ", ["お知らせ"]),
        ("春 祭り", ["春", "祭り"]),
        ("", []),
        ("\x00 \ud800", []),
        ("補助金　申請", ["補助金", "申請"]),
    ],
)
def test_words_are_read_from_what_is_typed(typed: str, asked: list[str]) -> None:
    assert words(typed) == asked


@given(ANYTHING)
def test_anything_has_a_key_that_a_database_keeps(text: str) -> None:
    key = fold(text)
    key.encode("utf-8")
    assert not {"\x00", "\t", "\r"} & set(key)
    assert "  " not in key
    assert BREAK * 2 not in key


@given(ANYTHING)
def test_words_have_no_gap_and_are_few(text: str) -> None:
    found = words(text)
    assert len(found) <= MOST_WORDS
    assert all(word and not any(c.isspace() for c in word) for word in found)


@given(st.text("防災訓練会ab 1\n", max_size=40), st.text("防災訓練会ab1", min_size=1, max_size=6))
def test_a_word_is_in_a_key_only_if_its_numbers_are(text: str, word: str) -> None:
    key = fold(text)
    if word in key:
        assert set(grams.needed(word)) <= grams.numbers(key)
    if len(word) <= 2:
        assert (set(grams.needed(word)) <= grams.numbers(key)) == (word in key)


@given(ANYTHING, st.lists(st.text("防災ab", min_size=1, max_size=3), max_size=3))
def test_pieces_put_together_are_the_text(text: str, asked: list[str]) -> None:
    assert "".join(piece.text for piece in marked(text, asked)) == text
    snippet(text, asked)


def test_a_snippet_shows_the_first_hit_of_a_long_text() -> None:
    pieces = snippet("前置き。" * 3000 + "ここでﾎﾞｳｻｲ訓練をします。" + "後書き。" * 100, ["ぼうさい"])
    assert [piece.text for piece in pieces if piece.is_hit] == ["ﾎﾞｳｻｲ"]
    assert pieces[0].text == pieces[-1].text == "…"


def test_a_hit_with_a_gap_inside_is_marked_whole() -> None:
    assert [piece.text for piece in marked("案内　日　時 会場", ["日時"]) if piece.is_hit] == ["日　時"]
