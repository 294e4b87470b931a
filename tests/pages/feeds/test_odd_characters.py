"""What comes along when somebody pastes from a word processor does not break the feed of a whole ward."""

from __future__ import annotations

import feedparser
import icalendar
import pytest
from django.test import Client

from pages.models import HubPage
from pages.setting_up import set_up_sites
from tests.factories_hubs import make_small_ward
from tests.factories_pages import make_event, make_news

pytestmark = pytest.mark.django_db
PASTED = "夏\x0b祭\x08り\x1f\ufffeの\r\nお知らせ"


@pytest.fixture(autouse=True)
def pages() -> None:
    make_small_ward()
    set_up_sites()
    west = HubPage.objects.get(slug="west")
    for page in (make_news(west, PASTED, summary=PASTED), make_event(west, PASTED, summary=PASTED)):
        page.save_revision(clean=False).publish()


@pytest.mark.parametrize("address", ["/feed.rss", "/feed.atom", "/hubs/west/feed.rss"])
def test_a_feed_is_still_one(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    found = feedparser.parse(answer.content, response_headers={"content-type": answer["Content-Type"]})
    assert not found.bozo, found.get("bozo_exception")
    assert [one.title.split() for one in found.entries] == [["夏祭りの", "お知らせ"]] * 2


def test_a_calendar_is_still_one(client: Client) -> None:
    answer = client.get("/events.ics")
    assert answer.status_code == 200
    (event,) = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert str(event["SUMMARY"]).split() == ["夏祭りの", "お知らせ"]
    assert not set(answer.content) & (set(range(0x20)) - {0x0A, 0x0D})
