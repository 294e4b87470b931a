"""Open data: licence, date and formats; no formula, no person."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from cms.people.models import CommunityGroup
from tests.cms.api.content.reading import API, read
from tests.cms.api.content.worlds import Ward, make_whole_ward
from tests.factories_cases import make_case
from tests.factories_people import make_staff
from workflows.cases.models import Case
from workflows.correspondence.models import Letter
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


def grant(case: Case, *, letter: bool = True) -> Case:
    """Decided in favour; with the letter out, unless it still waits."""
    decided = {"outcome": "granted", "decided_yen": 50_000, "decided_at": timezone.now(), "proposal": {}}
    Case.objects.filter(pk=case.pk).update(**decided, decided_by=make_staff("division_approver"))
    if letter:
        Letter.objects.create(
            case=case, outcome="granted", branch=1, number=f"n{case.pk}", code=f"c{case.pk}",
            dated_on=date.today(), posted_on=date.today(),
        )  # fmt: skip
    return Case.objects.get(pk=case.pk)


def test_the_catalogue_names_licence_date_and_every_file(ward: Ward) -> None:
    told = read("/opendata")
    assert told["licence"] == {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
    assert {one["updated_on"] for one in told["sets"]} == {timezone.localdate().isoformat()}
    for one in told["sets"]:
        for file in one["files"]:
            assert Client().get(file["url"].removeprefix(settings.BASE_URL)).status_code == 200, file


def test_the_same_rows_in_every_format(ward: Ward) -> None:
    for name in ("hubs", "calls", "events"):
        assert len(table(name)) == 1 + len(read(f"/opendata/{name}.json")["items"]) > 1, name
    for name, summary in (("calls", "締切：open-callの募集"), ("events", "総合防災訓練")):
        found = Calendar.from_ical(
            Client().get(f"{API}/opendata/{name}.ics", headers={"accept-language": "en"}).content
        )
        assert [str(one["summary"]) for one in found.walk("VEVENT")] == [summary]
    deadline = next(iter(Calendar.from_ical(Client().get(f"{API}/opendata/calls.ics").content).walk("VEVENT")))
    assert deadline["dtstart"].dt == Call.objects.get().closes_at.replace(second=0, microsecond=0)


def test_no_cell_is_a_formula(ward: Ward) -> None:
    Call.objects.update(title="=cmd|' /C calc'!A0")
    assert table("calls")[1][1] == "'=cmd|' /C calc'!A0"


def test_an_award_to_a_group_is_told_as_360giving_has_it(ward: Ward) -> None:
    case = grant(make_case())
    package = read("/opendata/awards.json")
    assert package["version"] == "1.1"
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
