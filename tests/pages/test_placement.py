"""Written once, listed wherever it belongs; what not everybody may read is listed nowhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from cms.hubs.models import Area, Hub, Topic
from pages.models import EventDate, HubPage, NewsPage, OpportunityPage, SectionPage, StandardPage, WardHomePage
from pages.setting_up import set_up_sites
from tests.factories_hubs import make_small_ward
from tests.factories_pages import make_article, make_bulletin, make_event, make_issue, make_news, make_topic
from tests.pages.counting import own_queries

pytestmark = pytest.mark.django_db
TITLE = "公園の清掃"


@pytest.fixture(autouse=True)
def hubs() -> dict[str, Hub]:
    hubs = make_small_ward()
    set_up_sites()
    return hubs


@pytest.fixture
def west() -> HubPage:
    return HubPage.objects.get(slug="west")


def shown(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def lists(title: str) -> set[str]:
    """Every list that shows ``title``."""
    paths = ("/", "/west/", "/east/", "/news/", "/hubs/west/news/", "/hubs/east/news/")
    return {path for path in paths if title in shown(path)}


def test_news_of_a_hub_stand_there_and_on_the_wards_lists(west: HubPage) -> None:
    make_news(west, TITLE)
    assert lists(TITLE) == {"/", "/west/", "/news/", "/hubs/west/news/"}


def test_news_that_name_another_hub_stand_there_too_and_once_in_each_list(west: HubPage, hubs: dict[str, Hub]) -> None:
    make_news(west, TITLE, hubs=[hubs["east"], hubs["west"]], topics=[make_topic(), make_topic("kodomo", "子ども")])
    for path in ("/", "/west/", "/east/", "/news/", "/hubs/east/news/"):
        assert shown(path).count(TITLE) == 1, path


def test_every_topic_and_area_that_a_page_names_lists_it(west: HubPage, hubs: dict[str, Hub]) -> None:
    make_topic("other", "ほか")
    make_event(west, TITLE, topics=[make_topic()], areas=[hubs["east"].area])
    assert TITLE in shown("/topics/bosai/")
    assert TITLE not in shown("/topics/other/")
    assert TITLE in shown("/areas/a-west/")
    assert TITLE in shown("/areas/a-east/")


def test_a_wider_area_lists_what_lies_in_it(west: HubPage, hubs: dict[str, Hub]) -> None:
    wide = Area.objects.create(code="wide", name="広い区域", layer=3)
    make_news(west, TITLE)
    assert TITLE not in shown("/areas/wide/")
    Area.objects.filter(code="a-west").update(parent=wide)
    assert TITLE in shown("/areas/wide/")


def test_a_topic_out_of_use_has_no_page() -> None:
    make_topic("old", "むかし")
    Topic.objects.filter(code="old").update(is_active=False)
    assert Client().get("/topics/old/").status_code == 404
    assert "むかし" not in shown("/topics/")


def test_topics_stand_in_the_wards_own_order() -> None:
    for order, code in ((10, "ten"), (9, "nine"), (9, "first")):
        Topic.objects.create(code=code, name=f"題目{code}", order=order)
    for path in ("/", "/topics/"):
        html = shown(path)
        places = [html.index(f"題目{code}") for code in ("first", "nine", "ten")]
        assert places == sorted(places), path


def test_plain_pages_of_a_hub_stand_in_the_order_of_the_tree(west: HubPage) -> None:
    last, first = (
        west.add_child(instance=StandardPage(title=title, slug=slug)) for title, slug in (("後", "a"), ("先", "b"))
    )
    first.move(last, pos="left")
    html = shown("/west/")
    assert html.index('href="/west/b/"') < html.index('href="/west/a/"')


def hide(page: Page, how: str) -> None:
    if how == "draft":
        page.unpublish()
        return
    place = page if how == "restricted" else page.get_parent()
    PageViewRestriction.objects.create(page=place, restriction_type=PageViewRestriction.LOGIN)


@pytest.mark.parametrize("how", ["draft", "restricted", "restricted above"])
def test_what_is_not_for_everybody_is_in_no_list(how: str, west: HubPage, hubs: dict[str, Hub]) -> None:
    news = make_news(west, TITLE, hubs=[hubs["east"]], topics=[make_topic()])
    assert lists(TITLE) == {"/", "/west/", "/east/", "/news/", "/hubs/west/news/", "/hubs/east/news/"}
    hide(news, how)
    for path in ("/", "/east/", "/news/", "/hubs/east/news/", "/topics/bosai/", "/areas/a-west/"):
        assert TITLE not in shown(path), path


def test_an_alias_does_not_double_a_page(west: HubPage) -> None:
    news = make_news(west, TITLE)
    news.create_alias(parent=HubPage.objects.get(slug="east"), update_slug="again")
    assert NewsPage.objects.count() == 2
    assert shown("/news/").count(TITLE) == 1


def test_events_stand_at_their_next_date_until_the_last_one_is_over(west: HubPage) -> None:
    past, now = make_event(west, "終わった催し", starts_in_days=-3), timezone.now()
    series = make_event(west, "続く催し", starts_in_days=-3)
    EventDate.objects.create(page=series, starts_at=now + timedelta(days=2), ends_at=now + timedelta(days=2, hours=1))
    make_event(west, "先の催し", starts_in_days=9)
    html = shown("/west/")
    assert past.title not in html
    assert html.index("続く催し") < html.index("先の催し")


def test_a_date_called_off_is_passed_over_and_an_event_called_off_says_so(west: HubPage) -> None:
    event = make_event(west, TITLE)
    event.dates.update(is_cancelled=True)
    assert TITLE not in shown("/west/")
    event.dates.update(is_cancelled=False)
    event.is_cancelled = True
    event.save()
    assert "中止" in shown("/west/")


def test_opportunities_leave_after_their_last_day(west: HubPage) -> None:
    today = timezone.localdate()
    for title, day in (("きのうまで", today - timedelta(days=1)), ("きょうまで", today), ("期限なし", None)):
        west.add_child(instance=OpportunityPage(title=title, role="手伝い", closes_on=day))
    html = shown("/hubs/west/opportunities/")
    assert "きのうまで" not in html
    assert html.index("きょうまで") < html.index("期限なし")


def test_the_hub_home_leads_with_the_newest_issue(west: HubPage) -> None:
    bulletin = make_bulletin(west)
    article = make_article(bulletin, TITLE)
    make_issue(bulletin, article, number=1, issued_on=timezone.localdate() - timedelta(days=90))
    make_issue(bulletin, article, number=2)
    html = shown("/west/")
    assert "第2号" in html
    assert "第1号" not in html
    assert TITLE in html


def test_a_long_list_is_turned_page_by_page(west: HubPage) -> None:
    for number in range(23):
        make_news(west, f"第{number}のお知らせ", published_on=timezone.localdate() - timedelta(days=number))
    first, second = shown("/hubs/west/news/"), shown("/hubs/west/news/?page=2")
    assert "第19のお知らせ" in first
    assert "第20のお知らせ" not in first
    assert 'href="?page=2"' in first
    assert "第20のお知らせ" in second
    assert 'href="?page=3"' not in second


def test_an_editors_page_at_the_address_of_a_list_takes_its_place() -> None:
    home = WardHomePage.objects.get()
    page = home.add_child(instance=SectionPage(title="区からのお知らせ", slug="news"))
    assert "<h1>区からのお知らせ</h1>" in shown("/news/")
    page.unpublish()
    assert "<h1>お知らせ</h1>" in shown("/news/")


@pytest.mark.parametrize("page", ["0", "-1", "x", "9999", "２", "3", "1e2", ""])
def test_a_page_of_a_list_that_is_none_is_404(page: str, west: HubPage) -> None:
    make_news(west, TITLE)
    assert Client().get("/hubs/west/news/", {"page": page}).status_code == 404


@pytest.mark.parametrize(
    "path,most",
    [
        ("/", 6), ("/west/", 6), ("/west/n/", 4), ("/west/bulletin/a/", 5), ("/news/", 2), ("/hubs/west/news/", 2),
        ("/topics/", 2), ("/topics/bosai/", 2),
    ],
)  # fmt: skip
def test_queries_are_few_and_do_not_grow(path: str, most: int, west: HubPage, hubs: dict[str, Hub]) -> None:
    topics = [make_topic()]
    make_news(west, TITLE, slug="n", topics=topics)
    bulletin = make_bulletin(west)
    make_issue(bulletin, make_article(bulletin, slug="a", topics=topics))
    make_event(west, topics=topics)
    few = own_queries(path)
    assert few <= most
    for number in range(4):
        make_news(west, f"{number}", topics=topics, hubs=[hubs["east"]])
        make_event(west, f"{number}", topics=topics)
        make_article(bulletin, f"{number}", topics=topics)
    assert own_queries(path) == few
