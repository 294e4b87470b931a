"""Suggestions: names of places before lists, lists before a dictionary, and nobody guesses."""

from __future__ import annotations

import pytest

from pages.furigana.dictionary import installed
from pages.furigana.reading import Reading
from pages.furigana.suggesting import civic_words, suggest

PLACES = {"関町": "セキマチ", "大泉学園町": "オオイズミガクエンチョウ", "練馬": "ネリマ", "光が丘": "ヒカリガオカ"}


def found(*texts: str, **more: object) -> dict[str, tuple[str, str]]:
    return {one.base: (one.reading, str(one.source)) for one in suggest(texts, places=PLACES, **more)}  # type: ignore[arg-type]


def test_places_come_from_the_wards_own_data() -> None:
    assert found("関町と大泉学園町、光が丘") == {
        "関町": ("せきまち", "place"),
        "大泉学園町": ("おおいずみがくえんちょう", "place"),
        "光が丘": ("ひかりがおか", "place"),
    }


def test_civic_words_come_from_the_list_and_the_longest_wins() -> None:
    words = found("町会連合会の防災訓練")
    assert words == {"町会連合会": ("ちょうかいれんごうかい", "list"), "防災訓練": ("ぼうさいくんれん", "list")}


def test_a_single_kanji_counts_by_itself_or_behind_a_known_word() -> None:
    assert found("練馬区の方") == {"練馬": ("ねりま", "place"), "区": ("く", "list"), "方": ("かた", "list")}
    assert "方" not in found("地方")
    assert found("地方") == {"地方": ("", "nobody")}


def test_what_nobody_knows_is_left_to_the_editor_once() -> None:
    assert found("鯉幟を飾る。鯉幟") == {"鯉幟": ("", "nobody"), "飾": ("", "nobody")}


def test_the_list_is_right_in_form() -> None:
    assert len(civic_words()) >= 200
    assert [base for base, reading in civic_words().items() if not Reading(base, reading).is_right] == []


class Fixed:
    def read(self, text: str) -> list[tuple[str, str]]:
        return [(word, "じしょ") for word in ("関町", "鯉幟") if word in text]


def test_a_dictionary_is_asked_for_the_rest_only() -> None:
    words = found("関町の鯉幟", dictionary=Fixed())
    assert words == {"関町": ("せきまち", "place"), "鯉幟": ("じしょ", "dictionary")}


def test_the_optional_dictionary_reads_ordinary_words() -> None:
    words = dict(installed().read("新しい図書を読む"))
    assert words["図書"] == "としょ"
    assert words["読む"] == "よむ"
    assert found("関町の図書", dictionary=installed())["関町"] == ("せきまち", "place")


@pytest.mark.parametrize(
    "text, words",
    [
        ("茶話会を開く", {"茶話会": "さわかい", "開く": "ひらく"}),
        ("第1回の訓練", {"訓練": "くんれん"}),
        ("3月5日に集合", {"集合": "しゅうごう"}),
        ("地域振興課へ", {"地域": "ちいき", "振興課": "しんこうか"}),
        ("定員は11人", {"定員": "ていいん"}),
    ],
)
def test_affixes_stay_with_their_word_and_counters_are_left_to_the_editor(text: str, words: dict[str, str]) -> None:
    assert dict(installed().read(text)) == words


def test_without_the_optional_packages_there_is_no_dictionary(monkeypatch: pytest.MonkeyPatch) -> None:
    installed.cache_clear()
    monkeypatch.setattr("pages.furigana.dictionary.MODULES", ("a_package_that_is_not_there",))
    assert installed() is None
    installed.cache_clear()
