"""The update date of open data is the day of the last change, in the answer, in its head and in the file."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from django.test import Client
from django.utils import timezone
from django.utils.http import http_date
from icalendar import Calendar

from cms.api.models import OpenDataState
from cms.api.v1.content.open_changes import digest_of, note_changes
from cms.core.dates import jst_date
from cms.hubs.models import Hub
from pages.models import EventDate
from tests.cms.api.content.granting import grant
from tests.cms.api.content.reading import API, ask, read
from tests.cms.api.content.worlds import Ward, make_whole_ward
from tests.factories_cases import make_case
from workflows.cases.models import Case
from workflows.programmes.models import Call

pytestmark = pytest.mark.django_db
SCHEMAS = Path(__file__).parent / "schemas_360giving"
LAW = "https://creativecommons.org/licenses/by/4.0/"
NAMES = ("hubs", "calls", "events", "awards")
# The last hour of a day in UTC, the morning of the next one in Japan.
LONG_AGO = datetime.fromisoformat("2026-03-01T20:30:00+00:00")


@pytest.fixture
def ward() -> Ward:
    """Everything was looked at and last changed long ago."""
    ward = make_whole_ward()
    grant(make_case())
    assert note_changes() == list(NAMES)
    OpenDataState.objects.update(changed_at=LONG_AGO, first_at=LONG_AGO - timedelta(days=30))
    return ward


def days() -> dict[str, str]:
    return {one["name"]: one["updated_on"] for one in read("/opendata")["sets"]}


def test_the_day_is_that_of_the_last_change_in_japan_and_not_today(ward: Ward) -> None:
    assert note_changes() == []
    assert days() == dict.fromkeys(NAMES, "2026-03-02")
    assert {read(f"/opendata/{name}.json")["updated_on"] for name in NAMES[:3]} == {"2026-03-02"}
    package = read("/opendata/awards.json")
    assert (package["issued"], package["modified"]) == ("2026-01-31", "2026-03-01T20:30:00Z")


def test_a_row_that_is_altered_new_or_gone_changes_the_day_of_its_set_alone(ward: Ward) -> None:
    today = timezone.localdate().isoformat()
    Hub.objects.filter(code="west").update(phone="03-0000-1111")
    assert note_changes() == ["hubs"]
    assert days() == dict.fromkeys(NAMES, "2026-03-02") | {"hubs": today}
    Call.objects.update(is_published=False)
    Case.objects.update(erased_at=timezone.now())
    assert note_changes() == ["calls", "awards"]
    EventDate.objects.earliest("pk").page.unpublish()
    assert note_changes() == ["events"]
    assert note_changes() == []
    assert days() == dict.fromkeys(NAMES, today)


def test_growing_old_is_no_change(ward: Ward) -> None:
    """The digest of before had a date that the year has left behind."""
    old = timezone.now() - timedelta(days=366)
    first = EventDate.objects.earliest("pk")
    EventDate.objects.create(page=first.page, starts_at=old, ends_at=old + timedelta(hours=1))
    assert note_changes() == []
    since = jst_date(old) - timedelta(days=1)
    root = ward.west.get_site().root_page.url_path
    OpenDataState.objects.filter(name="events").update(digest=digest_of("events", root, since), since=since)
    assert note_changes() == []
    assert OpenDataState.objects.get(name="events").since == timezone.localdate() - timedelta(days=365)
    assert days()["events"] == "2026-03-02"


@pytest.mark.parametrize(
    "file", [f"{name}.{kind}" for name in NAMES for kind in ("csv", "json")] + ["calls.ics", "events.ics", "awards.ics"]
)
def test_every_file_tells_licence_and_change_in_its_head_and_is_not_sent_twice(ward: Ward, file: str) -> None:
    answer = ask(f"/opendata/{file}")
    assert answer["Last-Modified"] == http_date(LONG_AGO.timestamp())
    assert f'<{LAW}>; rel="license"' in answer["Link"]
    assert ask(f"/opendata/{file}", **{"if-none-match": answer["ETag"]}).status_code == 304
    by_date = ask(f"/opendata/{file}", **{"if-modified-since": answer["Last-Modified"]})
    # The phase of a call goes on with the clock.
    assert by_date.status_code == (200 if file in ("calls.csv", "calls.json") else 304)
    before = http_date(LONG_AGO.timestamp() - 1)
    assert ask(f"/opendata/{file}", **{"if-modified-since": before}).status_code == 200
    both = {"if-modified-since": answer["Last-Modified"], "if-none-match": '"other"'}
    assert ask(f"/opendata/{file}", **both).status_code == 200


@pytest.mark.parametrize("name", ["calls", "events", "awards"])
def test_a_calendar_tells_licence_and_change_in_itself(ward: Ward, name: str) -> None:
    told = Calendar.from_ical(ask(f"/opendata/{name}.ics").content)
    assert told["last-modified"].dt == LONG_AGO
    for about in (told["description"], told["x-wr-caldesc"]):
        assert LAW in str(about)
        assert "2026-03-02" in str(about)


@pytest.mark.parametrize("name", NAMES)
def test_a_table_has_its_licence_day_and_columns_beside_it(ward: Ward, name: str) -> None:
    table = ask(f"/opendata/{name}.csv")
    (link,) = [one for one in table["Link"].split(", ") if 'rel="describedby"' in one]
    about = json.loads(Client().get(link[link.index(API) : link.index(">")]).content)
    assert about["dc:license"] == {"@id": LAW}
    assert about["dc:modified"] == {"@value": "2026-03-02", "@type": "xsd:date"}
    assert about["url"].endswith(f"{API}/opendata/{name}.csv")
    head = next(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert [one["titles"] for one in about["tableSchema"]["columns"]] == head


def validator() -> Any:
    grant_schema, package = (
        json.loads((SCHEMAS / f"360-giving-{name}schema.json").read_text(encoding="utf-8")) for name in ("", "package-")
    )
    registry = jsonschema_rs.Registry([(package["properties"]["grants"]["items"]["$ref"], grant_schema)])
    return jsonschema_rs.Draft202012Validator(package, registry=registry, validate_formats=True)


def test_the_register_is_a_package_of_360giving(ward: Ward) -> None:
    """By the schemas of the standard; the control lacks what they want."""
    Call.objects.update(activity_from_on="2026-04-01", activity_until_on="2027-03-31")
    grant(make_case())
    package = read("/opendata/awards.json")
    assert len(package["grants"]) == 2
    assert [str(one) for one in validator().iter_errors(package)] == []
    for key in ("id", "currency", "awardDate", "fundingOrganization"):
        control = {**package, "grants": [{name: one[name] for name in one if name != key} for one in package["grants"]]}
        assert not validator().is_valid(control), key
    assert not validator().is_valid({**package, "modified": "yesterday"})
