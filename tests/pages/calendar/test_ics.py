"""Calendar files as a library that is not ours reads them."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import time_machine
import vobject
from django.test import Client
from wagtail.models import Revision

from cms.core.dates import JST
from pages.models import EventDate, EventPage, HubPage, SectionPage, WardHomePage
from pages.setting_up import set_up_sites
from tests.factories_hubs import make_small_ward
from tests.factories_pages import make_event, make_topic
from tests.pages.calendar.test_views import place

pytestmark = pytest.mark.django_db
TODAY = datetime.datetime(2026, 12, 10, 9, tzinfo=JST)


@pytest.fixture(autouse=True)
def ward() -> Any:
    with time_machine.travel(TODAY, tick=False) as clock:
        make_small_ward()
        set_up_sites()
        yield clock


def hub(code: str = "west") -> HubPage:
    return HubPage.objects.get(slug=code)


def publish(event: EventPage) -> EventPage:
    EventPage.objects.get(pk=event.pk).save_revision().publish()
    return EventPage.objects.get(pk=event.pk)


def raw(client: Client, path: str) -> bytes:
    answer = client.get(path)
    assert answer.status_code == 200, path
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return answer.content


def events(client: Client, path: str) -> list[Any]:
    calendar = vobject.readOne(raw(client, path).decode())
    return list(calendar.contents.get("vevent", []))


def test_an_event_keeps_its_time_in_japan_its_place_and_its_facts(client: Client) -> None:
    event = make_event(
        hub(), "防災訓練、区民、;特別\\回", venue_hub=hub().hub, venue="広場", venue_address="石神井台1-2-3",
        capacity="先着30名", fee="無料", summary="水と\n帽子", organiser="見本町会",
    )  # fmt: skip
    place(event, "2026-12-12T10:00", "2026-12-12T12:30", note="雨天中止")
    publish(event)
    (one,) = events(client, "/events.ics")
    assert one.summary.value == "防災訓練、区民、;特別\\回"
    assert one.dtstart.value.utcoffset() == datetime.timedelta(hours=9)
    assert one.dtstart.value.isoformat() == "2026-12-12T10:00:00+09:00"
    assert one.dtend.value.isoformat() == "2026-12-12T12:30:00+09:00"
    assert one.location.value == "west拠点　広場 石神井台1-2-3"
    assert one.description.value == "水と\n帽子\n雨天中止\n定員：先着30名\n費用：無料\n主催：見本町会"
    assert one.url.value == f"http://testserver{event.url_path.removeprefix('/ward')}"
    assert one.status.value == "CONFIRMED"


def test_the_time_zone_is_told_and_the_lines_are_as_the_format_wants(client: Client) -> None:
    publish(make_event(hub(), "とても長い題名の催し" * 12))
    text = raw(client, "/events.ics")
    assert text.count(b"\r\n") == text.count(b"\n")
    assert max(len(line) for line in text.split(b"\r\n")) <= 75
    assert text.endswith(b"END:VCALENDAR\r\n")
    calendar = vobject.readOne(text.decode())
    assert calendar.vtimezone.tzid.value == "Asia/Tokyo"
    assert calendar.vevent.dtstart.params["X-VOBJ-ORIGINAL-TZID"] == ["Asia/Tokyo"]
    assert calendar.contents["refresh-interval"][0].value == "PT4H"
    assert calendar.vevent.summary.value == "とても長い題名の催し" * 12


def test_whole_days_end_on_the_day_after_the_last(client: Client) -> None:
    event = make_event(hub(), "作品展")
    place(event, "2026-12-30T10:00", "2027-01-02T16:00", all_day=True)
    (one,) = events(client, "/events.ics")
    assert (one.dtstart.value, one.dtend.value) == (datetime.date(2026, 12, 30), datetime.date(2027, 1, 3))


def test_what_is_called_off_says_so_and_only_that_date(client: Client) -> None:
    event = make_event(hub(), "教室")
    second = EventDate.objects.create(page=event, starts_at=TODAY, ends_at=TODAY + datetime.timedelta(hours=1))
    EventDate.objects.filter(pk=second.pk).update(is_cancelled=True)
    assert sorted(one.status.value for one in events(client, "/events.ics")) == ["CANCELLED", "CONFIRMED"]
    EventPage.objects.update(is_cancelled=True)
    assert {one.status.value for one in events(client, "/events.ics")} == {"CANCELLED"}


def known(client: Client) -> tuple[set[str], set[str]]:
    found = events(client, "/events.ics")
    return {one.uid.value for one in found}, {one.sequence.value for one in found}


def test_an_event_stays_the_same_one_when_it_moves_and_its_number_grows_with_each_publishing(client: Client) -> None:
    event = publish(make_event(hub(), "教室"))
    before, numbers = known(client)
    assert numbers == {"1"}
    section = hub("east").add_child(instance=SectionPage(title="教室", slug="classes"))
    event.move(section, pos="last-child")
    EventDate.objects.update(starts_at=TODAY, ends_at=TODAY + datetime.timedelta(hours=3))
    event = publish(event)
    assert known(client) == (before, {"2"})
    draft = event.save_revision()
    assert known(client) == (before, {"2"})
    publish(event)
    Revision.objects.get(pk=draft.pk).publish()
    assert known(client) == (before, {"4"}), "an older draft takes the number back"


def test_dates_born_by_publishing_stay_the_same_when_a_newer_draft_is_published(client: Client) -> None:
    """As in moderation: the editor has written on while the earlier draft waited."""
    event = make_event(hub(), "教室")
    draft = EventPage.objects.get(pk=event.pk)
    for days in (7, 14):
        starts = TODAY + datetime.timedelta(days=days)
        draft.dates.add(EventDate(starts_at=starts, ends_at=starts + datetime.timedelta(hours=1)))
    first = draft.save_revision()
    newer = first.as_object()
    newer.title = "教室（変更）"
    second = newer.save_revision()
    Revision.objects.get(pk=first.pk).publish()
    before, _numbers = known(client)
    assert len(before) == 3
    Revision.objects.get(pk=second.pk).publish()
    assert known(client)[0] == before
    assert {one.summary.value for one in events(client, "/events.ics")} == {"教室（変更）"}


def test_a_copy_is_another_event(client: Client) -> None:
    event = publish(make_event(hub(), "教室"))
    copy = event.copy(update_attrs={"slug": "copy"}, keep_live=True)
    assert copy.calendar_uid != event.calendar_uid
    assert copy.get_latest_revision_as_object().calendar_uid == copy.calendar_uid
    assert len(known(client)[0]) == 2


def test_the_same_events_give_the_same_bytes_at_any_hour(client: Client, ward: Any) -> None:
    event = publish(make_event(hub(), "教室"))
    answer = client.get("/events.ics")
    ward.shift(datetime.timedelta(hours=5))
    again = client.get("/events.ics", headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    publish(event)
    assert client.get("/events.ics", headers={"if-none-match": answer["ETag"]}).status_code == 200


def test_hub_area_and_topic_have_their_own_file(client: Client) -> None:
    topic = make_topic()
    event = make_event(WardHomePage.objects.get(), "全区")
    event.topics.add(topic)
    event.hubs.add(hub("east").hub)
    event.save()
    make_event(hub("west"), "西")

    def titles(path: str) -> set[str]:
        return {one.summary.value for one in events(client, path)}

    assert titles("/events.ics") == {"全区", "西"}
    assert titles("/hubs/west/events.ics") == {"西"}
    assert titles("/hubs/east/events.ics") == titles("/areas/a-east/events.ics") == {"全区"}
    assert titles("/topics/bosai/events.ics") == {"全区"}
    assert client.get("/hubs/nowhere/events.ics").status_code == 404


def test_one_event_has_its_own_file_while_it_is_published(client: Client) -> None:
    event = publish(make_event(hub(), "教室"))
    path = f"/events/{event.calendar_uid}.ics"
    assert [one.summary.value for one in events(client, path)] == ["教室"]
    assert f'href="{path}"' in client.get("/west/event-1/").content.decode()
    event.unpublish()
    assert client.get(path).status_code == 404


def test_an_empty_calendar_is_a_calendar(client: Client) -> None:
    assert events(client, "/hubs/west/events.ics") == []


@pytest.mark.parametrize("path", ["/hubs/west/events.ics", "/areas/a-west/events.ics", "/events.ics"])
def test_a_file_costs_the_same_queries_for_any_number_of_events(
    client: Client, path: str, django_assert_num_queries: Any
) -> None:
    publish(make_event(hub()))
    client.get(path)
    for _round in range(2):
        with django_assert_num_queries(2 if path == "/events.ics" else 3):
            client.get(path)
        for _number in range(5):
            make_event(hub(), venue_hub=hub().hub)
