"""What an issue of a bulletin holds, the same for its web page, its paper, its mail and its screen."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

from pages.calendar.days import start_of
from pages.calendar.entries import dates
from pages.models import ArticlePage, EventDate, IssueEntry, IssuePage
from pages.scope import WARD, Scope, published

M = TypeVar("M", bound=Model)
# A page of paper holds some forty; a month of a ward has fewer.
MOST_EVENTS = 200


def entries_of(issue: IssuePage) -> QuerySet[IssueEntry]:
    """The articles that everybody may read, in their order. One query."""
    live = published(ArticlePage).values("pk")
    found = IssueEntry.objects.filter(issue=issue, article__in=live).select_related("article")
    return found.order_by("sort_order", "pk")


def events_of(issue: IssuePage) -> QuerySet[EventDate]:
    """Dates of the hub's events (the ward's, for a bulletin of the ward) within the days of the issue. One query."""
    if issue.events_from is None or issue.events_until is None:
        return EventDate.objects.none()
    found = dates([Scope(hub=issue.home_hub) if issue.home_hub else WARD])
    within = found.filter(
        ends_at__gte=start_of(issue.events_from),
        starts_at__lt=start_of(issue.events_until.fromordinal(issue.events_until.toordinal() + 1)),
    )
    return within[:MOST_EVENTS]
