"""The search of a bulletin's back numbers: every word of its articles, in any spelling, and of no other bulletin."""

from __future__ import annotations

import datetime

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import PageViewRestriction

from pages.models import BulletinPage, HubPage
from pages.setting_up import set_up_sites
from tests.factories_hubs import make_small_ward
from tests.factories_pages import make_article, make_bulletin, make_issue, paragraphs
from tests.pages.counting import own_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def bulletin() -> BulletinPage:
    make_small_ward()
    set_up_sites()
    return make_bulletin(HubPage.objects.get(slug="west"), "石神井台だより")


def page(client: Client, bulletin: BulletinPage, asked: str) -> BeautifulSoup:
    answer = client.get(bulletin.url, {"q": asked})
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def found(client: Client, bulletin: BulletinPage, asked: str) -> dict[str, list[str]]:
    """Titles of articles by the title of their issue."""
    lines = page(client, bulletin, asked).select(".kz-numbers > li")
    return {one.a.text: [link.text for link in one.select(".kz-linklist a")] for one in lines}


@pytest.mark.parametrize(
    "asked", ["炊き出し", "タキダシ", "ﾀｷﾀﾞｼ", "たきだし", "髙橋", "高橋", "ＫＩＤＳ", "高橋 たきだし"]
)
def test_an_issue_is_found_by_the_body_of_an_article_in_any_spelling(
    client: Client, bulletin: BulletinPage, asked: str
) -> None:
    body = paragraphs("炊き出し（たきだし）を髙橋さんが教えます。", "kidsも来てください。")
    make_issue(bulletin, make_article(bulletin, "秋の行事", body=body), make_article(bulletin, "別の記事"))
    make_issue(bulletin, make_article(bulletin, "冬の行事"), number=2)
    assert found(client, bulletin, asked) == {"第1号": ["秋の行事"]}


def test_the_article_is_linked_wherever_it_lies(client: Client, bulletin: BulletinPage) -> None:
    article = make_article(HubPage.objects.get(slug="east"), "よその記事", body=paragraphs("餅つきをします。"))
    make_issue(bulletin, article)
    (link,) = page(client, bulletin, "餅つき").select(".kz-numbers ul a")
    assert link["href"] == article.url
    assert client.get(link["href"]).status_code == 200


def test_words_may_stand_in_different_articles_of_one_issue_but_not_of_two(
    client: Client, bulletin: BulletinPage
) -> None:
    one = make_article(bulletin, "一", body=paragraphs("餅つき"))
    two = make_article(bulletin, "二", body=paragraphs("盆踊り"))
    make_issue(bulletin, one, two)
    make_issue(bulletin, one, number=2)
    assert found(client, bulletin, "餅つき 盆踊り") == {"第1号": ["一", "二"]}
    assert found(client, bulletin, "餅つき 花火") == {}


def test_no_other_bulletin_and_nothing_that_is_not_for_everybody_is_found(
    client: Client, bulletin: BulletinPage
) -> None:
    other = make_bulletin(HubPage.objects.get(slug="east"), "東だより")
    make_issue(other, make_article(other, "東の記事", body=paragraphs("餅つき")))
    draft = make_article(bulletin, "下書き", body=paragraphs("餅つき"), live=False)
    closed = make_article(bulletin, "内部", body=paragraphs("餅つき"))
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    loose = make_article(bulletin, "号に載らない記事", body=paragraphs("餅つき"))
    make_issue(bulletin, draft, closed)
    assert loose.live
    assert found(client, bulletin, "餅つき") == {}
    assert found(client, other, "餅つき") == {"第1号": ["東の記事"]}


def test_nothing_found_says_what_to_do(client: Client, bulletin: BulletinPage) -> None:
    make_issue(bulletin, make_article(bulletin))
    told = page(client, bulletin, "ぺんぎん & 花火").select_one("[role=status]")
    assert "見つかりませんでした" in told.text
    assert "短いことば" in told.text or "短い" in told.text
    links = [one["href"] for one in told.select("a")]
    assert links == ["/search/?q=%E3%81%BA%E3%82%93%E3%81%8E%E3%82%93%20%26%20%E8%8A%B1%E7%81%AB", bulletin.url]
    assert all(client.get(link).status_code == 200 for link in links)


def test_a_question_costs_two_queries_however_many_issues_there_are(bulletin: BulletinPage) -> None:
    make_issue(bulletin, make_article(bulletin, body=paragraphs("餅つき")))
    plain, asked = own_queries(bulletin.url), own_queries(f"{bulletin.url}?q=餅つき")
    for number in range(2, 8):
        articles = [make_article(bulletin, body=paragraphs("餅つき")) for _one in range(3)]
        make_issue(bulletin, *articles, number=number, issued_on=datetime.date(2020, number, 1))
    assert own_queries(f"{bulletin.url}?q=餅つき") == asked == plain + 2
