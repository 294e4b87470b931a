"""How long a note is kept: to the end of the fiscal year in which it or its issue came to rest, and then some years.

Nothing goes by the clock alone: the chief sees which notes are due and erases them (decision 0030).
"""

from __future__ import annotations

from datetime import date, datetime, time

from django.conf import settings
from django.db.models import Q, QuerySet

from cms.core import dates
from workflows.fieldwork.models import FieldNote


def due(on: date) -> QuerySet[FieldNote]:
    """Notes whose time is over on ``on`` and that are not erased; none of an open issue."""
    first_kept = date(dates.fiscal_year(on) - settings.FIELD_NOTE_RETENTION_YEARS, dates.APRIL, 1)
    limit = datetime.combine(first_kept, time.min, tzinfo=dates.JST)
    at_rest = Q(issue=None) | Q(issue__closed_at__lt=limit)
    return FieldNote.objects.filter(at_rest, erased_at=None, written_at__lt=limit).order_by("written_at", "pk")
