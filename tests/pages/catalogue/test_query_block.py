"""A list that a question to the catalogue fills: what it shows, when it changes, and what it costs."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from cms.cache.moments import collected
from cms.hubs.models import Hub
from cms.search.catalogue.query import Query
from pages.catalogue.asking import listed
from pages.models import EventDate, HubPage, NewsPage, SavedQuery, StandardPage
from pages.setting_up import set_up_sites
from tests.factories_hubs import make_small_ward
from tests.factories_pages import make_event, make_news, make_topic

pytestmark = pytest.mark.django_db
BLOCK = NewsPage._meta.get_field("body").stream_block.child_blocks["query"]
NOTHING: dict[str, Any] = {
    "saved": None, "kinds": [], "hubs": [], "areas": [], "topics": [], "states": [], "window": "", "words": "",
    "sort": "newest", "shape": "list", "count": 5, "with_count": True, "with_all": True, "empty": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def hubs() -> dict[str, Hub]:
    hubs = make_small_ward()
    set_up_sites()
    return hubs


@pytest.fixture
def west() -> HubPage:
    return HubPage.objects.get(slug="west")


def page_with(west: HubPage, **values: Any) -> StandardPage:
    body = [{"type": "query", "value": {"title": "一覧", **NOTHING, **values}}]
    page: StandardPage = west.add_child(instance=StandardPage(title="見本", slug="sample", body=body))
    return page


def shown(page: StandardPage) -> BeautifulSoup:
    answer = Client().get(page.get_url())
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").select_one(".kz-body .kz-list")


def titles(page: StandardPage) -> list[str]:
    return [link.text for link in shown(page).select("li a, tbody a")]


@pytest.mark.parametrize("shape", ["list", "cards", "table"])
def test_it_lists_what_is_asked_for_in_every_shape(west: HubPage, shape: str) -> None:
    make_news(west, "西のお知らせ", topics=[make_topic()])
    make_news(west, "話題のないお知らせ")
    make_news(HubPage.objects.get(slug="east"), "東のお知らせ", topics=[make_topic()])
    page = page_with(west, kinds=["newspage"], hubs=["west"], topics=["bosai"], shape=shape)
    assert titles(page) == ["西のお知らせ"]
    assert "1件" in shown(page).text


def test_a_saved_query_holds_and_its_change_is_seen_at_once(west: HubPage) -> None:
    make_news(west, "お知らせ")
    make_event(west, "催し")
    saved = SavedQuery.objects.create(name="催し", query={"kinds": ["eventpage"]})
    page = page_with(west, saved=saved.pk, kinds=["newspage"])
    assert titles(page) == ["催し"]
    saved.query = {"kinds": ["newspage"]}
    saved.save()
    assert titles(page) == ["お知らせ"]
    saved.delete()
    assert titles(page) == ["お知らせ"]  # what the block itself names


def test_a_saved_query_that_is_gone_shows_nothing_and_not_everything(west: HubPage) -> None:
    make_news(west, "お知らせ")
    saved = SavedQuery.objects.create(name="催し", query={"kinds": ["newspage"]})
    page = page_with(west, saved=saved.pk, empty="今は何もありません。")
    assert titles(page) == ["お知らせ"]
    saved.delete()
    assert titles(page) == []
    assert "今は何もありません。" in shown(page).text


def test_an_event_that_begins_leaves_the_list_of_those_to_come(west: HubPage) -> None:
    """And the page that is kept for readers is made anew at that moment."""
    event = make_event(west, "催し", starts_in_days=0)
    now = timezone.now()
    soon = now + datetime.timedelta(seconds=50)
    EventDate.objects.filter(page=event).first().delete()
    EventDate.objects.create(page=event, starts_at=soon, ends_at=soon + datetime.timedelta(hours=1))
    query = Query(kinds=("eventpage",), states=("coming",))
    with collected() as kept:
        assert [one.title for one in listed(query, 5).lines] == ["催し"]
    assert kept.until <= soon
    assert listed(query, 5, at=soon).lines == []
    began = listed(Query(states=("open",), kinds=("eventpage",)), 5, at=soon)
    assert [one.title for one in began.lines] == ["催し"]
    with collected() as kept:
        assert listed(Query(states=("open",), kinds=("eventpage",)), 5).lines == []
    assert kept.until <= soon, "an empty list changes too"


def test_what_is_taken_off_or_restricted_is_gone_at_once(west: HubPage) -> None:
    first, second = make_news(west, "はずす"), make_news(west, "かぎをかける")
    page = page_with(west, kinds=["newspage"])
    assert set(titles(page)) == {"はずす", "かぎをかける"}
    first.unpublish()
    assert titles(page) == ["かぎをかける"]
    PageViewRestriction.objects.create(page=second, restriction_type="login")
    assert titles(page) == []


def test_more_than_is_shown_is_behind_a_link(west: HubPage) -> None:
    for number in range(4):
        make_news(west, f"お知らせ{number}")
    page = page_with(west, kinds=["newspage"], count=3)
    link = shown(page).select("a")[-1]
    assert (len(titles(page)), link["href"]) == (3, "/catalogue/?kinds=newspage")
    answer = Client().get(link["href"])
    assert "4件" in answer.content.decode()
    assert all(f"お知らせ{number}" in answer.content.decode() for number in range(4))


@pytest.mark.parametrize("rows", [10, 200])
def test_a_block_costs_one_statement_for_any_number(west: HubPage, rows: int) -> None:
    for number in range(rows):
        make_news(west, f"お知らせ{number}", slug=f"many-{number}")
    with CaptureQueriesContext(connection) as captured:
        listed(Query(kinds=("newspage",)), 5)
    assert len(captured) == 2, "the places that codes mean, and the list"


def test_nothing_chosen_is_refused_with_words() -> None:
    value = BLOCK.to_python({"title": "一覧", **NOTHING})
    with pytest.raises(ValidationError) as refused:
        BLOCK.clean(value)
    assert "選" in str(refused.value.as_json_data() if hasattr(refused.value, "as_json_data") else refused.value)
