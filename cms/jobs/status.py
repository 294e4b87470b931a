"""How the outbox stands: what is due and for how long, what is put aside, whether it is held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min, Q, QuerySet

from cms.core.clock import database_now
from cms.jobs import pulse
from cms.jobs.models import Hold, OutboxItem

State = OutboxItem.State


@dataclass(frozen=True)
class Status:
    """Ages in seconds by the database's clock; None where there is nothing to be old.

    outage  items that wait because the way out is shut, the mail server for one
    """

    counts: dict[str, int]
    oldest_urgent: int | None
    oldest_bulk: int | None
    pulse: int | None
    held: bool
    outage: int = 0

    @property
    def late(self) -> bool:
        """Something has been due longer than its limit allows."""
        return (self.oldest_urgent or 0) > settings.JOBS_URGENT_LIMIT_SECONDS or (
            self.oldest_bulk or 0
        ) > settings.JOBS_BULK_LIMIT_SECONDS

    @property
    def lifeless(self) -> bool:
        """No cluster has given a sign of life lately, or none ever did."""
        return self.pulse is None or self.pulse > settings.JOBS_HEARTBEAT_LIMIT_SECONDS

    @property
    def parked(self) -> int:
        return self.counts.get(State.PARKED, 0)


def overdue(items: QuerySet[OutboxItem], by: timedelta) -> QuerySet[OutboxItem]:
    """Items due since ``by``, and items whose worker let the lease lapse."""
    now = database_now()
    return items.filter(Q(state=State.DUE, due_at__lt=now - by) | Q(state=State.CLAIMED, claimed_until__lt=now))


def read() -> Status:
    """The outbox at this instant."""
    shown = [state for state in State if state != State.DONE]  # named one by one, so that the index serves
    counted = OutboxItem.objects.filter(state__in=shown).order_by().values_list("state").annotate(Count("pk"))
    age = pulse.age_of_newest()
    return Status(
        counts=dict(counted),
        oldest_urgent=_oldest(urgent=True),
        oldest_bulk=_oldest(urgent=False),
        pulse=None if age is None else int(age.total_seconds()),
        held=Hold.objects.filter(released_at=None).exists(),
        outage=OutboxItem.objects.filter(state__in=[State.DUE, State.CLAIMED], outage_since__isnull=False).count(),
    )


def _oldest(*, urgent: bool) -> int | None:
    late = overdue(OutboxItem.objects.filter(urgent=urgent), timedelta())
    oldest: datetime | None = late.aggregate(oldest=Min("due_at"))["oldest"]
    return None if oldest is None else max(0, int((database_now() - oldest).total_seconds()))
