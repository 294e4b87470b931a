"""When an event is published anew, calendars are told: its number grows, and its dates keep theirs."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.dispatch import receiver
from django.utils.dateparse import parse_datetime
from wagtail.models import Revision
from wagtail.signals import page_published

from pages.models import EventPage


@receiver(page_published, sender=EventPage, dispatch_uid="pages.calendar.grow")
def grow(instance: EventPage, revision: Revision | None = None, **_kwargs: Any) -> None:
    with transaction.atomic():
        EventPage.objects.filter(pk=instance.pk).update(calendar_sequence=F("calendar_sequence") + 1)
        if revision is not None:
            _keep_dates(instance, revision)
    instance.calendar_sequence += 1


def _keep_dates(page: EventPage, published: Revision) -> None:
    """Drafts learn the numbers of the dates that were born by publishing; else the next one would bear them anew."""
    born = {row.starts_at: row.pk for row in page.dates.all()}
    for revision in page.revisions.filter(pk__gte=published.pk):
        rows = revision.content.get("dates", [])
        taken = {row["pk"] for row in rows}
        found = {at: born.get(_moment(row)) for at, row in enumerate(rows) if row["pk"] is None}
        known = {at: pk for at, pk in found.items() if pk is not None and pk not in taken}
        if known:
            rows = [row | {"pk": known.get(at, row["pk"])} for at, row in enumerate(rows)]
            content = {**revision.content, "dates": rows}
            Revision.objects.filter(pk=revision.pk).update(content=content)


def _moment(row: dict[str, Any]) -> Any:
    """The start of a date as a revision keeps it, to the millisecond."""
    return parse_datetime(row["starts_at"]) if isinstance(row["starts_at"], str) else row["starts_at"]
