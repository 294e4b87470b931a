"""Eras, fiscal years and office days."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from pytest_django import Settings

from cms.core import dates


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 11, 22), "令和8年11月22日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 12, 31), "令和元年12月31日"),
        (date(2020, 1, 1), "令和2年1月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1989, 1, 8), "平成元年1月8日"),
    ],
)
def test_a_day_is_written_in_its_own_era(day: date, text: str) -> None:
    assert dates.wareki(day) == text


def test_a_day_before_every_known_era_is_refused() -> None:
    with pytest.raises(ValueError, match="no era"):
        dates.wareki(date(1868, 1, 1))


@pytest.mark.parametrize(
    ("day", "year"), [(date(2027, 3, 31), 2026), (date(2027, 4, 1), 2027), (date(2026, 1, 1), 2025)]
)
def test_the_fiscal_year_begins_in_april(day: date, year: int) -> None:
    assert dates.fiscal_year(day) == year


@pytest.mark.parametrize(("year", "text"), [(2026, "令和8年度"), (2019, "令和元年度"), (2018, "平成30年度")])
def test_a_fiscal_year_has_its_japanese_name(year: int, text: str) -> None:
    assert dates.fiscal_year_wareki(year) == text


def test_a_day_in_japan_begins_at_1500_utc_of_the_day_before() -> None:
    assert dates.jst_date(datetime(2026, 12, 31, 14, 59, 59, tzinfo=UTC)) == date(2026, 12, 31)
    assert dates.jst_date(datetime(2026, 12, 31, 15, 0, 0, tzinfo=UTC)) == date(2027, 1, 1)


def test_a_naive_moment_has_no_day() -> None:
    with pytest.raises(ValueError, match="naive"):
        dates.jst_date(datetime(2026, 1, 1))


def test_the_last_microsecond_of_the_day_is_still_that_day() -> None:
    last = dates.end_of_day_jst(date(2026, 12, 31))
    assert last == datetime(2026, 12, 31, 14, 59, 59, 999999, tzinfo=UTC)
    assert dates.jst_date(last) == date(2026, 12, 31)


def test_business_days_skip_weekends_holidays_and_the_turn_of_the_year() -> None:
    # 2026-11-20 is a Friday; Monday the 23rd is a holiday.
    assert dates.add_business_days(date(2026, 11, 20), 1) == date(2026, 11, 24)
    # 28 December is the last office day; the office opens again on Monday 4 January.
    assert dates.add_business_days(date(2026, 12, 28), 1) == date(2027, 1, 4)
    assert dates.add_business_days(date(2027, 1, 4), -1) == date(2026, 12, 28)
    assert dates.add_business_days(date(2026, 11, 21), 0) == date(2026, 11, 21)


def test_days_on_which_the_office_is_closed_are_a_setting(settings: Settings) -> None:
    settings.OFFICE_CLOSED_DAYS = ["11-24"]
    assert dates.add_business_days(date(2026, 11, 20), 1) == date(2026, 11, 25)


def test_counting_business_days_is_the_inverse_of_adding_them() -> None:
    first = date(2026, 11, 20)
    for count in range(1, 60):
        assert dates.business_days_between(first, dates.add_business_days(first, count)) == count
    assert dates.business_days_between(date(2026, 11, 24), date(2026, 11, 20)) == -1
