"""Open data: licence, date and formats; no formula, no person."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from cms.people.models import CommunityGroup
from pages.models import EventDate, EventPage
from tests.cms.api.content.granting import grant
from tests.cms.api.content.reading import API, ask, read
from tests.cms.api.content.worlds import Ward, make_whole_ward
from tests.factories_cases import make_case
from workflows.cases.models import Case
from workflows.programmes.models import Call

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward() -> Ward:
    return make_whole_ward()


def table(name: str) -> list[list[str]]:
    answer = Client().get(f"{API}/opendata/{name}.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert 'rel="license"' in answer["Link"]
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def calendar(name: str) -> Calendar:
    """The reader's words are English: the data are not."""
    answer = Client().get(f"{API}/opendata/{name}.ics", headers={"accept-language": "en"})
    return Calendar.from_ical(answer.content)


def test_the_catalogue_names_the_licence_and_every_file(ward: Ward) -> None:
    told = read("/opendata")
    assert told["licence"] == {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
    for one in told["sets"]:
        for address in [file[key] for file in one["files"] for key in ("url", "metadata") if file[key]]:
            assert Client().get(address.removeprefix(settings.BASE_URL)).status_code == 200, address


def test_the_same_rows_in_every_format(ward: Ward) -> None:
    """Events of the past, of now and far ahead; nothing from before the year."""
    page, now = EventPage.objects.get(), timezone.now().replace(microsecond=0)
    page.dates.all().delete()
    for days in (-400, -300, -100, -1, 0, 200, 900):
        starts = now + timedelta(days=days)
        EventDate.objects.create(page=page, starts_at=starts, ends_at=starts + timedelta(hours=1))
    packed = read("/opendata/events.json")["items"]
    moments = [datetime.fromisoformat(one["starts_at"]) for one in packed]
    assert moments == [now + timedelta(days=days) for days in (-300, -100, -1, 0, 200, 900)]
    entries = calendar("events").walk("VEVENT")
    assert [one["dtstart"].dt for one in entries] == moments
    assert [datetime.fromisoformat(row[1]) for row in table("events")[1:]] == moments
    titles = [[str(one["summary"]) for one in entries], [one["event"]["title"] for one in packed]]
    assert titles[0] == titles[1] == [row[0] for row in table("events")[1:]]
    (deadline,), (call,), (row,) = (
        calendar("calls").walk("VEVENT"), read("/opendata/calls.json")["items"], table("calls")[1:],
    )  # fmt: skip
    assert (str(deadline["summary"]), call["title"], row[1]) == (
        "締切：open-callの募集",
        "open-callの募集",
        "open-callの募集",
    )
    assert deadline["dtstart"].dt == Call.objects.get().closes_at.replace(second=0, microsecond=0)
    assert [row[0] for row in table("hubs")[1:]] == [one["code"] for one in read("/opendata/hubs.json")["items"]]


def test_an_award_is_a_whole_day_in_the_calendar(ward: Ward) -> None:
    """Decided late in the evening of London: the day is Japan's. Of awards to persons none is told."""
    case, person = grant(make_case()), grant(make_case())
    Case.objects.filter(pk=person.pk).update(group=None)
    Case.objects.filter(pk=case.pk).update(decided_at=datetime(2026, 9, 30, 15, 30, tzinfo=UTC))
    (day,) = calendar("awards").walk("VEVENT")
    (row,) = read("/opendata/awards.json")["grants"]
    assert (day["dtstart"].dt, day["dtend"].dt) == (date(2026, 10, 1), date(2026, 10, 2))
    assert row["awardDate"] == "2026-10-01"
    assert str(day["summary"]) == f"交付決定：{row['title']} 50,000円"
    assert str(day["uid"]) == f"{row['id']}@kizuna"
    assert case.title not in str(day["summary"])


def test_a_hub_is_no_date_and_names_the_calendar_of_its_events(ward: Ward) -> None:
    answer = ask("/opendata/hubs.ics", **{"accept-language": "en"})
    assert answer.status_code == 400
    assert "calendar_url" in answer.json()["errors"][0]["detail"]
    (hubs,) = [one for one in read("/opendata")["sets"] if one["name"] == "hubs"]
    assert "ics" not in [file["format"] for file in hubs["files"]]
    told = read("/opendata/hubs.json")["items"]
    assert [bool(one["calendar_url"]) for one in told] == [bool(one["page"]) for one in told]
    named = [one["calendar_url"] for one in told if one["calendar_url"]]
    assert named
    for address in named:
        found = Client().get(address.removeprefix(settings.BASE_URL))
        assert (found.status_code, found["Content-Type"]) == (200, "text/calendar; charset=utf-8")


def test_no_cell_is_a_formula(ward: Ward) -> None:
    Call.objects.update(title="=cmd|' /C calc'!A0")
    assert table("calls")[1][1] == "'=cmd|' /C calc'!A0"


def test_an_award_to_a_group_is_told_as_360giving_has_it(ward: Ward) -> None:
    case = grant(make_case())
    package = read("/opendata/awards.json")
    assert package["version"] == "1.4"
    assert package["license"] == "https://creativecommons.org/licenses/by/4.0/"
    (told,) = package["grants"]
    assert told["id"] == f"kizuna-{case.number}"
    assert (told["currency"], told["amountAwarded"]) == ("JPY", 50_000)
    assert told["recipientOrganization"] == [{"id": f"kizuna-group-{case.group_id}", "name": case.group.name}]
    assert told["fundingOrganization"][0]["id"] == "kizuna-ward"
    assert table("awards")[1][0] == told["id"]
    assert case.title not in str(package)


def test_what_is_not_public_of_awards_is_not_told(ward: Ward) -> None:
    waiting, person, erased = grant(make_case(), letter=False), grant(make_case()), grant(make_case())
    Case.objects.filter(pk=person.pk).update(group=None)
    Case.objects.filter(pk=erased.pk).update(erased_at=timezone.now())
    make_case()
    assert waiting.outcome == "granted"
    assert read("/opendata/awards.json")["grants"] == []
    assert len(table("awards")) == 1
    sets = {one["name"]: one["left_out"] for one in read("/opendata")["sets"]}
    assert sets == {"hubs": 0, "calls": 0, "events": 0, "awards": 1}
    assert CommunityGroup.objects.count() >= 3
