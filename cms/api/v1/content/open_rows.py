"""The sets of the open data: the same rows for every format, and as cells of a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal

from django.db.models import QuerySet
from django.utils import timezone

from cms.api.v1.calls import call_told, published
from cms.api.v1.content import awards
from cms.api.v1.content.hub_rows import open_hubs, sites, told_of
from cms.api.v1.events import EventsAsked, coming, dates_told
from pages.models import EventDate
from workflows.programmes.models import Call

# Rows of one file. Whoever needs more reads the lists page by page.
MOST = 5_000
PAST_DAYS = 365
DataSet = Literal["hubs", "calls", "events", "awards"]
Row = Sequence[Any]


def first_day() -> date:
    """Events that began before it are told no more."""
    return timezone.localdate() - timedelta(days=PAST_DAYS)


def hubs(root: str) -> list[dict[str, Any]]:
    known = sites(root)
    return [told_of(hub, known) for hub in open_hubs().order_by("order", "code")[:MOST]]


def calls() -> QuerySet[Call]:
    return published().prefetch_related("hubs").order_by("-closes_at", "-pk")[:MOST]


def dates(root: str, since: date) -> QuerySet[EventDate]:
    """In the order of time."""
    asked = EventsAsked(starts_from=since)  # type: ignore[call-arg]
    found = coming(asked, root).select_related("page__venue_hub", "page__organiser_group")
    return found.order_by("starts_at", "pk")[:MOST]


def _hub_rows(root: str) -> Iterable[Row]:
    same = ("code", "name", "name_kana", "status", "office_title", "address", "hours", "phone", "email", "area",
            "verified", "url", "calendar_url")  # fmt: skip
    yield same
    for row in hubs(root):
        yield [row[name] for name in same]


def _call_rows(root: str) -> Iterable[Row]:
    same = ("slug", "title", "programme_name", "fiscal_year", "opens_at", "closes_at", "phase", "url")
    yield (*same, "hubs")
    at = timezone.now()
    for call in calls():
        row = call_told(call, at)
        yield [*(cell(row[name]) for name in same), " ".join(row["hubs"])]


def _event_rows(root: str) -> Iterable[Row]:
    same = ("starts_at", "ends_at", "all_day", "cancelled", "venue", "venue_address", "note")
    yield ("title", *same, "hub", "url")
    for row in dates_told(dates(root, first_day()), root):
        hub = row["hub"]["code"] if row["hub"] else ""
        yield [row["event"]["title"], *(cell(row[name]) for name in same), hub, row["event"]["url"]]


def _award_rows(root: str) -> Iterable[Row]:
    """Columns as the summary table of 360Giving names them."""
    yield ("Identifier", "Title", "Description", "Currency", "Amount Awarded", "Award Date", "Recipient Org:Identifier",
           "Recipient Org:Name", "Funding Org:Identifier", "Funding Org:Name", "Grant Programme:Code",
           "Grant Programme:Title")  # fmt: skip
    for row in awards.grants():
        names = [
            (row[kind][0]["id"], row[kind][0]["name"]) for kind in ("recipientOrganization", "fundingOrganization")
        ]
        programme = row["grantProgramme"][0]
        yield (row["id"], row["title"], row["description"], row["currency"], row["amountAwarded"], row["awardDate"],
               *names[0], *names[1], programme["code"], programme["title"])  # fmt: skip


ROWS: dict[str, Callable[[str], Iterable[Row]]] = {
    "hubs": _hub_rows, "calls": _call_rows, "events": _event_rows, "awards": _award_rows,
}  # fmt: skip


def cell(value: Any) -> Any:
    """Moments as in JSON."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return int(value) if isinstance(value, bool) else value
