"""A hub's site: its menu, its colour, its contact on every page, and what it leaves off."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import PageViewRestriction

from cms.hubs.models import Hub
from pages.minisite import MODULES
from pages.models import HubPage, MenuItem
from pages.setting_up import set_up_sites
from tests.factories_hubs import make_small_ward
from tests.factories_pages import make_article, make_bulletin, make_event, make_issue, make_news
from tests.factories_programmes import make_call
from tests.factories_sites import add, fill_site

pytestmark = pytest.mark.django_db
LISTS = ("news", "events", "calls", "bulletin", "articles", "groups", "opportunities")


@pytest.fixture(autouse=True)
def hubs() -> dict[str, Hub]:
    hubs = make_small_ward()
    make_call("open-call")
    set_up_sites()
    return hubs


@pytest.fixture
def west() -> HubPage:
    return HubPage.objects.get(slug="west")


def soup(path: str) -> BeautifulSoup:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return BeautifulSoup(answer.content, "html.parser")


def menu(path: str) -> list[tuple[str, str]]:
    return [(link.text.strip(), str(link["href"])) for link in soup(path).select(".kz-site li a")]


def test_without_entries_the_menu_names_every_list(west: HubPage) -> None:
    assert menu("/west/") == [
        ("拠点のトップ", "/west/"),
        ("お知らせ", "/hubs/west/news/"),
        ("催し", "/hubs/west/events/"),
        ("募集・受付", "/hubs/west/calls/"),
        ("地域情報誌", "/hubs/west/bulletin/"),
        ("団体紹介", "/hubs/west/groups/"),
        ("ボランティア募集", "/hubs/west/opportunities/"),
    ]


def test_every_list_of_the_menu_opens_even_when_it_is_empty() -> None:
    for kind in LISTS:
        assert "h1" in {tag.name for tag in soup(f"/hubs/west/{kind}/").find_all("h1")}, kind


def test_the_editors_own_menu_takes_its_place(west: HubPage) -> None:
    page = make_news(west, "利用案内")
    MenuItem.objects.create(site=west, page=page, sort_order=0)
    MenuItem.objects.create(site=west, label="区のサイト", url="https://www.example.jp/", sort_order=1)
    assert menu("/west/")[1:] == [("利用案内", "/west/news-1/"), ("区のサイト", "https://www.example.jp/")]
    assert soup("/west/news-1/").select_one(".kz-site [aria-current]").text == "利用案内"


@pytest.mark.parametrize("how", ["draft", "restricted"])
def test_the_menu_names_no_page_that_not_everybody_may_read(how: str, west: HubPage) -> None:
    page = make_news(west, "内部の案内")
    MenuItem.objects.create(site=west, page=page)
    MenuItem.objects.create(site=west, label="ほか", url="https://www.example.jp/")
    if how == "draft":
        page.unpublish()
    else:
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert "内部の案内" not in str(soup("/west/"))


def test_name_colour_and_contact_stand_on_every_page_of_the_hub(west: HubPage) -> None:
    HubPage.objects.filter(pk=west.pk).update(colour="green")
    pages = [page for page in fill_site(west).values() if page.path.startswith(west.path)]
    for path in [page.get_url() for page in pages] + ["/hubs/west/news/", "/west/open-call/"]:
        html = soup(path)
        assert "west拠点" in html.title.text, path
        assert html.body["class"] == ["kz-palette-green"], path
        assert html.select_one(".kz-site__name a")["href"] == "/west/", path
        assert "平日　午前9時から午後5時まで" in html.text, path
        assert "03-0000-0000" in html.text, path


def test_pages_of_the_ward_have_no_hubs_head(west: HubPage) -> None:
    fill_site(west)
    for path in ("/", "/privacy/", "/accessibility/", "/news/", "/topics/bosai/"):
        html = soup(path)
        assert html.select_one(".kz-site") is None
        assert "class" not in html.body.attrs


@pytest.mark.parametrize("module", MODULES)
def test_a_module_that_is_off_is_nowhere_on_the_site(module: str, west: HubPage) -> None:
    bulletin = make_bulletin(west)
    make_issue(bulletin, make_article(bulletin, "記事の題"))
    fill = {"news": make_news(west, "お知らせの題"), "events": make_event(west, "催しの題")}
    MenuItem.objects.create(site=west, page=bulletin)
    for page in fill.values():
        MenuItem.objects.create(site=west, page=page)
    lists = {"bulletin": ("bulletin", "articles")}.get(module, (module,))
    before = str(soup("/west/").main)
    HubPage.objects.filter(pk=west.pk).update(**{f"shows_{module}": False})
    for kind in LISTS:
        assert Client().get(f"/hubs/west/{kind}/").status_code == (404 if kind in lists else 200), kind
    after = soup("/west/")
    assert not re.search(f"/hubs/west/({'|'.join(lists)})/", str(after))
    titles = {"news": "お知らせの題", "events": "催しの題", "bulletin": "記事の題", "calls": "open-callの募集"}
    if title := titles.get(module):
        assert title in before
        assert title not in str(after.main)
    names = {"news": "お知らせの題", "events": "催しの題", "bulletin": "地域だより"}
    assert names.get(module) not in [label for label, _url in menu("/west/")]


def test_lists_of_a_hub_without_a_live_page_are_404(west: HubPage) -> None:
    west.unpublish()
    assert Client().get("/hubs/west/news/").status_code == 404
    assert Client().get("/hubs/nowhere/news/").status_code == 404
    assert Client().get("/hubs/east/nothing/").status_code == 404


def test_a_page_whose_hub_has_no_live_page_still_opens(west: HubPage) -> None:
    news = make_news(west, "お知らせの題")
    west.unpublish()
    assert "お知らせの題" in str(soup(news.get_url()))


def test_a_new_installation_has_its_policy_as_a_page_of_that_type() -> None:
    html = soup("/accessibility/")
    assert "JIS X 8341-3:2016 適合レベルAA準拠" in html.select_one(".kz-facts").text
    assert "例外とする事項" in html.text
    assert "最初の試験の結果" in html.text


def test_a_section_lists_what_lies_below_it(west: HubPage) -> None:
    from pages.models import SectionPage

    section = add(west, SectionPage(title="記録", slug="records"))
    make_news(section, "花だんの植え替え").get_url()
    make_news(section, "下書き").unpublish()
    html = str(soup("/west/records/"))
    assert "花だんの植え替え" in html
    assert "下書き" not in html
