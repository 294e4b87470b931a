"""The calendar: every view answers, shows what belongs to it, and never breaks on an odd address."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import PageViewRestriction

from cms.core.dates import JST
from pages.models import EventDate, EventPage, HubPage, WardHomePage
from pages.setting_up import set_up_sites
from tests.factories_hubs import make_small_ward
from tests.factories_pages import make_event, make_topic
from tests.pages.counting import own_queries

pytestmark = pytest.mark.django_db
TODAY = datetime.datetime(2026, 12, 10, 9, tzinfo=JST)
VIEWS = ("", "month/2026-12/", "week/", "week/2026-12-15/", "list/")


@pytest.fixture(autouse=True)
def ward() -> None:
    with time_machine.travel(TODAY, tick=False):
        make_small_ward()
        set_up_sites()
        yield


def hub(code: str = "west") -> HubPage:
    return HubPage.objects.get(slug=code)


def soup(client: Client, path: str) -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return BeautifulSoup(answer.content, "html.parser")


def titles(client: Client, path: str) -> set[str]:
    return {link.text for link in soup(client, path).select(".kz-month li a, .kz-week li a, .kz-coming h3 a")}


def place(event: EventPage, begins: str, ends: str, **values: object) -> EventDate:
    """The event's only date."""
    event.dates.all().delete()
    moments = [datetime.datetime.fromisoformat(text).replace(tzinfo=JST) for text in (begins, ends)]
    return EventDate.objects.create(page=event, starts_at=moments[0], ends_at=moments[1], **values)


@pytest.mark.parametrize("view", VIEWS)
def test_an_event_of_a_hub_is_in_the_hubs_calendar_and_the_wards_alone(client: Client, view: str) -> None:
    make_event(hub("west"), "防災訓練", starts_in_days=5 if "15" in view else 1)
    assert titles(client, f"/events/{view}") == {"防災訓練"}
    assert titles(client, f"/hubs/west/events/{view}") == {"防災訓練"}
    assert titles(client, f"/hubs/east/events/{view}") == set()


def test_an_event_is_in_the_calendar_of_every_hub_that_it_names(client: Client) -> None:
    event = make_event(hub("west"), "合同清掃")
    event.hubs.add(hub("east").hub)
    event.save()
    assert titles(client, "/hubs/east/events/") == {"合同清掃"}


def test_what_is_not_published_or_not_for_everybody_is_not_shown(client: Client) -> None:
    make_event(hub(), "下書き", live=False)
    closed = make_event(hub(), "会員のみ")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    make_event(hub("east"), "拠点ごと非公開")
    PageViewRestriction.objects.create(page=hub("east"), restriction_type=PageViewRestriction.LOGIN)
    make_event(hub(), "公開")
    for view in VIEWS:
        assert titles(client, f"/events/{view}") <= {"公開"}, view
    assert titles(client, "/events/") == {"公開"}


def test_today_and_holidays_are_marked(client: Client) -> None:
    page = soup(client, "/events/month/2026-11/")
    assert "文化の日" in page.select_one('time[datetime="2026-11-03"]').parent.text
    assert page.select('[aria-current="date"]') == []
    assert [one["datetime"] for one in soup(client, "/events/").select('[aria-current="date"]')] == ["2026-12-10"]
    assert [one["datetime"] for one in soup(client, "/events/week/").select('[aria-current="date"]')] == ["2026-12-10"]


def test_weeks_begin_on_sunday_and_every_header_names_its_day(client: Client) -> None:
    page = soup(client, "/events/")
    assert [one.text for one in page.select(".kz-month th[scope=col]")] == list("日月火水木金土")
    first = page.select_one(".kz-month tbody tr")
    assert [cell.time["datetime"] if cell.time else "" for cell in first.select("td")][:3] == ["", "", "2026-12-01"]
    assert page.select_one(".kz-month caption").text == "2026年（令和8年）12月の催し"


def test_an_event_of_several_days_stands_on_each_of_them(client: Client) -> None:
    event = make_event(hub(), "作品展")
    place(event, "2026-12-30T10:00", "2027-01-02T16:00")
    december = soup(client, "/events/month/2026-12/")
    assert [cell.time["datetime"] for cell in december.select(".kz-month td") if cell.find("a")] == [
        "2026-12-30", "2026-12-31",
    ]  # fmt: skip
    assert "（2日目）" in december.text
    assert len(soup(client, "/events/month/2027-01/").select(".kz-month li a")) == 2


def test_an_event_that_ends_at_midnight_is_not_on_the_next_day(client: Client) -> None:
    place(make_event(hub(), "除夜"), "2026-12-11T22:00", "2026-12-12T00:00")
    cells = [cell.time["datetime"] for cell in soup(client, "/events/").select(".kz-month td") if cell.find("a")]
    assert cells == ["2026-12-11"]


