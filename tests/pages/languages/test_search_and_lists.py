"""A list, a feed, a calendar and the search never mix languages."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from pages.models import NewsPage
from tests.factories_editing import Site, make_sites
from tests.factories_languages import begin, publish, translated
from tests.pages.factories import body

pytestmark = pytest.mark.django_db
JAPANESE, ENGLISH = "防災訓練のお知らせ", "Disaster drill on Sunday"


@pytest.fixture
def west() -> Site:
    return make_sites()["west"]


@pytest.fixture
def news(west: Site) -> tuple[NewsPage, Any]:
    """A piece of news and its English translation."""
    page = NewsPage(title=JAPANESE, slug="drill", published_on=timezone.localdate() or date.today())
    west.page.refresh_from_db()
    west.page.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page, publish(begin(west, page), ENGLISH)


def text_of(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/west/",
        "/news/",
        "/hubs/west/news/",
        "/feed.rss",
        "/feed.atom",
        "/hubs/west/feed.rss",
        "/search/?q=防災訓練",
    ],
)
def test_a_japanese_list_shows_the_japanese_entry_once(news: Any, path: str) -> None:
    shown = text_of(path)
    assert JAPANESE.removeprefix("防災訓練") in shown
    assert ENGLISH not in shown


def test_the_search_in_a_language_finds_that_language_alone(news: Any) -> None:
    def found(path: str) -> list[str]:
        page = BeautifulSoup(text_of(path), "html.parser")
        return [one["href"] for one in page.select(".kz-hits a")]

    assert found("/en/search/?q=drill") == ["/en/west/drill/"]
    assert found("/search/?q=drill") == []
    assert found("/en/search/?q=防災訓練") == []
    page = BeautifulSoup(text_of("/en/search/?q=drill"), "html.parser")
    assert page.html["lang"] == "en"
    assert page.select_one("form[role=search]")["action"] == "/en/search/"
    assert Client().get("/search/?lang=en&q=drill")["Location"] == "/en/search/?q=drill"


def test_a_front_page_lists_what_there_is_in_its_language_first(west: Site, news: Any) -> None:
    for path in ("/en/",):
        shown = text_of(path)
        assert ENGLISH in shown
        assert JAPANESE not in shown
        assert "More news and events are in Japanese." in shown
    nothing = text_of("/ko/")
    assert "새 소식과 행사는 일본어로 제공됩니다." in nothing
    assert ENGLISH not in nothing
    assert JAPANESE not in nothing


def test_the_hub_s_page_in_a_language_leads_to_the_japanese_one(west: Site, news: Any) -> None:
    hub = begin_hub(west)
    page = BeautifulSoup(text_of(hub.get_url()), "html.parser")
    assert ENGLISH in page.get_text()
    assert JAPANESE not in page.get_text()
    assert page.select_one('main a[href="/west/?lang=en"]')


def begin_hub(west: Site) -> Any:
    """The hub's page was begun with the news below it, as a draft."""
    from pages.models import LanguageHubPage

    page = LanguageHubPage.objects.get(hub=west.hub)
    assert not page.live
    return publish(page, "West Hub")


def test_a_list_in_a_text_says_that_the_news_is_in_japanese_when_there_is_none(west: Site) -> None:
    kinds = {"title": "News of the hub", "kind": "news", "hub": west.hub.pk, "count": 5}
    _original, english = translated(west, body=body(("listing", kinds)))
    page = BeautifulSoup(text_of("/en/west/how-to-use/"), "html.parser")
    block = page.select_one(".kz-list")
    assert "News and events are in Japanese." in block.get_text()
    assert block.select_one('a[href="/west/?lang=en"]')
    news = NewsPage(title=ENGLISH, slug="drill", published_on=timezone.localdate())
    english.get_parent().add_child(instance=news)
    news.save_revision().publish()
    page = BeautifulSoup(text_of("/en/west/how-to-use/"), "html.parser")
    assert ENGLISH in page.select_one(".kz-list").get_text()
    assert ENGLISH not in text_of("/west/how-to-use/")
