"""Open data: what anybody may take and use again, under the licence that is named with it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, Generic, Literal, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import Field

from cms.api.problems import PREFIX, Fault, Problem
from cms.api.shapes import Told
from cms.api.v1.calls import CallTold, call_told
from cms.api.v1.content import awards
from cms.api.v1.content.answering import told
from cms.api.v1.content.calendars import deadlines, decisions
from cms.api.v1.content.hub_rows import HubTold, desk
from cms.api.v1.content.open_changes import Standing, standing_of, standings
from cms.api.v1.content.open_rows import ROWS, DataSet, calls, dates, first_day, hubs
from cms.api.v1.content.public_pages import moment, root_of
from cms.api.v1.content.texts import absolute
from cms.api.v1.events import EventDateTold, dates_told
from cms.core.cells import csv_bytes
from pages import minisite
from pages.calendar import ics
from pages.scope import WARD

router = Router()
T = TypeVar("T")
CSV, ICS = "text/csv; charset=utf-8", ics.CONTENT_TYPE
CSVW = "application/csvm+json; charset=utf-8"
FORMATS: dict[DataSet, tuple[str, ...]] = {
    "hubs": ("csv", "json"),
    "calls": ("csv", "json", "ics"),
    "events": ("csv", "json", "ics"),
    "awards": ("csv", "json", "ics"),
}
METADATA = "csv-metadata.json"
UPDATED = "day in Japan on which a row was last added, altered or taken away; found within minutes"


class Licence(Told):
    name: str
    url: str


class DataFile(Told):
    format: Literal["csv", "json", "ics"]
    url: str
    metadata: str | None = Field(description="of CSV, which has no place for it: licence and day of update (CSVW)")


class DataSetTold(Told):
    """``left_out``: rows that are not told because they are about a person. Each hub names its own calendar."""

    name: DataSet
    title: str
    description: str
    updated_on: date = Field(description=UPDATED)
    files: list[DataFile]
    left_out: int


class Catalogue(Told):
    publisher: str
    licence: Licence
    sets: list[DataSetTold]


class Package(Told, Generic[T]):
    """At most the first few thousand rows."""

    licence: Licence
    updated_on: date = Field(description=UPDATED)
    items: list[T]


def licence() -> dict[str, str]:
    return {"name": settings.OPEN_DATA_LICENCE_NAME, "url": settings.OPEN_DATA_LICENCE}


def words() -> dict[DataSet, tuple[str, str]]:
    """Title and description of each set."""
    return {
        "hubs": (_("Hubs of the ward"), _("The neighbourhood hubs and how to reach them.")),
        "calls": (str(minisite.name_of("calls")), _("Published calls with their deadlines.")),
        "events": (str(minisite.name_of("events")), _("Dates of public events, from a year ago on.")),
        "awards": (_("Register of awards"), _("Grants to groups, as the 360Giving Data Standard 1.4 has them.")),
    }


def _at(name: DataSet, ending: str) -> str:
    return absolute(f"{PREFIX}opendata/{name}.{ending}")


@router.get("/opendata", response=Catalogue)
def read_catalogue(request: HttpRequest) -> HttpResponse:
    """What there is, in which formats, and when it last changed. The files have the same rows in every format."""
    known = standings(*FORMATS)
    sets = [
        {
            "name": name,
            "title": title,
            "description": description,
            "updated_on": known[name].updated_on,
            "files": [
                {"format": one, "url": _at(name, one), "metadata": _at(name, METADATA) if one == "csv" else None}
                for one in FORMATS[name]
            ],
            "left_out": awards.left_out() if name == "awards" else 0,
        }
        for name, (title, description) in words().items()
    ]
    return told(request, {"publisher": desk()["ward"], "licence": licence(), "sets": sets})


def _dated(answer: HttpResponse, changed: Standing, *, name: DataSet, ending: str = "json") -> HttpResponse:
    """With licence and time of change. Phase and days of a call go on with the clock, whatever the rows do."""
    answer["Link"] = f'<{settings.OPEN_DATA_LICENCE}>; rel="license"'
    if ending == "csv":
        answer["Link"] += f', <{_at(name, METADATA)}>; rel="describedby"; type="application/csvm+json"'
    answer["Last-Modified"] = http_date(changed.changed_at.timestamp())
    answer.is_by_clock = name == "calls" and ending in ("csv", "json")  # type: ignore[attr-defined]
    return answer


def _package(request: HttpRequest, name: DataSet, changed: Standing, items: list[Any]) -> HttpResponse:
    data = {"licence": licence(), "updated_on": changed.updated_on, "items": items}
    return _dated(told(request, data), changed, name=name)


@router.get("/opendata/hubs.json", response=Package[HubTold])
def download_hubs(request: HttpRequest) -> HttpResponse:
    """Every hub that is not closed."""
    root = root_of(request)
    return _package(request, "hubs", standing_of("hubs"), hubs(root))


@router.get("/opendata/calls.json", response=Package[CallTold])
def download_calls(request: HttpRequest) -> HttpResponse:
    """Every published call, the last to close first."""
    changed, at = standing_of("calls"), timezone.now()
    return _package(request, "calls", changed, [call_told(call, at) for call in calls()])


@router.get("/opendata/events.json", response=Package[EventDateTold])
def download_events(request: HttpRequest) -> HttpResponse:
    """Dates of events in the order of time, from a year ago on."""
    root = root_of(request)
    changed = standing_of("events")
    return _package(request, "events", changed, dates_told(dates(root, first_day()), root))


@router.get("/opendata/awards.json", response=awards.AwardPackage)
def download_awards(request: HttpRequest) -> HttpResponse:
    """Grants to groups as a package of the 360Giving Data Standard 1.4. Persons are never named: see the catalogue."""
    funder = awards.funder()
    publisher = {"identifier": funder["id"], "name": funder["name"], "website": settings.BASE_URL}
    changed = standing_of("awards")
    title, description = words()["awards"]
    data = {
        "version": "1.4",
        "title": title,
        "description": description,
        "issued": changed.issued_on,
        "modified": moment(changed.changed_at),
        "publisher": publisher,
        "downloadURL": _at("awards", "json"),
        "license": settings.OPEN_DATA_LICENCE,
        "grants": awards.grants(),
    }
    return _dated(told(request, data), changed, name="awards")


def _told_as(kind: str, type_of: str = "string") -> dict[str, Any]:
    content = {"content": {kind.partition(";")[0]: {"schema": {"type": type_of}}}}
    return {"responses": {200: {"description": "the file", **content}}}


def _file(content: bytes, name: DataSet, ending: str, kind: str, changed: Standing) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return _dated(answer, changed, name=name, ending=ending)


@router.get("/opendata/{name}.csv", openapi_extra=_told_as(CSV))
def download_csv(request: HttpRequest, name: DataSet) -> HttpResponse:
    """UTF-8 with a byte order mark; no cell is a formula. Moments are in UTC. ``Link`` names licence and metadata."""
    changed = standing_of(name)
    return _file(csv_bytes(ROWS[name](root_of(request))), name, "csv", CSV, changed)


@router.get("/opendata/{name}.csv-metadata.json", openapi_extra=_told_as(CSVW, "object"))
def read_csv_metadata(request: HttpRequest, name: DataSet) -> HttpResponse:
    """Licence, day of update and columns of the CSV, as CSV on the Web of the W3C has them and looks for them."""
    changed = standing_of(name)
    title, description = words()[name]
    columns = next(iter(ROWS[name](root_of(request))))
    about = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": _at(name, "csv"),
        "dc:title": title,
        "dc:description": description,
        "dc:publisher": desk()["ward"],
        "dc:license": {"@id": settings.OPEN_DATA_LICENCE},
        "dc:modified": {"@value": changed.updated_on.isoformat(), "@type": "xsd:date"},
        "dialect": {"encoding": "utf-8", "header": True},
        "tableSchema": {"columns": [{"titles": column} for column in columns]},
    }
    answer = HttpResponse(json.dumps(about, ensure_ascii=False), content_type=CSVW)
    return _dated(answer, changed, name=name)


@router.get("/opendata/{name}.ics", openapi_extra=_told_as(ICS))
def download_ics(request: HttpRequest, name: DataSet) -> HttpResponse:
    """Events, the deadlines of calls, the days on which grants were decided. A hub's calendar is its `calendar_url`."""
    if "ics" not in FORMATS[name]:
        fault = Fault("name", _("Hubs have no dates of their own. Their calendars stand as calendar_url in hubs.json."))
        raise Problem("invalid-request", errors=[fault])
    changed = standing_of(name)
    about = f"ライセンス：{settings.OPEN_DATA_LICENCE_NAME} {settings.OPEN_DATA_LICENCE}\n更新日：{changed.updated_on}"
    how: dict[str, Any] = {"about": about, "changed_at": changed.changed_at}
    if name == "awards":
        content = decisions(awards.awards(), title="補助金の交付決定", **how)
    elif name == "calls":
        rows = [(call, call_told(call, timezone.now())["url"]) for call in calls()]
        content = deadlines(rows, title="募集の締切", **how)
    else:
        found = dates(root_of(request), first_day())
        content = ics.of_scope(WARD, found, request, **how)
    return _file(content, name, "ics", ICS, changed)
