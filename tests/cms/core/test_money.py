"""What may be granted, to the yen."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.core.money import grantable, yen


def _grant(**changes: int) -> int:
    terms = {
        "eligible_yen": 100_000,
        "income_deducted_yen": 0,
        "cap_yen": 70_000,
        "rate_numerator": 1,
        "rate_denominator": 1,
        "rounding_yen": 1,
    }
    return grantable(**{**terms, **changes})


def test_yen_are_written_with_commas() -> None:
    assert yen(70000) == "70,000円"
    assert yen(0) == "0円"
    assert yen(1234567890) == "1,234,567,890円"


@pytest.mark.parametrize(
    ("changes", "amount"),
    [
        ({}, 70_000),
        ({"eligible_yen": 69_999}, 69_999),
        ({"income_deducted_yen": 40_000}, 60_000),
        ({"income_deducted_yen": 200_000}, 0),
        ({"rate_numerator": 2, "rate_denominator": 3, "eligible_yen": 100_001}, 66_667),
        ({"rate_numerator": 1, "rate_denominator": 2, "eligible_yen": 99_999, "rounding_yen": 1000}, 49_000),
        ({"cap_yen": 70_500, "rounding_yen": 1000}, 70_000),
        ({"cap_yen": 0}, 0),
    ],
)
def test_the_grantable_amount(changes: dict[str, int], amount: int) -> None:
    assert _grant(**changes) == amount


@pytest.mark.parametrize("changes", [{"rate_denominator": 0}, {"rate_numerator": -1}, {"rounding_yen": 0}])
def test_terms_without_sense_are_refused(changes: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="positive"):
        _grant(**changes)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the clock of the machine decides nothing
@given(
    eligible=st.integers(0, 10**12),
    deducted=st.integers(0, 10**12),
    cap=st.integers(0, 10**9),
    rate=st.tuples(st.integers(0, 10), st.integers(1, 10)),
    rounding=st.sampled_from([1, 10, 100, 1000]),
)
def test_no_grant_passes_the_cap_the_share_or_falls_below_zero(
    eligible: int, deducted: int, cap: int, rate: tuple[int, int], rounding: int
) -> None:
    amount = _grant(
        eligible_yen=eligible, income_deducted_yen=deducted, cap_yen=cap,
        rate_numerator=rate[0], rate_denominator=rate[1], rounding_yen=rounding,
    )  # fmt: skip
    share = max(eligible - deducted, 0) * rate[0] // rate[1]
    assert 0 <= amount <= min(cap, share)
    assert amount % rounding == 0
    assert min(cap, share) - amount < rounding
