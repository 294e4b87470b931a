"""Sentences and words that residents understand at the first reading."""

from __future__ import annotations

import pytest

from pages.writing import Severity
from pages.writing.checks.plain_words import EASY, REPLACE, SUGGEST
from pages.writing.checks.reading_level import level_of
from tests.pages.writing.checked import checked, fixed, rules


@pytest.mark.parametrize(
    "rule, before, after",
    [
        ("plain-word", "当該団体は速やかに送付してください。", "その団体はすぐに送ってください。"),
        ("plain-word", "予め御確認の上、お越し下さい", "あらかじめご確認の上、お越し下さい"),
        ("plain-word", "下記の書類を持参してください", "次の書類を持ってきてください"),
        ("double-honorific", "ご覧になられましたか", "ご覧になりましたか"),
        ("double-honorific", "おっしゃられます", "おっしゃいます"),
        ("double-honorific", "お越しになられた方", "お越しになった方"),
        ("humble-request", "ご利用してください", "ご利用ください"),
    ],
)
def test_what_is_put_right(rule: str, before: str, after: str) -> None:
    assert fixed(before, rule) == after


@pytest.mark.parametrize(
    "rule, text",
    [
        ("plain-word", "勘案して決めます"),
        ("plain-word", "スキームの説明"),
        ("double-negative", "参加できないわけではありません。"),
        ("double-negative", "雨が降らないとは限りません。"),
        ("colour-only", "赤字の項目は必ず書いてください。"),
        ("colour-only", "緑色の部分が対象の区域です。"),
        ("colour-only", "青い線で囲んだ会場"),
    ],
)
def test_what_only_a_person_can_put_right_is_told(rule: str, text: str) -> None:
    found = [one for one in checked(text) if one.rule == rule]
    assert found
    assert found[0].fix is None


@pytest.mark.parametrize(
    "rule, text",
    [
        ("double-honorific", "ご覧になります。おっしゃいます。お越しになる方"),
        ("humble-request", "ご利用ください。活用してください。"),
        ("double-negative", "雨でなければ行います。参加できません。"),
        ("colour-only", "赤字の事業を見直します。黄色い帽子をかぶります。緑の募金。青色申告"),
        ("long-sentence", "あ" * 99 + "。" + "い" * 99 + "。"),
        ("long-sentence", "費用は1,000円です（" + "内訳の説明です" * 20 + "）。"),
        ("plain-word", "11月に練馬区で行います。"),
    ],
)
def test_what_is_left_alone(rule: str, text: str) -> None:
    assert rule not in rules(text)


def test_a_long_sentence_is_told_and_sooner_in_plain_japanese() -> None:
    sentence = "この説明は" + "とても" * 15 + "長いです。"
    assert "easy-sentence" in rules(sentence, easy=True)
    assert "long-sentence" not in rules(sentence)
    assert "long-sentence" in rules("この説明は" + "とても" * 35 + "長いです。")


def test_plain_japanese_has_a_list_of_its_own() -> None:
    (finding,) = [one for one in checked("避難所へ行きます。", easy=True) if one.rule == "plain-word"]
    assert finding.severity == Severity.WARNING
    assert "逃げて" in finding.explanation
    assert "plain-word" not in rules("避難所へ行きます。")


def test_a_page_full_of_kanji_is_told_and_an_ordinary_one_is_not() -> None:
    hard = "本事業実施要綱第三条規定該当団体代表者申請書提出期限厳守願。" * 14
    easy = "拠点では、近所の方が集まってお茶を飲んだり、困りごとを話し合ったりしています。" * 10
    assert "many-kanji" in rules(hard)
    assert "many-kanji" not in rules(easy)
    assert "many-kanji" not in rules(hard[:60])
    assert "long-on-average" in rules(
        "とても長い説明が続いていて" * 6 + "います。" + ("とても長い説明が続いて" * 8 + "います。") * 6
    )


def test_the_level_counts_sentences_only() -> None:
    level = level_of(["日時", "場所", "練馬で会う。"])
    assert (level.letters, level.sentence) == (5, 5)
    assert level.kanji == pytest.approx(3 / 5)
    assert level_of(["日時"]).letters == 0


def test_the_list_of_words_does_not_contradict_itself() -> None:
    assert len(REPLACE) + len(SUGGEST) + len(EASY) >= 150
    assert not REPLACE.keys() & SUGGEST.keys()
    for word, plain in REPLACE.items():
        assert word != plain
        assert "plain-word" not in rules(plain), word
