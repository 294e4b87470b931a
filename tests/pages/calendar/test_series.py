"""The dates of a series, and the editor's form that writes them into the list."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.calendar.form import EventForm
from pages.calendar.series import MOST, Repeat, days
from pages.models import EventDate, EventPage, HubPage
from pages.setting_up import set_up_sites
from tests.factories_hubs import make_small_ward
from tests.factories_people import make_user

DAY = datetime.date


@pytest.mark.parametrize(
    "first,repeat,times,expected",
    [
        (DAY(2026, 12, 26), Repeat.WEEKLY, 2, [DAY(2027, 1, 2), DAY(2027, 1, 9)]),
        (DAY(2026, 12, 26), Repeat.FORTNIGHTLY, 1, [DAY(2027, 1, 9)]),
        (DAY(2026, 11, 30), Repeat.MONTHLY, 3, [DAY(2026, 12, 30), DAY(2027, 1, 30), DAY(2027, 3, 30)]),
        (DAY(2026, 12, 12), Repeat.WEEKDAY, 2, [DAY(2027, 1, 9), DAY(2027, 2, 13)]),
        (DAY(2026, 12, 29), Repeat.WEEKDAY, 2, [DAY(2027, 3, 30), DAY(2027, 6, 29)]),
    ],
)
def test_a_series_goes_on_by_weeks_or_months(first: DAY, repeat: str, times: int, expected: list[DAY]) -> None:
    assert days(first, repeat, times=times) == expected


@given(st.dates(DAY(2000, 1, 1), DAY(2100, 1, 1)), st.sampled_from(Repeat.values), st.integers(1, 200))
def test_a_series_goes_forward_keeps_its_kind_of_day_and_ends(first: DAY, repeat: str, times: int) -> None:
    found = days(first, repeat, times=times)
    assert len(found) == min(times, MOST)
    assert found == sorted(set(found))
    assert found[0] > first
    if repeat == Repeat.MONTHLY:
        assert {day.day for day in found} == {first.day}
    else:
        assert {day.weekday() for day in found} == {first.weekday()}


def form(begins: str = "2026-12-12 10:00", ends: str = "2026-12-12 12:00", **values: Any) -> EventForm:
    page = EventPage(title="教室")
    data = {
        "title": "教室", "slug": "class", "summary": "", "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0,
        "dates-TOTAL_FORMS": 1, "dates-INITIAL_FORMS": 0, "dates-0-starts_at": begins, "dates-0-ends_at": ends,
        "dates-0-ORDER": 1, "lead_picture-count": 0, "body-count": 0, "easy_body-count": 0, **values,
    }  # fmt: skip
    kind = EventPage.get_edit_handler().get_form_class()
    return kind(data, instance=page, parent_page=HubPage.objects.get(slug="west"), for_user=make_user())


@pytest.fixture
def ward(db: Any) -> None:
    make_small_ward()
    set_up_sites()


@pytest.mark.usefixtures("ward")
def test_an_editor_repeats_the_last_date() -> None:
    made = form(repeat="weekly", repeat_times=2)
    assert made.is_valid(), (made.errors, made.formsets["dates"].errors)
    rows = list(made.save(commit=False).dates.all())
    assert [row.first_day for row in rows] == [DAY(2026, 12, 12), DAY(2026, 12, 19), DAY(2026, 12, 26)]
    assert {row.ends_at - row.starts_at for row in rows} == {datetime.timedelta(hours=2)}
    until = form(repeat="monthly", repeat_until="2027-02-28")
    assert until.is_valid()
    assert len(until.save(commit=False).dates.all()) == 3


@pytest.mark.usefixtures("ward")
@pytest.mark.parametrize(
    "values,field",
    [
        ({"repeat": "weekly"}, "repeat_times"),
        ({"repeat": "weekly", "repeat_times": "0"}, "repeat_times"),
        ({"repeat": "weekly", "repeat_times": str(MOST + 1)}, "repeat_times"),
        ({"repeat": "weekly", "repeat_until": "2026-12-12"}, "repeat_until"),
        ({"repeat": "daily", "repeat_times": "2"}, "repeat"),
    ],
)
def test_a_series_without_an_end_or_with_a_wrong_one_is_told_beside_its_field(values: Any, field: str) -> None:
    made = form(**values)
    assert not made.is_valid()
    assert set(made.errors) == {field}


@pytest.mark.usefixtures("ward")
@pytest.mark.parametrize("ends", ["2026-12-12 09:59", "2026-12-12 10:00", ""])
def test_an_end_that_is_no_end_is_told_beside_its_field(ends: str) -> None:
    made = form(ends=ends)
    assert not made.is_valid()
    assert set(made.formsets["dates"].errors[0]) == {"ends_at"}


@pytest.mark.usefixtures("ward")
def test_an_event_has_a_date() -> None:
    assert not form(**{"dates-TOTAL_FORMS": 0}).is_valid()


@pytest.mark.usefixtures("ward")
def test_a_whole_day_needs_no_time_and_lasts_all_day_in_japan() -> None:
    made = form(begins="2026-12-12 10:00", ends="2026-12-12 10:00", **{"dates-0-all_day": "on"})
    assert made.is_valid(), made.formsets["dates"].errors
    (row,) = made.save(commit=False).dates.all()
    assert row.starts_at.isoformat() == "2026-12-12T00:00:00+09:00"
    assert (row.first_day, row.last_day) == (DAY(2026, 12, 12), DAY(2026, 12, 12))


@pytest.mark.usefixtures("ward")
def test_each_date_of_a_series_is_a_row_that_can_be_called_off() -> None:
    made = form(repeat="weekly", repeat_times=3)
    assert made.is_valid()
    page = made.save(commit=False)
    HubPage.objects.get(slug="west").add_child(instance=page)
    rows = EventDate.objects.filter(page=page).order_by("starts_at")
    assert len(rows) == 4
    EventDate.objects.filter(pk=rows[1].pk).update(is_cancelled=True)
    assert [row.is_cancelled for row in rows.all()] == [False, True, False, False]
