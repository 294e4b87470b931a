"""Dates, weekdays, eras, times and telephone numbers."""

from __future__ import annotations

import pytest

from tests.pages.writing.checked import checked, fixed, rules


@pytest.mark.parametrize(
    "rule, before, after",
    [
        ("date-form", "2026.11.25に開催", "2026年11月25日に開催"),
        ("date-form", "2026/1/5まで", "2026年1月5日まで"),
        ("date-form", "２０２６．１１．２５", "2026年11月25日"),
        ("date-form", "R8.11.25更新", "令和8年11月25日更新"),
        ("date-form", "H30.4.1から", "平成30年4月1日から"),
        ("date-form", "令和8.11.25", "令和8年11月25日"),
        ("date-form", "11/25(水)開催", "11月25日(水)開催"),
        ("first-year", "令和1年度の報告", "令和元年度の報告"),
        ("weekday", "2026年11月25日（木）", "2026年11月25日（水）"),
        ("weekday", "令和8年11月25日(火曜日)", "令和8年11月25日(水曜日)"),
        ("weekday", "2026年（令和8年）11月23日（日・祝）", "2026年（令和8年）11月23日（月・祝）"),
        ("weekday", "2026年11月25日（水）から11月28日（日）まで", "2026年11月25日（水）から11月28日（土）まで"),
        ("era-ended", "平成33年度まで", "令和3年度まで"),
        ("era-ended", "昭和65年に", "平成2年に"),
        ("time-both", "午後13時から", "午後1時から"),
        ("telephone-form", "電話03(1234)5678", "電話03-1234-5678"),
        ("telephone-form", "（03）1234-5678", "03-1234-5678"),
    ],
)
def test_what_is_put_right(rule: str, before: str, after: str) -> None:
    assert fixed(before, rule) == after
    assert rule not in rules(after)


@pytest.mark.parametrize(
    "rule, text",
    [
        ("date-impossible", "11月31日（火）"),
        ("date-impossible", "2026年2月29日"),
        ("weekday", "11月25日（日）"),
        ("era-disagrees", "2026年（令和7年）"),
        ("era-disagrees", "平成26(2015)年"),
        ("time-impossible", "午前25時"),
        ("time-impossible", "33時に集合"),
        ("time-twelve", "午後12時"),
        ("telephone-area", "電話：3993-1111"),
        ("telephone-digits", "03-123-5678"),
        ("telephone-digits", "090-1234-567"),
    ],
)
def test_what_only_a_person_can_put_right_is_told(rule: str, text: str) -> None:
    found = [one for one in checked(text) if one.rule == rule]
    assert found
    assert found[0].fix is None


@pytest.mark.parametrize(
    "rule, text",
    [
        ("date-form", "版1.2.3、1/2の確率、3.11、24/7、全5/6回、2026.13.45、192.168.1.10"),
        ("date-form", "2026年11月25日"),
        ("date-impossible", "2028年2月29日、12月31日、4月30日"),
        ("weekday", "11月25日（水曜日）、11月25日（火）、11月25日（木）"),
        ("weekday", "2026年12月20日（日）から1月10日（日）まで"),
        ("weekday", "2019年11月25日（月）に行い、11月26日（火）に終わりました"),
        ("weekday", "11月25日（木造）"),
        ("era-disagrees", "2026年（令和8年）、令和8(2026)年、平成31年（2019年）、2019年（令和元年）"),
        ("era-ended", "平成31年4月、平成30年度、昭和64年、令和8年、平成31年度"),
        ("first-year", "令和10年、令和11年、平成元年"),
        ("time-impossible", "48時間、72時間以内、24時、100時間"),
        ("time-both", "午後1時、午後0時30分、午前10時"),
        ("time-twelve", "午前12時30分"),
        ("telephone-form", "定員(30)1000円、第3(2026)年"),
        ("telephone-area", "電話：03-3993-1111、郵便番号176-8501、2025-2026年度"),
        ("telephone-digits", "03-1234-5678、090-1234-5678、0120-123-456、0570-01-2345、050-1234-5678、042-123-4567"),
    ],
)
def test_what_is_left_alone(rule: str, text: str) -> None:
    assert rule not in rules(text)


def test_western_and_era_years_on_one_page_are_told_once_where_the_second_kind_begins() -> None:
    found = [one for one in checked("2025年に始まり", "令和8年に終わる", "令和9年") if one.rule == "era-mixed"]
    assert [one.where.block for one in found] == ["b1"]
    assert "era-mixed" not in rules("2025年（令和7年）に始まり、2026年に終わる")
    assert "era-mixed" not in rules("令和7年から令和8年")


def test_both_systems_of_hours_on_one_page_are_told_once() -> None:
    assert "time-mixed" in rules("午後1時開場", "15:30閉会")
    assert "time-mixed" not in rules("午後1時から3時", "9:30開場")
    assert "time-mixed" not in rules("13:00～15:30", "午前中に")
    assert "time-mixed" not in rules("午後1時～15時")
