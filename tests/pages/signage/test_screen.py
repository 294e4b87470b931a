"""What the hub's screen shows."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from cms.hubs.models import Hub
from pages.models import EmergencyBanner, EventDate, HubPage
from pages.setting_up import set_up_sites
from tests.factories_hubs import make_small_ward
from tests.factories_pages import make_article, make_bulletin, make_event, make_issue, make_news

pytestmark = pytest.mark.django_db
PATH = "/hubs/west/signage/"


@pytest.fixture(autouse=True)
def ward() -> None:
    make_small_ward()
    set_up_sites()


def hub(code: str = "west") -> HubPage:
    return HubPage.objects.get(slug=code)


def screen(client: Client, path: str = PATH) -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def titles(page: BeautifulSoup) -> list[str]:
    return [one.text for one in page.select(".kz-slide h1")]


def test_news_events_and_the_newest_articles_follow_each_other_and_the_contact_ends(client: Client) -> None:
    make_news(hub(), "お知らせ")
    make_news(hub("east"), "よその拠点")
    make_news(hub(), "古いお知らせ", published_on=timezone.localdate() - datetime.timedelta(days=200))
    make_event(hub(), "お茶会", venue="広場")
    make_event(hub(), "来年の催し", starts_in_days=200)
    bulletin = make_bulletin(hub())
    make_issue(bulletin, make_article(bulletin, "前の号の記事"), issued_on=datetime.date(2020, 1, 1))
    make_issue(bulletin, make_article(bulletin, "今号の記事"), number=2)
    page = screen(client)
    assert titles(page) == ["お知らせ", "お茶会", "今号の記事", "west拠点"]
    assert [one.has_attr("hidden") for one in page.select(".kz-slide")] == [False, True, True, True]
    assert "広場" in page.select(".kz-slide")[1].text


def test_without_scripts_the_page_itself_goes_on_to_the_next_slide(client: Client) -> None:
    make_news(hub(), "お知らせ")
    assert 'content="12; url=?slide=1"' in str(screen(client).select_one("noscript"))
    last = screen(client, f"{PATH}?slide=1")
    assert [one.has_attr("hidden") for one in last.select(".kz-slide")] == [True, False]
    assert 'content="12; url=?slide=0"' in str(last.select_one("noscript"))


@pytest.mark.parametrize("asked", ["-1", "x", "９", "99999999999", "%00", "1.5"])
def test_an_odd_slide_is_the_first_or_another_one(client: Client, asked: str) -> None:
    assert len(screen(client, f"{PATH}?slide={asked}").select(".kz-slide:not([hidden])")) == 1


def test_a_warning_of_the_hub_or_the_ward_stands_over_everything_until_it_is_over(client: Client) -> None:
    hour, now = datetime.timedelta(hours=1), timezone.now()
    times = {"starts_at": now - hour, "ends_at": now + hour}
    EmergencyBanner.objects.create(title="大雨警報", **times)
    own = EmergencyBanner.objects.create(title="避難所開設", hub=hub().hub, **times)
    EmergencyBanner.objects.create(title="よその警報", hub=hub("east").hub, **times)
    EmergencyBanner.objects.create(title="昨日の警報", starts_at=now - 3 * hour, ends_at=now - 2 * hour)
    shown = " ".join(one.text for one in screen(client).select(".kz-banner"))
    assert ("大雨警報" in shown, "避難所開設" in shown, "よその" in shown, "昨日の" in shown) == (
        True,
        True,
        False,
        False,
    )
    EmergencyBanner.objects.filter(pk=own.pk).update(
        cleared_at=now, all_clear="避難所は閉じました", clear_until=now + hour
    )
    assert "避難所は閉じました" in screen(client).select_one(".kz-banner.is-clear").text


def test_what_is_called_off_says_so_and_what_is_not_public_is_not_shown(client: Client) -> None:
    EventDate.objects.filter(page=make_event(hub(), "運動会")).update(is_cancelled=True)
    make_news(hub(), "下書き", live=False)
    page = screen(client)
    assert titles(page) == ["運動会", "west拠点"]
    assert page.select_one(".kz-slide__off").text == "中止"


def test_the_page_obeys_the_strict_policy_and_leads_to_its_pages_by_codes(client: Client) -> None:
    make_news(hub(), "お知らせ")
    answer = client.get(PATH)
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.select("[style], style, script:not([src])") == []
    assert len(page.select("svg")) == 2
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert client.get(f"{PATH}worker.js")["Content-Type"].startswith("text/javascript")


def test_a_closed_or_unknown_hub_has_no_screen(client: Client) -> None:
    Hub.objects.filter(code="east").update(status=Hub.Status.CLOSED)
    for path in ("/hubs/east/signage/", "/hubs/x/signage/", "/hubs/x/signage/worker.js"):
        assert client.get(path).status_code == 404


def test_the_screen_costs_the_same_queries_whatever_it_shows(client: Client, django_assert_num_queries: Any) -> None:
    bulletin = make_bulletin(hub())
    make_issue(bulletin, make_article(bulletin))
    make_news(hub())
    make_event(hub())
    client.get(PATH)
    for _round in range(2):
        with django_assert_num_queries(9):
            client.get(PATH)
        for _number in range(4):
            make_news(hub())
            make_event(hub(), venue_hub=hub().hub)
