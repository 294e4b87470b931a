"""The issues of a hub, or of the ward, on one page: how many there are of each sort, and the list itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from workflows.fieldwork.models import FieldNote, Informant, Issue, IssueAction

OPEN, ENDED = "open", "ended"
ORDERS: dict[str, tuple[str, ...]] = {
    "priority": ("priority", "opened_at", "pk"),
    "age": ("opened_at", "pk"),
    "newest": ("-opened_at", "-pk"),
}
PER_PAGE = 50


@dataclass(frozen=True)
class Counts:
    open: int
    high: int
    working: int
    ended: int


def counts(issues: QuerySet[Issue]) -> Counts:
    """One statement."""
    still = Q(closed_at__isnull=True)
    found: dict[str, Any] = issues.order_by().aggregate(
        open=Count("pk", filter=still),
        high=Count("pk", filter=still & Q(priority=Issue.Priority.HIGH)),
        working=Count("pk", filter=Q(state=Issue.State.WORKING)),
        ended=Count("pk", filter=~still),
    )
    return Counts(**found)


def listed(issues: QuerySet[Issue], *, view: str, sort: str, start: int = 0) -> list[Issue]:
    """``PER_PAGE`` issues and one more, which tells that there is a next page. One statement.

    Each knows ``note_count``, ``open_actions`` and whether somebody ``waits`` to be told.
    """
    ended = view == ENDED
    told = Informant.objects.filter(
        ~Q(reach=""), note__issue=OuterRef("pk"), wishes=True, told_at__isnull=True, declined_at__isnull=True
    )
    rows = issues.filter(closed_at__isnull=not ended).select_related("hub", "chome", "topic")
    rows = rows.annotate(
        note_count=_count(FieldNote.objects.filter(issue=OuterRef("pk")), "issue"),
        open_actions=_count(IssueAction.objects.filter(issue=OuterRef("pk"), done_on__isnull=True), "issue"),
        waits=Exists(told),
    )
    order = ("-closed_at", "-pk") if ended else ORDERS.get(sort, ORDERS["priority"])
    return list(rows.order_by(*order)[start : start + PER_PAGE + 1])


def _count(rows: QuerySet[Any], by: str) -> Any:
    """How many there are, as a question of its own: joined together they would multiply each other."""
    counted = rows.order_by().values(by).annotate(n=Count(F("pk"))).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))
