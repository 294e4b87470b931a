"""Official numbers without gap or repetition: one counter row per series and fiscal year.

The counter moves inside the caller's transaction and its row stays locked until that ends, so a
rollback uses no number, and two takers wait for each other instead of sharing one.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from cms.core.models import NumberSeries


def take_number(*, key: str, fiscal_year: int) -> int:
    """The next number of the series, from 1; RuntimeError outside a transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a number is taken inside the transaction that uses it")
    row = NumberSeries.objects.filter(key=key, fiscal_year=fiscal_year)
    if not row.update(last=F("last") + 1):
        # Two first takers: the second insert waits for the first and then does nothing.
        NumberSeries.objects.bulk_create([NumberSeries(key=key, fiscal_year=fiscal_year)], ignore_conflicts=True)
        row.update(last=F("last") + 1)
    return row.values_list("last", flat=True).get()
