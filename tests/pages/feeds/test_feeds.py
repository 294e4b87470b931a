"""Feeds as an independent reader takes them."""

from __future__ import annotations

from typing import Any

import feedparser
import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import PageViewRestriction

from pages.models import HubPage, WardHomePage
from pages.setting_up import set_up_sites
from tests.factories_hubs import make_small_ward
from tests.factories_pages import make_article, make_bulletin, make_event, make_issue, make_news, make_topic

pytestmark = pytest.mark.django_db
FORMATS = ("rss", "atom")


@pytest.fixture(autouse=True)
def ward() -> None:
    make_small_ward()
    set_up_sites()


def hub(code: str = "west") -> HubPage:
    return HubPage.objects.get(slug=code)


def publish(page: Any) -> Any:
    page.save_revision().publish()
    return page


def parsed(client: Client, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, path
    found = feedparser.parse(answer.content, response_headers={"content-type": answer["Content-Type"]})
    assert not found.bozo, found.get("bozo_exception")
    return found


@pytest.mark.parametrize("suffix", FORMATS)
def test_news_articles_events_and_issues_are_told_newest_first(client: Client, suffix: str) -> None:
    publish(make_news(hub(), "お知らせ & <b>注意</b>", summary="要約「です」"))
    article = publish(make_article(hub(), "記事"))
    publish(make_event(hub(), "催し"))
    publish(make_issue(make_bulletin(hub()), article))
    found = parsed(client, f"/feed.{suffix}")
    assert [one.title for one in found.entries] == ["第1号", "催し", "記事", "お知らせ & <b>注意</b>"]
    assert [one.tags[0].term for one in found.entries] == ["地域情報誌", "催し", "記事", "お知らせ"]
    last = found.entries[-1]
    assert (last.link, last.summary) == ("http://testserver/west/news-1/", "要約「です」")
    assert found.feed.language == "ja"
    assert found.feed.title == "試験区　新着情報"
    assert client.get(last.link).status_code == 200


def test_the_addresses_of_a_feed_are_on_the_site_that_was_asked(client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["hub.example.jp"]
    publish(make_news(hub()))
    answer = client.get("/feed.rss", headers={"host": "hub.example.jp"}, secure=True)
    found = feedparser.parse(answer.content)
    assert found.entries[0].link == "https://hub.example.jp/west/news-1/"
    assert "testserver" not in answer.content.decode()


def titles(client: Client, path: str) -> set[str]:
    return {one.title for one in parsed(client, path).entries}


@pytest.mark.parametrize("suffix", FORMATS)
def test_each_hub_area_and_topic_has_its_own(client: Client, suffix: str) -> None:
    news = publish(make_news(hub("west"), "西"))
    both = make_news(WardHomePage.objects.get(), "東西")
    both.hubs.set([hub("west").hub, hub("east").hub])
    both.topics.set([make_topic()])
    publish(both)
    assert titles(client, f"/hubs/west/feed.{suffix}") == {"西", "東西"}
    assert titles(client, f"/hubs/east/feed.{suffix}") == {"東西"}
    assert titles(client, f"/topics/bosai/feed.{suffix}") == {"東西"}
    assert titles(client, f"/areas/a-east/feed.{suffix}") == {"東西"}
    assert titles(client, f"/areas/a-west/feed.{suffix}") == {"西", "東西"}
    assert titles(client, f"/feed.{suffix}") == {"西", "東西"}
    assert news.live


def test_what_not_everybody_may_read_is_in_no_feed(client: Client) -> None:
    publish(make_news(hub(), "公開"))
    gone = publish(make_news(hub(), "取下げ"))
    gone.unpublish()
    make_news(hub(), "下書き", live=False).save_revision()
    closed = publish(make_news(hub(), "限定"))
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.PASSWORD, password="x")
    publish(make_news(hub("east"), "限定の拠点"))
    PageViewRestriction.objects.create(page=hub("east"), restriction_type=PageViewRestriction.LOGIN)
    for path in ("/feed.rss", "/hubs/west/feed.atom"):
        assert titles(client, path) == {"公開"}
    assert titles(client, "/hubs/east/feed.rss") == set()


@pytest.mark.parametrize("suffix", FORMATS)
def test_who_has_the_feed_already_is_told_so_until_something_changes(client: Client, suffix: str) -> None:
    path = f"/feed.{suffix}"
    for _round in range(2):
        tag = client.get(path)["ETag"]
        assert client.get(path, headers={"if-none-match": tag}).status_code == 304
        publish(make_news(hub()))
    assert client.get(path, headers={"if-none-match": tag}).status_code == 200


def test_pages_name_their_feeds(client: Client) -> None:
    event = publish(make_event(hub()))
    for path in ("/", "/west/", "/events/", "/hubs/west/events/", event.url):
        page = BeautifulSoup(client.get(path).content, "html.parser")
        links = {one["type"]: one["href"] for one in page.select('head link[rel="alternate"][type]')}
        assert set(links) == {"application/rss+xml", "application/atom+xml", "text/calendar"}
        assert all(client.get(address).status_code == 200 for address in links.values())
        assert ("/hubs/west/" in links["text/calendar"]) == ("west" in path)


def test_unknown_scopes_have_no_feed(client: Client) -> None:
    for path in ("/hubs/x/feed.rss", "/areas/x/feed.atom", "/topics/x/feed.rss"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_feed_costs_the_same_queries_for_any_number_of_entries(
    client: Client, suffix: str, django_assert_num_queries: Any
) -> None:
    publish(make_news(hub()))
    client.get(f"/hubs/west/feed.{suffix}")
    for _round in range(2):
        with django_assert_num_queries(4):
            client.get(f"/hubs/west/feed.{suffix}")
        for _number in range(5):
            publish(make_news(hub()))
            publish(make_event(hub()))
