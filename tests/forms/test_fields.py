"""Fields forgive how something was typed and never change what a name says."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms as django_forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from cms.core.dates import wareki
from forms.dates import parse_date
from forms.fields import (
    DateField,
    EmailField,
    KanaField,
    PhoneField,
    PostalField,
    TextField,
    YenField,
    YesNoField,
)

FULL_WIDTH = str.maketrans("0123456789,", "０１２３４５６７８９，")


def error(field: django_forms.Field, text: str) -> str:
    with pytest.raises(ValidationError) as caught:
        field.clean(text)
    return str(caught.value.messages[0])


def yen_field() -> YenField:
    return YenField(least=0, most=999_999_999, required=False)


@given(
    st.integers(0, 999_999_999), st.booleans(), st.booleans(), st.sampled_from(["", "円", "円也", " 円"]), st.booleans()
)
def test_an_amount_is_read_however_it_is_typed(amount: int, commas: bool, wide: bool, unit: str, sign: bool) -> None:
    text = f"{amount:,}" if commas else str(amount)
    text = f"{'¥' if sign else ''}{text.translate(FULL_WIDTH) if wide else text}{unit}"
    assert yen_field().clean(text) == amount


@pytest.mark.parametrize(
    "text", ["7万円", "70,00", "-5", "1.5", "１２３abc", "約7000円", "1e5", "٣٤", "七万", ",", "0x10"]
)
def test_an_amount_that_is_no_whole_yen_is_refused(text: str) -> None:
    assert "数字" in error(yen_field(), text)


@given(st.text(max_size=60))
def test_any_text_is_an_amount_or_a_message(text: str) -> None:
    try:
        amount = yen_field().clean(text)
    except ValidationError:
        return
    assert amount is None or 0 <= amount <= 999_999_999


def test_the_bounds_of_an_amount_are_named() -> None:
    field = YenField(least=1, most=70_000)
    assert "70,000円以下" in error(field, "70,001")
    assert "1円以上" in error(field, "0")
    assert error(field, "") == "入力してください。"
    assert error(field, "9" * 30)


@given(st.dates(date(1873, 1, 1), date(2200, 1, 1)))
def test_a_day_is_read_in_every_usual_shape(day: date) -> None:
    shapes = [
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        day.strftime("%Y%m%d"),
        wareki(day),
        wareki(day).translate(FULL_WIDTH),
        wareki(day).replace("年", "年 ").replace("月", "月 "),
    ]
    assert {parse_date(shape) for shape in shapes} == {day}


@pytest.mark.parametrize(
    "text, day",
    [
        ("R8.12.1", date(2026, 12, 1)),
        ("r８／１２／１", date(2026, 12, 1)),
        ("Ｒ８－１２－１", date(2026, 12, 1)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("H31.4.30", date(2019, 4, 30)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("2028-02-29", date(2028, 2, 29)),
    ],
)
def test_short_eras_and_edges_are_read(text: str, day: date) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize(
    "text",
    ["", "8年12月1日", "令和元年4月30日", "平成31年5月1日", "令和0年1月1日", "2026-02-29", "2026-13-01", "12/1", "明日",
     "٢٠٢٦-١٢-٠١", "0001-01-01", "令和八年十二月一日", "2026-12-01T00:00", "99999-1-1"],
)  # fmt: skip
def test_what_names_no_day_is_no_day(text: str) -> None:
    assert parse_date(text) is None


@given(st.text(max_size=40))
def test_any_text_is_a_day_or_none(text: str) -> None:
    day = parse_date(text)
    assert day is None or parse_date(wareki(day)) == day


def test_a_wrong_date_is_explained_by_an_example() -> None:
    assert "令和8年12月1日" in error(DateField(required=False), "2026-02-30")
    assert DateField(required=False).clean("令和8年12月1日") == "2026-12-01"


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("ねりま　たろう", "ネリマ　タロウ"),
        ("ﾈﾘﾏ ﾀﾛｳ", "ネリマ　タロウ"),
        ("ﾊﾞｰﾍﾞｷｭｰ", "バーベキュー"),
        ("すーぱー・ふれんず", "スーパー・フレンズ"),
        ("だい２ちょうかい", "ダイ２チョウカイ"),
        ("ヴァ", "ヴァ"),
        (" ネリマ ", "ネリマ"),
    ],
)
def test_readings_become_full_width_katakana(typed: str, kept: str) -> None:
    assert KanaField(longest=50).clean(typed) == kept


def test_a_reading_in_other_letters_is_refused() -> None:
    assert "カタカナ" in error(KanaField(longest=50), "練馬太郎")


@pytest.mark.parametrize("typed", ["1760001", "176-0001", "１７６−０００１", "〒176-0001", "176 0001", "176ー0001"])
def test_a_postcode_is_read_however_it_is_typed(typed: str) -> None:
    assert PostalField(longest=10).clean(typed) == "176-0001"


def test_a_wrong_postcode_is_explained() -> None:
    assert "7桁" in error(PostalField(longest=10), "17600")


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("03-1234-5678", "03-1234-5678"),
        ("０３ー１２３４ー５６７８", "03-1234-5678"),
        ("03(1234)5678", "03-1234-5678"),
        ("09012345678", "09012345678"),
        ("+81 90-1234-5678", "090-1234-5678"),
    ],
)
def test_a_telephone_number_is_read_however_it_is_typed(typed: str, kept: str) -> None:
    assert PhoneField(longest=20).clean(typed) == kept


@pytest.mark.parametrize("typed", ["1234-5678", "03-1234", "電話なし", "03-1234-5678（内線1）", "090123456789"])
def test_what_is_no_telephone_number_is_refused(typed: str) -> None:
    assert "市外局番" in error(PhoneField(longest=40), typed)


def test_an_address_for_mail_is_checked() -> None:
    assert EmailField(longest=100).clean("ｔａｒｏ＠example.jp") == "taro@example.jp"
    assert "メールアドレス" in error(EmailField(longest=100), "taro@")
    assert error(EmailField(longest=100), "a@example.jp\nBcc: b@example.jp")


@pytest.mark.parametrize(
    "name", ["葛\U000e0100飾", "𠮷田", "髙﨑", "神神", "か\u3099", "a\u200db", "‮abc", "①㈱", "  前後  "]
)
def test_text_stays_byte_identical(name: str) -> None:
    assert TextField(longest=100).clean(name).encode() == name.encode()


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b", "a\x0bb", "a\x1bb", "a\x7fb", "a\uffffb"])
def test_characters_that_nothing_can_carry_are_refused(text: str) -> None:
    assert "使えない文字" in error(TextField(longest=100), text)


def test_a_broken_character_is_refused() -> None:
    assert "文字化け" in error(TextField(longest=100), "練馬\ufffd太郎")


def test_a_line_of_a_megabyte_gets_a_clear_answer() -> None:
    message = error(TextField(longest=200), "あ" * 1_000_000)
    assert "200文字以内" in message
    assert "1,000,000文字" in message


def test_one_line_means_one_line() -> None:
    assert "1行" in error(TextField(longest=100), "a\nb")
    assert TextField(longest=100, one_line=False).clean("a\nb\n") == "a\nb\n"


def test_blank_text_is_no_answer() -> None:
    assert error(TextField(longest=10), " 　\t") == "入力してください。"
    assert TextField(longest=10, required=False).clean("   ") == ""


def test_yes_and_no_are_told_apart_from_nothing() -> None:
    field = YesNoField(required=False)
    assert [field.clean(text) for text in ("yes", "no", "")] == [True, False, None]
    assert error(YesNoField(), "") == "1つ選んでください。"
    assert error(field, "maybe") == "1つ選んでください。"
