"""Numbers follow each other; a rollback uses none."""

from __future__ import annotations

import pytest
from django.db import transaction

from cms.core.numbering import take_number


@pytest.mark.django_db
def test_each_series_and_year_counts_for_itself() -> None:
    with transaction.atomic():
        assert [take_number(key="a", fiscal_year=2026) for _ in range(3)] == [1, 2, 3]
        assert take_number(key="a", fiscal_year=2027) == 1
        assert take_number(key="b", fiscal_year=2026) == 1


@pytest.mark.django_db
def test_a_rollback_uses_no_number() -> None:
    take_number(key="a", fiscal_year=2026)
    with transaction.atomic():
        assert take_number(key="a", fiscal_year=2026) == 2
        transaction.set_rollback(True)
    assert take_number(key="a", fiscal_year=2026) == 2


@pytest.mark.usefixtures("own_database")
def test_no_number_is_given_outside_a_transaction() -> None:
    with pytest.raises(RuntimeError):
        take_number(key="a", fiscal_year=2026)
