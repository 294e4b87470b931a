"""The list that most readers ask for has its SQL written once; it tells what any other cut of the same list tells."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from pages.models import HubPage
from tests.cms.api.content.reading import read
from tests.cms.api.content.worlds import make_empty_ward
from tests.factories_pages import make_event, make_news

pytestmark = pytest.mark.django_db
MANY = 47


@pytest.fixture
def pages() -> list[int]:
    """Some published in the same moment, some never by an editor."""
    ward = make_empty_ward()
    hub = HubPage.objects.get(pk=ward.west.pk)
    made = [make_news(hub, f"お知らせ{n}", summary=f"要約{n}").pk for n in range(MANY)]
    now = timezone.now()
    for n, pk in enumerate(made):
        at = None if n % 9 == 0 else now - timedelta(minutes=n // 3)
        Page.objects.filter(pk=pk).update(first_published_at=at)
    make_event(hub, title="催し")
    return made


def told(path: str) -> list[Any]:
    """All pages of the list, to its end and back to its beginning."""
    found: list[Any] = []
    cursor = ""
    while True:
        answer = read(f"{path}{cursor}")
        found += answer["items"]
        assert len(found) <= MANY + 10, "a list that comes round again"
        if not answer["next"]:
            break
        cursor = f"&cursor={answer['next']}"
    back = len(answer["items"])
    while answer["previous"]:
        answer = read(f"{path}&cursor={answer['previous']}")
        back += len(answer["items"])
    assert back == len(found)
    return found


@pytest.mark.parametrize("path", ["/pages?type=news", "/pages?locale=ja"])
def test_it_tells_the_same_as_shorter_and_longer_cuts(pages: list[int], path: str) -> None:
    usual = told(path)
    assert usual == told(f"{path}&limit=7") == told(f"{path}&limit=100")
    assert {one["id"] for one in usual if one["type"] == "news"} == set(pages)
    assert {one["summary"] for one in usual} >= {f"要約{n}" for n in range(MANY)}


def test_it_follows_every_change_at_once(pages: list[int]) -> None:
    first = told("/pages?type=news")
    gone, hidden = first[0]["id"], first[-1]["id"]
    Page.objects.get(pk=gone).unpublish()
    PageViewRestriction.objects.create(page=Page.objects.get(pk=hidden), restriction_type="login")
    Page.objects.filter(pk=first[1]["id"]).update(title="書き直した")
    left = told("/pages?type=news")
    assert [one["id"] for one in left] == [one["id"] for one in first[1:-1]]
    assert left[0]["title"] == "書き直した"


def test_no_language_tells_the_pages_of_another(pages: list[int]) -> None:
    assert told("/pages?type=news&locale=en") == []
    assert len(told("/pages?type=news&locale=ja")) == MANY
