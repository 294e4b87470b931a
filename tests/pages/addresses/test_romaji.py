"""Titles in Latin letters."""

from __future__ import annotations

import pytest

from pages.addresses.romaji import romaji
from pages.addresses.slug import LONGEST, is_slug, normalised
from pages.addresses.words import from_title


@pytest.mark.parametrize(
    "kana, latin",
    [
        ("おおいずみ", "oizumi"),
        ("きょうしつ", "kyoshitsu"),
        ("ちゅうおう", "chuo"),
        ("しんぶん", "shinbun"),
        ("まっちゃ", "matcha"),
        ("けっか", "kekka"),
        ("スーパー", "supa"),
        ("フェスティバル", "fesutibaru"),
        ("ヴァイオリン", "vaiorin"),
        ("づくり", "zukuri"),
        ("れんあい", "renai"),
        ("あっ", "a"),
    ],
)
def test_hepburn_as_on_road_signs(kana: str, latin: str) -> None:
    assert romaji(kana) == latin


@pytest.mark.parametrize(
    "title, slug",
    [
        ("防災訓練のお知らせ", "bosaikunren-no-oshirase"),
        ("第３回　防災訓練", "3-bosaikunren"),
        ("令和8年度 補助金の募集", "reiwa-8-hojokin-no-boshu"),
        ("令和元年度の補助金", "reiwa-1-no-hojokin"),
        ("ＰＴＡだより", "pta-dayori"),
        ("練馬区の窓口", "nerima-ku-no-madoguchi"),
        ("はじめての防災", "hajimete-no-bosai"),
        ("Summer Festival!", "summer-festival"),
        ("ｽﾏｰﾄﾌｫﾝ教室", "sumatofon-kyoshitsu"),
    ],
)
def test_a_title_whose_words_are_known(title: str, slug: str) -> None:
    assert from_title(title, places={"練馬": "ネリマ"}) == slug


@pytest.mark.parametrize("title", ["龘の会", "区画整理", "2026年", "！？", "", "防災と龘"])
def test_a_title_is_read_completely_or_not_at_all(title: str) -> None:
    assert from_title(title, places={}) == ""


def test_a_long_title_ends_with_a_whole_word_and_no_particle() -> None:
    slug = from_title("補助金の申請書と、" * 9, places={})
    assert is_slug(slug)
    assert 40 < len(slug) <= LONGEST
    assert slug.rpartition("-")[2] in ("hojokin", "shinseisho")


def test_what_is_typed_is_understood_when_it_is_clear() -> None:
    assert normalised(" Ｓｕｍｍｅｒ　Festival ") == "summer-festival"
    assert [text for text in ("a", "a-b_c", "-a", "a-", "夏", "a/b", "A", "", "a" * 61) if is_slug(text)] == [
        "a",
        "a-b_c",
    ]
