"""Open data: what anybody may take and use again, under the licence that is named with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Generic, Literal, TypeVar

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router

from cms.api.problems import PREFIX
from cms.api.shapes import Told
from cms.api.v1.calls import CallTold, call_told, published
from cms.api.v1.content import awards
from cms.api.v1.content.answering import told
from cms.api.v1.content.deadlines import deadlines
from cms.api.v1.content.hub_rows import HubTold, desk, open_hubs, sites, told_of
from cms.api.v1.content.public_pages import content_in, root_of
from cms.api.v1.content.texts import absolute
from cms.api.v1.events import EventDateTold, EventsAsked, coming, dates_told
from cms.core import languages
from cms.core.cells import csv_bytes
from pages import minisite
from pages.calendar import ics
from pages.models import EventDate
from pages.scope import WARD
from workflows.programmes.models import Call

router = Router()
T = TypeVar("T")
# Rows of one file. Whoever needs more reads the lists page by page.
MOST = 5_000
PAST_DAYS = 365
CSV, ICS = "text/csv; charset=utf-8", ics.CONTENT_TYPE
DataSet = Literal["hubs", "calls", "events", "awards"]
FORMATS: dict[str, tuple[str, ...]] = {
    "hubs": ("csv", "json"),
    "calls": ("csv", "json", "ics"),
    "events": ("csv", "json", "ics"),
    "awards": ("csv", "json"),
}


class Licence(Told):
    name: str
    url: str


class DataFile(Told):
    format: Literal["csv", "json", "ics"]
    url: str


class DataSetTold(Told):
    """``left_out``: rows that are not told because they are about a person."""

    name: DataSet
    title: str
    description: str
    updated_on: date
    files: list[DataFile]
    left_out: int


class Catalogue(Told):
    publisher: str
    licence: Licence
    sets: list[DataSetTold]


class Package(Told, Generic[T]):
    """At most the first few thousand rows."""

    licence: Licence
    updated_on: date
    items: list[T]


def licence() -> dict[str, str]:
    return {"name": settings.OPEN_DATA_LICENCE_NAME, "url": settings.OPEN_DATA_LICENCE}


@router.get("/opendata", response=Catalogue)
def read_catalogue(request: HttpRequest) -> HttpResponse:
    """What there is, in which formats. The data are read at each request, so that they are as new as the day."""
    words = {
        "hubs": (_("Hubs of the ward"), _("The neighbourhood hubs and how to reach them.")),
        "calls": (str(minisite.name_of("calls")), _("Published calls with their deadlines.")),
        "events": (str(minisite.name_of("events")), _("Dates of public events, from a year ago on.")),
        "awards": (_("Register of awards"), _("Grants to groups, as the 360Giving Data Standard 1.1 has them.")),
    }
    sets = [
        {
            "name": name,
            "title": title,
            "description": description,
            "updated_on": timezone.localdate(),
            "files": [{"format": one, "url": absolute(f"{PREFIX}opendata/{name}.{one}")} for one in FORMATS[name]],
            "left_out": awards.left_out() if name == "awards" else 0,
        }
        for name, (title, description) in words.items()
    ]
    return told(request, {"publisher": desk()["ward"], "licence": licence(), "sets": sets})


def _package(request: HttpRequest, items: list[Any]) -> HttpResponse:
    return told(request, {"licence": licence(), "updated_on": timezone.localdate(), "items": items})


@router.get("/opendata/hubs.json", response=Package[HubTold])
def download_hubs(request: HttpRequest) -> HttpResponse:
    """Every hub that is not closed."""
    root = root_of(request)
    return _package(request, _hubs(root))


@router.get("/opendata/calls.json", response=Package[CallTold])
def download_calls(request: HttpRequest) -> HttpResponse:
    """Every published call, the last to close first."""
    at = timezone.now()
    return _package(request, [call_told(call, at) for call in _calls()])


@router.get("/opendata/events.json", response=Package[EventDateTold])
def download_events(request: HttpRequest) -> HttpResponse:
    """Dates of events in the order of time, from a year ago on."""
    root = root_of(request)
    return _package(request, dates_told(_dates(root), root))


@router.get("/opendata/awards.json", response=awards.AwardPackage)
def download_awards(request: HttpRequest) -> HttpResponse:
    """Grants to groups as a package of the 360Giving Data Standard 1.1. Persons are never named: see the catalogue."""
    funder = awards.funder()
    publisher = {"identifier": funder["id"], "name": funder["name"], "website": settings.BASE_URL}
    return told(
        request,
        {
            "version": "1.1",
            "title": _("Register of awards"),
            "description": _("Grants to groups, as the 360Giving Data Standard 1.1 has them."),
            "issued": timezone.localdate(),
            "publisher": publisher,
            "downloadURL": absolute(f"{PREFIX}opendata/awards.json"),
            "license": settings.OPEN_DATA_LICENCE,
            "grants": awards.grants(),
        },
    )


def _hubs(root: str) -> list[dict[str, Any]]:
    known = sites(root)
    return [told_of(hub, known) for hub in open_hubs().order_by("order", "code")[:MOST]]


def _calls() -> QuerySet[Call]:
    return published().prefetch_related("hubs").order_by("-closes_at", "-pk")[:MOST]


def _dates(root: str) -> QuerySet[EventDate]:
    asked = EventsAsked(starts_from=timezone.localdate() - timedelta(days=PAST_DAYS))  # type: ignore[call-arg]
    return coming(asked, root).order_by("starts_at", "pk")[:MOST]


Row = Sequence[Any]


def _hub_rows(root: str) -> Iterable[Row]:
    same = ("code", "name", "name_kana", "status", "office_title", "address", "hours", "phone", "email", "area",
            "verified", "url")  # fmt: skip
    yield same
    for row in _hubs(root):
        yield [row[name] for name in same]


def _call_rows(root: str) -> Iterable[Row]:
    same = ("slug", "title", "programme_name", "fiscal_year", "opens_at", "closes_at", "phase", "url")
    yield (*same, "hubs")
    at = timezone.now()
    for call in _calls():
        row = call_told(call, at)
        yield [*(_cell(row[name]) for name in same), " ".join(row["hubs"])]


def _event_rows(root: str) -> Iterable[Row]:
    same = ("starts_at", "ends_at", "all_day", "cancelled", "venue", "venue_address", "note")
    yield ("title", *same, "hub", "url")
    for row in dates_told(_dates(root), root):
        hub = row["hub"]["code"] if row["hub"] else ""
        yield [row["event"]["title"], *(_cell(row[name]) for name in same), hub, row["event"]["url"]]


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


def _cell(value: Any) -> Any:
    """Moments as in JSON."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return int(value) if isinstance(value, bool) else value


def _told_as(kind: str) -> dict[str, Any]:
    content = {"content": {kind.partition(";")[0]: {"schema": {"type": "string"}}}}
    return {"responses": {200: {"description": "the file", **content}}}


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Link"] = f'<{settings.OPEN_DATA_LICENCE}>; rel="license"'
    return answer


@router.get("/opendata/{name}.csv", openapi_extra=_told_as(CSV))
def download_csv(request: HttpRequest, name: DataSet) -> HttpResponse:
    """UTF-8 with a byte order mark; no cell is a formula. Moments are in UTC."""
    return _file(csv_bytes(ROWS[name](root_of(request))), f"{name}.csv", CSV)


@router.get("/opendata/{name}.ics", openapi_extra=_told_as(ICS))
def download_ics(request: HttpRequest, name: Literal["calls", "events"]) -> HttpResponse:
    """Events, or the deadlines of calls, to be subscribed to."""
    if name == "calls":
        rows = [(call, call_told(call, timezone.now())["url"]) for call in _calls()]
        return _file(deadlines(rows, title="募集の締切"), "calls.ics", ICS)
    with content_in(languages.default()):
        found = ics.recent(WARD, today=timezone.localdate())
        return _file(ics.of_scope(WARD, found, request), "events.ics", ICS)
