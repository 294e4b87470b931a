"""What became of deliveries, written in bulk, and the totals that must add up."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F
from django.db.models.functions import Now

from cms.core.clock import database_now
from cms.mailings.magazine import subscribing
from cms.mailings.magazine.handing import DATA, LATER
from cms.mailings.magazine.journal import Outcome
from cms.mailings.models import Delivery, Mailing

State = Delivery.State
# What was handed over has been handed over, whatever somebody wished meanwhile; an answer ends every doubt.
OPEN = (State.WAITING, State.SUPPRESSED, State.WITHHELD, State.AMBIGUOUS)


@transaction.atomic
def keep(mailing: int, outcomes: list[Outcome], *, attempts: int) -> None:
    """The rows say what the server said: one statement where all went well.

    ``attempts`` is what the rows of this batch had before. The same outcomes again change nothing.
    """
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for one in outcomes:
        groups[_row_state(one, attempts), one.code].append(one.delivery)
    for (state, code), ids in sorted(groups.items()):
        rows = Delivery.objects.filter(pk__in=ids, mailing=mailing, state__in=OPEN)
        if state == State.FAILED and not code.startswith(f"{DATA}:"):
            subscribing.suppress(list(rows.values_list("subscriber_id", flat=True)))
        if state == State.WAITING:
            rows.update(attempts=attempts + 1, code=code, at=Now())
            wait = settings.MAGAZINE_RETRY_MINUTES[attempts]
            Mailing.objects.filter(pk=mailing).update(round_at=database_now() + timedelta(minutes=wait))
        else:
            rows.update(state=state, code=code, at=Now())


def _row_state(outcome: Outcome, attempts: int) -> str:
    """A delivery that the server puts off is tried again, so often; then it has failed."""
    if outcome.state != LATER:
        return outcome.state
    return State.WAITING if attempts < len(settings.MAGAZINE_RETRY_MINUTES) else State.FAILED


def counted(mailing: int) -> dict[str, int]:
    """How many deliveries stand where, every state named."""
    rows = Delivery.objects.filter(mailing=mailing).order_by().values_list("state").annotate(Count("pk"))
    return {**dict.fromkeys(State.values, 0), **dict(rows)}


def settle(mailing: Mailing, *, state: str) -> dict[str, int]:
    """``mailing`` ends in ``state`` with the totals of its rows; the database refuses totals that do not add up.

    To be called in a transaction that holds the mailing's row.
    """
    totals = counted(mailing.pk)
    totals.pop(State.WAITING)
    ended = {} if mailing.ended_at else {"ended_at": Now()}
    Mailing.objects.filter(pk=mailing.pk).update(state=state, runner="", **ended, **totals)
    return totals


def next_run(mailing: int, *, runner: str) -> bool:
    """The next stretch of work is another number, if ``runner`` still has this one."""
    return bool(Mailing.objects.filter(pk=mailing, runner=runner).update(run=F("run") + 1, runner=""))
