"""Goal 3 of cms/docs/benchmarks.md: a listing of 20 in 5 statements, a detail in 6, at any size and depth."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from cms.cache import memory
from media import responsive
from pages.models import HubPage, SectionPage
from tests.cms.api.content.reading import API, queries
from tests.cms.api.content.worlds import Ward, make_empty_ward
from tests.factories_pages import make_article, make_bulletin, make_event, make_issue, make_news, make_topic
from tests.factories_programmes import make_call
from tests.factories_sites import make_opportunity, make_profile, shown
from tests.media.factories import picture

pytestmark = pytest.mark.django_db
LISTING, DETAIL = 5, 6
FEW, MANY = 3, 25
NARROWED = {
    "/pages?type=news": 0, "/pages?type=news&hub=west": 2, "/pages?topic=bosai": 1, "/pages?area=a-west": 1,
    "/pages?q=お知らせ": 3, "/hubs": 0, "/areas": 0, "/topics": 0, "/programmes": 0, "/calls": 0, "/events": 0,
    "/events?hub=west": 1, "/bulletins": 0, "/groups": 0, "/opportunities": 0, "/redirects": 0,
}  # fmt: skip


@pytest.fixture(autouse=True)
def known(settings: Any) -> None:
    """As in a process that knows what all answers share (decision 0040)."""
    settings.PAGE_CACHE, settings.PAGE_CACHE_CHECK_SECONDS = True, 3600


@pytest.fixture
def ward() -> Ward:
    return make_empty_ward()


def fill(ward: Ward, count: int) -> None:
    image = picture((600, 400))
    responsive.make_first(image)
    lead = [{"type": "picture", "value": shown(image, "公園")}]
    topic = make_topic()
    for number in range(count):
        parent = HubPage.objects.get(pk=(ward.west if number % 2 else ward.east).pk)
        make_news(parent, summary="要約", lead_picture=lead, topics=[topic])
        make_event(parent, topics=[topic])
    call_command("index_search", verbosity=0)


def warm(path: str) -> list[str]:
    """The statements of the second of two readings."""
    memory.forget()
    Client().get(f"{API}{path}")
    return queries(path)


@pytest.mark.parametrize("path", NARROWED)
def test_a_list_takes_the_same_statements_however_many_there_are(ward: Ward, path: str) -> None:
    fill(ward, FEW)
    few = warm(path)
    fill(ward, MANY)
    for number in range(FEW):
        make_call(f"more-{number}")
    many = warm(path)
    assert len(many) == len(few), many
    assert len(many) <= LISTING + NARROWED[path], many
    assert len(warm(f"{path}{'&' if '?' in path else '?'}limit=100")) == len(few)


def test_goal_3_a_listing_of_20_news_with_hub_date_and_picture(ward: Ward) -> None:
    fill(ward, MANY * 2)
    found = Client().get(f"{API}/pages?type=news").json()["items"]
    assert len(found) == 20
    assert all(one["summary"] and one["hub"] and one["picture"] for one in found)
    assert len(warm("/pages?type=news")) <= LISTING


def test_goal_3_a_listing_for_who_is_remembered_nothing_takes_no_more(ward: Ward, settings: Any) -> None:
    fill(ward, MANY * 2)
    settings.PAGE_CACHE = False
    assert len(warm("/pages?type=news")) <= LISTING + 1


def test_goal_3_the_detail_of_each_kind_at_any_depth(ward: Ward) -> None:
    deep = ward.west.add_child(instance=SectionPage(title="深い", slug="a"))
    for slug in ("b", "c", "d"):
        deep = deep.add_child(instance=SectionPage(title="深い", slug=slug))
    image = picture((600, 400))
    responsive.make_first(image)
    lead = [{"type": "picture", "value": shown(image, "公園")}]
    body = [{"type": "picture", "value": shown(image, "広場")}]
    bulletin = make_bulletin(HubPage.objects.get(pk=ward.west.pk))
    article = make_article(bulletin, lead_picture=lead, topics=[make_topic()])
    made = [
        make_news(deep, lead_picture=lead, body=body, topics=[make_topic()]),
        make_event(deep, lead_picture=lead, topics=[make_topic()]),
        article,
        make_issue(bulletin, article),
        make_profile(HubPage.objects.get(pk=ward.west.pk), lead_picture=lead),
        make_opportunity(HubPage.objects.get(pk=ward.west.pk)),
        ward.west,
    ]
    for page in made:
        asked = warm(f"/pages/{page.pk}")
        assert 0 < len(asked) <= DETAIL, (type(page), asked)
    shallow = make_news(HubPage.objects.get(pk=ward.west.pk), lead_picture=lead, body=body, topics=[make_topic()])
    assert len(warm(f"/pages/{shallow.pk}")) == len(warm(f"/pages/{made[0].pk}"))
