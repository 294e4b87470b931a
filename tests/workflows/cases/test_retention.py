"""The clock of retention: from the end of the fiscal year in which a case was closed, in Japan's days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from cms.core.dates import JST
from tests.cms.admin.walking import client_of
from tests.factories_cases import make_call, make_case, make_programme
from tests.factories_people import make_staff
from workflows.cases.models import Case
from workflows.cases.retention import due, is_over, kept_until
from workflows.cases.services.retention import freeze
from workflows.programmes.loading import load
from workflows.programmes.models import Programme

pytestmark = pytest.mark.django_db


def closed(at: datetime | None, *, years: int = 5) -> Case:
    case = make_case(call=make_call(make_programme(retention_years=years)))
    Case.objects.filter(pk=case.pk).update(closed_at=at)
    return Case.objects.get(pk=case.pk)


@pytest.mark.parametrize(
    "closed_at,years,until",
    [
        (datetime(2015, 8, 10, tzinfo=JST), 5, date(2021, 3, 31)),  # the example in the guides of other offices
        (datetime(2026, 3, 31, 23, 59, 59, tzinfo=JST), 5, date(2031, 3, 31)),
        (datetime(2026, 4, 1, 0, 0, 0, tzinfo=JST), 5, date(2032, 3, 31)),
        (datetime(2026, 3, 31, 15, 0, 0, tzinfo=UTC), 5, date(2032, 3, 31)),  # already April in Japan
        (datetime(2026, 1, 5, tzinfo=JST), 1, date(2027, 3, 31)),
        (datetime(2026, 11, 25, tzinfo=JST), 10, date(2037, 3, 31)),
    ],
)
def test_kept_to_the_end_of_the_fiscal_year_and_the_programmes_years(
    closed_at: datetime, years: int, until: date
) -> None:
    case = closed(closed_at, years=years)
    assert kept_until(case) == until
    assert not is_over(case, on=until)
    assert is_over(case, on=until + timedelta(days=1))
    assert list(due(on=until)) == []
    assert list(due(on=until + timedelta(days=1))) == [case]


def test_the_clock_of_an_open_case_has_not_started() -> None:
    case = closed(None)
    assert kept_until(case) is None
    assert list(due(on=date(2100, 1, 1))) == []


def test_every_programme_has_its_own_years() -> None:
    at = datetime(2020, 6, 1, tzinfo=JST)
    short, long = closed(at, years=3), closed(at, years=10)
    assert list(due(on=date(2024, 4, 1))) == [short]
    assert set(due(on=date(2031, 4, 1))) == {short, long}


def test_a_frozen_case_is_never_due() -> None:
    case = closed(datetime(2010, 6, 1, tzinfo=JST))
    freeze(case, actor=make_staff("administrator"), reason="訴訟中")
    assert list(due(on=date(2100, 1, 1))) == []


@pytest.mark.parametrize("years", [0, 31])
def test_a_retention_outside_reason_is_refused(years: int) -> None:
    programme = make_programme()
    programme.retention_years = years
    with pytest.raises(ValidationError, match="retention|値"):
        programme.full_clean()


def test_the_files_bring_five_years_and_the_admin_shows_them_to_be_checked() -> None:
    load()
    assert set(Programme.objects.values_list("retention_years", flat=True)) == {5}
    page = client_of(make_staff("administrator")).get(
        f"/cms/snippets/programmes/programme/edit/{Programme.objects.first().pk}/"
    )
    text = page.content.decode()
    assert 'name="retention_years"' in text
    assert "5年はシステムの既定値です" in text