def test_days_are_days_in_japan(client: Client) -> None:
    """15:30 UTC is half past midnight of the next day."""
    event = make_event(hub(), "元旦")
    place(event, "2027-01-01T00:30", "2027-01-01T01:30")
    assert titles(client, "/events/month/2026-12/") == set()
    assert titles(client, "/events/month/2027-01/") == {"元旦"}


def test_called_off_is_said_in_every_view(client: Client) -> None:
    event = make_event(hub(), "運動会", starts_in_days=1)
    EventDate.objects.filter(page=event).update(is_cancelled=True)
    for view in ("", "week/", "list/"):
        assert "中止" in soup(client, f"/events/{view}").select_one(".kz-month li, .kz-week li li, .kz-coming li").text
    assert "中止" in client.get("/west/event-1/").content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "month/2026-13/", "month/2026-1/", "month/0000-01/", "month/9999-12/", "month/2030-01/", "month/x/",
        "week/2026-02-30/", "week/20261201/", "week/9999-12-31/", "week/0001-01-01/", "week/２０２６-12-01/",
        "list/?page=0", "list/?page=99", "list/?page=x", "list/?page=１", "list/?page=9999999999",
    ],
)  # fmt: skip
def test_an_impossible_time_is_not_found(client: Client, path: str) -> None:
    assert client.get(f"/events/{path}").status_code == 404
    assert client.get(f"/hubs/west/events/{path}").status_code == 404


def test_an_unknown_hub_has_no_calendar_and_an_unknown_choice_counts_as_none(client: Client) -> None:
    make_event(hub(), "催し", starts_in_days=1)
    assert client.get("/hubs/nowhere/events/").status_code == 404
    assert titles(client, "/events/?hub=nowhere&topic=%00&area=x") == {"催し"}


def test_a_hub_that_shows_no_events_or_has_no_site_has_no_calendar(client: Client) -> None:
    HubPage.objects.filter(slug="west").update(shows_events=False)
    hub("east").unpublish()
    for code in ("west", "east"):
        assert client.get(f"/hubs/{code}/events/").status_code == 404


def test_the_calendar_ends_where_machines_would_walk_on_for_ever(client: Client) -> None:
    page = soup(client, "/events/month/2028-12/")
    assert page.select('.kz-beside [rel~="next"]') == []
    assert page.select_one('.kz-beside [rel~="prev"]')["href"] == "/events/month/2028-11/"


def test_a_reader_narrows_by_hub_topic_and_area(client: Client) -> None:
    topic = make_topic()
    training, party = make_event(hub("west"), "防災訓練"), make_event(hub("east"), "お茶会")
    training.topics.add(topic)
    training.save()
    party.areas.add(hub("east").hub.area)
    party.save()
    assert titles(client, "/events/?topic=bosai") == {"防災訓練"}
    assert titles(client, "/events/?hub=east") == {"お茶会"}
    assert titles(client, "/events/?area=a-east") == {"お茶会"}
    assert titles(client, "/events/?area=a-west") == {"防災訓練"}
    assert titles(client, "/events/?hub=east&topic=bosai") == set()


def test_what_was_chosen_goes_along_with_every_link(client: Client) -> None:
    make_topic()
    page = soup(client, "/events/?topic=bosai")
    links = [link["href"] for link in page.select(".kz-views a, .kz-beside a")]
    assert len(links) == 6
    assert all(link.endswith("?topic=bosai") for link in links)
    assert page.select_one('option[value="bosai"]').has_attr("selected")
    assert "/topics/bosai/events.ics" in {link["href"] for link in page.select("a")}


def test_the_list_goes_on_page_by_page_and_leaves_out_what_is_over(client: Client) -> None:
    for number in range(21):
        make_event(hub(), f"催し{number}", starts_in_days=number + 1)
    place(make_event(hub(), "昨日"), "2026-12-09T10:00", "2026-12-09T12:00")
    first = titles(client, "/events/list/")
    second = soup(client, "/events/list/?page=2")
    assert len(first) == 20
    assert "昨日" not in first
    assert [one.text.strip() for one in second.select(".kz-coming h3 a")] == ["催し20"]
    assert second.select_one('[rel~="prev"]')["href"] == "/events/list/?page=1"


@pytest.mark.parametrize("path", ["/events/", "/events/week/", "/events/list/", "/hubs/west/events/", "/west/event-1/"])
def test_queries_are_few_and_do_not_grow_with_events(client: Client, path: str) -> None:
    make_event(hub(), starts_in_days=1)
    before = own_queries(path)
    for number in range(12):
        make_event(WardHomePage.objects.get() if number % 2 else hub(), starts_in_days=number % 3 + 1)
    assert own_queries(path) == before <= 6
