"""Whole yen, and how much of a cost may be granted. No float ever touches an amount."""

from __future__ import annotations


def yen(amount: int) -> str:
    """``70,000円``."""
    return f"{amount:,}円"


def grantable(
    *,
    eligible_yen: int,
    income_deducted_yen: int,
    cap_yen: int,
    rate_numerator: int,
    rate_denominator: int,
    rounding_yen: int,
) -> int:
    """The most that may be granted, in yen: min(cap, rate × (eligible − deducted)), rounded down.

    Rounded down to a multiple of ``rounding_yen`` (1 keeps every yen); never below 0. ValueError
    for a rate that is negative or has no denominator, and for a rounding below 1.
    """
    if rate_denominator < 1 or rate_numerator < 0 or rounding_yen < 1:
        raise ValueError("rate and rounding must be positive")
    base = max(eligible_yen - income_deducted_yen, 0)
    amount = min(cap_yen, base * rate_numerator // rate_denominator)
    return max(amount - amount % rounding_yen, 0)
