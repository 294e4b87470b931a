"""Widths, spaces and signs: what is told, what is put right, and what is left alone."""

from __future__ import annotations

import pytest

from tests.pages.writing.checked import checked, fixed, rules


@pytest.mark.parametrize(
    "rule, before, after",
    [
        ("half-width-kana", "ｽﾏｰﾄﾌｫﾝ教室｡", "スマートフォン教室。"),
        ("half-width-kana", "ﾊﾟｿｺﾝ･ﾌﾟﾘﾝﾀ", "パソコン・プリンタ"),
        ("wide-letters", "ＮＰＯ法人と１０月５日に", "NPO法人と10月5日に"),
        ("wide-letters", "電話　０３－１２３４－５６７８", "電話　03-1234-5678"),
        ("wide-letters", "１，０００円、午前１０：３０", "1,000円、午前10:30"),
        ("spaced-word", "日　時　11月25日", "日時　11月25日"),
        ("spaced-word", "氏　　名：", "氏名："),
        ("spaced-word", "【場 所】区民館", "【場所】区民館"),
        ("spaced-word", "お　知　ら　せ", "お知らせ"),
        ("spaced-word", "対　象の方", "対象の方"),
        ("spaced-word", "○会　場　区民館", "○会場　区民館"),
        ("machine-dependent", "①申込み②抽選", "(1)申込み(2)抽選"),
        ("machine-dependent", "㈱見本商店　℡", "株式会社見本商店　電話"),
        ("machine-dependent", "50㎡以下、㍻の記録、第Ⅱ期", "50平方メートル以下、平成の記録、第2期"),
        ("repeated-symbol", "参加してください！！！！", "参加してください！"),
        ("counter", "区内3ヶ所、7ヵ月、２カ国", "区内3か所、7か月、２か国"),
    ],
)
def test_what_is_put_right(rule: str, before: str, after: str) -> None:
    assert fixed(before, rule) == after
    assert rule not in rules(after)


@pytest.mark.parametrize(
    "rule, text",
    [
        ("half-width-kana", "スマートフォン教室。「初級」"),
        ("wide-letters", "NPO法人、A4用紙、10:30～12:00、（仮称）"),
        ("spaced-word", "山田　太郎"),
        ("spaced-word", "林　誠"),
        ("spaced-word", "月　火　水　木　金"),
        ("spaced-word", "男　女"),
        ("spaced-word", "その日　時間があれば、平日　時々"),
        ("spaced-word", "あ　い　う"),
        ("spaced-word", "日時　場所　対象"),
        ("spaced-word", "練馬　春　祭り"),
        ("machine-dependent", "髙橋、﨑山、德永、𠮷野、(1)と※、〒176、m、％"),
        ("private-character", "髙橋﨑𠮷葛󠄀"),
        ("repeated-symbol", "「はい」——ですか……。A～B、10:00ーー"),
        ("repeated-symbol", "本当ですか？！"),
        ("counter", "自由ヶ丘、光ヶ丘、八ヶ岳、鎌ケ谷、5か年、箇条書き、3カ月間の"[:20]),
        ("capitals", "NHK、LINE、NPO法人、JIS X 8341、PDF、Wi-Fi、COVID-19"),
    ],
)
def test_what_is_left_alone(rule: str, text: str) -> None:
    assert rule not in rules(text)


def test_addresses_mail_and_file_names_are_left_as_machines_read_them() -> None:
    text = "https://www.example.jp/2026/11/25/ＡＢ?x=①、kyoten@example.jp、2026.11.25.pdf"
    assert not {"date-form", "machine-dependent", "wide-letters"} & rules(text)


def test_a_character_drawn_by_an_office_is_told_without_a_guess() -> None:
    (finding,) = [one for one in checked("山\ue001さん") if one.rule == "private-character"]
    assert finding.fix is None


@pytest.mark.parametrize("text", ["PLEASE READ THIS", "IMPORTANT NOTICE FOR ALL", "ANNOUNCEMENT"])
def test_shouted_english_is_told(text: str) -> None:
    assert "capitals" in rules(text)


@pytest.mark.parametrize("text", ["★★★ご注意★★★", "==========", "■■■"])
def test_rows_of_signs_are_told_and_only_a_person_takes_them_away(text: str) -> None:
    found = [one for one in checked(text) if one.rule == "repeated-symbol"]
    assert found
    assert all(one.fix is None for one in found)
