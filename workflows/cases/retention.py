"""How long a case is kept: to the end of the fiscal year in which it was closed, and then the programme's years.

Closed in August 2026 with five years: the fiscal year ends on 31 March 2027, kept until 31 March 2032,
due for erasure from 1 April 2032. All days are days in Japan.
"""

from __future__ import annotations

from datetime import date, datetime, time

from django.db.models import Q, QuerySet

from cms.core import dates
from workflows.cases.models import Case
from workflows.programmes.models import Programme


def kept_until(case: Case) -> date | None:
    """The last day on which the case is kept; None while it is open, for the clock has not started."""
    if case.closed_at is None:
        return None
    closed_in = dates.fiscal_year(dates.jst_date(case.closed_at))
    return date(closed_in + 1 + case.programme.retention_years, dates.APRIL - 1, 31)


def is_over(case: Case, *, on: date) -> bool:
    until = kept_until(case)
    return until is not None and until < on


def due(*, on: date) -> QuerySet[Case]:
    """Closed cases whose time is over on ``on``, neither erased nor frozen, the oldest first."""
    over = Q(pk__in=[])
    for years in Programme.objects.order_by().values_list("retention_years", flat=True).distinct():
        first_kept = date(dates.fiscal_year(on) - years, dates.APRIL, 1)
        over |= Q(
            programme__retention_years=years, closed_at__lt=datetime.combine(first_kept, time.min, tzinfo=dates.JST)
        )
    kept = Case.objects.filter(over, erased_at=None, retention_hold="", closed_at__isnull=False)
    return kept.select_related("programme").order_by("closed_at", "pk")
